"""VINs and plates are cleaned; what looks wrong is a warning."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.kernel.vehicle_ids import check_digit, clean_plate, clean_vin


@pytest.mark.parametrize("vin", ["1M8GDM9AXKP042788", "11111111111111111", "WVWZZZ1JZXW000001", "VSSZZZ6LZ9R123456"])
def test_a_good_vin_raises_no_warning(vin: str) -> None:
    assert clean_vin(vin).warnings == ()


@pytest.mark.parametrize(
    ("text", "clean"),
    [(" 1m8gdm9axkp042788 ", "1M8GDM9AXKP042788"), ("１Ｍ８GDM9A-XKP 042788", "1M8GDM9AXKP042788"), ("", "")],
)
def test_a_vin_is_cleaned_once(text: str, clean: str) -> None:
    assert clean_vin(text).text == clean


@pytest.mark.parametrize(
    ("vin", "word"),
    [
        ("1M8GDM9AXKP04278", "17"),
        ("1M8GDM9AXKP0427889", "17"),
        ("1M8GDM9AXKP04278O", "without I, O and Q"),
        ("1M8GDM9A1KP042788", "check digit"),
        ("LSVAU2180N2183295", "check digit"),
    ],
)
def test_a_doubtful_vin_is_kept_with_a_warning(vin: str, word: str) -> None:
    cleaned = clean_vin(vin)
    assert cleaned.text == vin
    assert [word in str(fault) for fault in cleaned.warnings] == [True]


def test_the_check_digit_can_be_an_x() -> None:
    assert check_digit("1M8GDM9AXKP042788") == "X"


@pytest.mark.parametrize(
    "plate",
    [
        "粤B12345",
        "京A·12345",
        "粤BD12345",
        "粤B12345D",
        "苏E1234挂",
        "沪A1234学",
        "粤Z1234港",
        "沪A1234领",
        "使014578",
        "224578使",
    ],
)
def test_a_chinese_plate_raises_no_warning(plate: str) -> None:
    assert clean_plate(plate, "CN").warnings == ()


@pytest.mark.parametrize("plate", ["粤B1234", "粤O12345", "B12345", "1234BCD", "粤BI2345", "粤BX12345"])
def test_another_form_is_kept_with_a_warning(plate: str) -> None:
    assert clean_plate(plate, "CN").text == plate
    assert len(clean_plate(plate, "CN").warnings) == 1


@pytest.mark.parametrize("plate", ["1234 BCD", "M-1234-AB", "0000BBB"])
def test_a_spanish_plate_raises_no_warning(plate: str) -> None:
    assert clean_plate(plate, "ES").warnings == ()


def test_in_other_countries_every_plate_goes() -> None:
    assert clean_plate("b-ab 123", "DE").text == "BAB123"
    assert clean_plate("b-ab 123", "DE").warnings == ()


@given(st.text(max_size=80))
def test_cleaning_twice_is_cleaning_once_and_never_fails(text: str) -> None:
    for clean in (clean_vin, clean_plate):
        once = clean(text)
        assert clean(once.text).text == once.text
