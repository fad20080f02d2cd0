"""EMS estimates as a whole: the fixture reads to the cent, and what stands around its lines is read or told."""

from __future__ import annotations

import dataclasses
import time
from typing import Any

import pytest

from claims.estimating.estimate import PriorDamage
from claims.estimating.exchange.ems import NotEms, looks_like_ems, read_ems, read_ems_files
from claims.estimating.exchange.own_format import read_estimate, written
from claims.estimating.stated import Difference, compared
from claims.estimating.worksheet import priced
from claims.kernel.money import Money
from fixtures.make_ems import estimate_tables, files_of, packed
from tests.estimating.estimates import usd
from tests.estimating.exchange.ems_make import export, faults_of, line, part, read, told_of
from tests.estimating.exchange.make import FIXTURES

FIXTURE = (FIXTURES / "ems-estimate.zip").read_bytes()


def test_the_fixture_is_what_its_script_writes() -> None:
    assert read_ems(FIXTURE) == read_ems_files(files_of(estimate_tables()))


def test_the_fixture_states_what_it_comes_to_to_the_cent() -> None:
    found = read_ems(FIXTURE)
    assert found.profile is not None
    sheet = priced(found, found.profile)
    assert compared(found.stated, sheet) == []
    assert len(found.lines) == 27
    assert {code: str(amount) for code, amount in sheet.categories.items()} == {
        "PAN": "933.20", "PAA": "312.00", "PAL": "481.25", "PAR": "268.00", "PAS": "119.95", "LAB": "589.00",
        "LAM": "228.00", "LAF": "150.00", "LAD": "130.00", "LAR": "601.40", "MAPA": "400.00", "towing": "185.00",
        "other": "15.00",
    }  # fmt: skip
    assert [str(each) for each in (sheet.subtotal, sheet.tax, sheet.total, sheet.betterment, sheet.net)] == [
        "4412.80", "168.31", "4581.11", "66.00", "4015.11",
    ]  # fmt: skip
    assert found.reported == (
        "the file names Example Mutual Insurance as the insurer, which an estimate does not keep",
        "PFP[3].PRT_MKUPP: 0.2500 was read as 25%, since some systems write percent as a fraction; compare it",
    )


def test_a_stated_tax_that_is_a_cent_off_is_shown_and_not_repaired() -> None:
    tables = estimate_tables()
    tables["TTL"] = [tables["TTL"][0] | {"G_TAX": 168.30, "G_TTL_AMT": 4581.10, "N_TTL_AMT": 4015.10}]
    found = read_ems(packed(files_of(tables)))
    assert found.profile is not None
    assert found.stated.taxes[0].amount == usd("168.30")
    assert compared(found.stated, priced(found, found.profile)) == [
        Difference("taxes.sales tax", usd("168.30"), usd("168.31")),
        Difference("total", usd("4581.10"), usd("4581.11")),
        Difference("net", usd("4015.10"), usd("4015.11")),
    ]


def test_who_and_what_the_estimate_is_about() -> None:
    found = read_ems(FIXTURE)
    assert (found.currency, found.label, found.claim_number) == ("USD", "E01", "EX-2026-004417")
    assert (found.vin, found.plate, found.deductible) == ("1HGCV1F35MA012345", "ABC1234", usd("500.00"))


def test_an_estimate_fits_into_our_own_format() -> None:
    found = read_ems(FIXTURE)
    assert read_estimate(written(found)) == found


def test_nobody_recomputes_the_hours_of_a_file() -> None:
    profile = read_ems(FIXTURE).profile
    assert profile is not None
    assert (profile.clear_coat, profile.blend, profile.prices_include_tax) == (None, {}, False)
    assert all(not line.clear_coat and not line.overlap for line in read_ems(FIXTURE).lines)
    assert all(line.prior_damage is PriorDamage.NONE for line in read_ems(FIXTURE).lines)


def test_what_is_reported_is_said_in_the_reader_s_language() -> None:
    assert read("es", AD1={"INS_CO_NM": "Mutua"}).reported == (
        "el archivo nombra a Mutua como asegurador, dato que un presupuesto no guarda",
    )
    assert read("zh", AD1={"INS_CO_NM": "Mutua"}).reported == ("文件中的保险公司为 Mutua，估价单不保存此项",)


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("E01", "E01"),
        ("S01", "S01"),
        ("S12", "S12"),
        ("", "E01"),
        ("0", "E01"),
        ("00", "E01"),
        ("1", "S01"),
        ("003", "S03"),
    ],
)
def test_the_number_of_the_supplement_names_the_version(said: str, label: str) -> None:
    found = read(ENV={"SUPP_NO": said})
    assert (found.label, found.reported) == (label, ())


def test_a_version_that_is_not_known_is_told() -> None:
    found = read(ENV={"SUPP_NO": "X9"})
    assert found.label == "E01"
    assert found.reported == ("“X9” names no version that is known here; the estimate stands as E01",)


@pytest.mark.parametrize(("country", "currency"), [("USA", "USD"), ("US", "USD"), ("CAN", "CAD"), ("MEX", "MXN")])
def test_the_country_names_the_currency(country: str, currency: str) -> None:
    found = read(ENV={"EST_CTRY": country})
    assert (found.currency, found.lines[0].unit_price) == (currency, Money.of("100.00", currency))


def test_the_shop_s_country_counts_where_the_estimate_has_none() -> None:
    assert read(ENV={"EST_CTRY": ""}, AD2={"RF_CTRY": "CAN"}).currency == "CAD"


@pytest.mark.parametrize(
    ("tables", "where", "fault"),
    [
        (
            {"ENV": {"EST_CTRY": ""}}, "ENV[1].EST_CTRY",
            "the export does not say of which country it is, and so not in which currency; fill in the country",
        ),
        (
            {"ENV": {"EST_CTRY": "ZZZ"}}, "ENV[1].EST_CTRY",
            "of ZZZ it is not known here in which currency its estimates are",
        ),
        (
            {"AD2": {"RF_CTRY": "CAN"}}, "AD2[1].RF_CTRY",
            "the estimate is of USA and the shop of CAN; which of the two currencies it is in is not known",
        ),
        (
            {"ENV": {"EMS_VER": "5.2"}}, "ENV[1].EMS_VER",
            "the tables are of EMS 5.2, and 2.01 is read here; export the estimate as EMS 2.01",
        ),
        ({"LIN": []}, "LIN", "the table LIN is empty; export the estimate again"),
        ({"LIN": [line(1, "FRONT BUMPER", LINE_REF=0)]}, "LIN", "the export has no lines; export the estimate again"),
        ({"ENV": []}, "ENV", "the table ENV is empty; export the estimate again"),
        ({"ENV": [{}, {}]}, "ENV", "the table ENV holds 2 estimates; send one export only"),
        ({"TTL": [{}, {}]}, "TTL", "the table TTL holds 2 estimates; send one export only"),
    ],
)  # fmt: skip
def test_an_export_that_cannot_be_one_estimate_is_refused(tables: dict[str, Any], where: str, fault: str) -> None:
    assert (where, fault) in faults_of(export(**tables))


def test_every_fault_of_every_table_is_told_at_once() -> None:
    files = export(ENV={"EST_CTRY": ""}, PFP=None, VEH=None)
    files["a.STL"] = files["a.STL"][:50]
    files["a.PFL"] = files["a.PFL"].replace(b" 60.00", b"******")
    assert [where for where, _ in faults_of(files)] == ["PFL[1].LBR_RATE", "STL", "", "", "ENV[1].EST_CTRY"]


def test_tables_that_the_export_does_not_announce_may_be_missing() -> None:
    flags = dict.fromkeys(("INCL_ADMIN", "INCL_VEH", "INCL_PROFL", "INCL_TOTAL", "INCL_VENDR"), False)
    others = ("AD1", "AD2", "VEH", "PFH", "PFL", "PFM", "PFO", "PFP", "PFT", "STL", "TTL", "VEN")
    found = read_ems_files(export(ENV=flags, **dict.fromkeys(others)))
    assert found.lines[0].unit_price == usd("100.00")
    assert (found.stated.total, found.stated.categories, found.vin) == (None, {}, "")


def test_a_table_without_a_column_that_money_hangs_on_is_refused() -> None:
    files = export()
    files["a.LIN"] = files["a.LIN"].replace(b"ACT_PRICE\0", b"ANY_PRICE\0").replace(b"PAINT_TONE\0", b"PAINT_HUES\0")
    assert faults_of(files) == [("LIN", "the column ACT_PRICE is missing; this is no table of EMS 2.01")]


def test_a_column_of_another_kind_is_refused() -> None:
    files = export()
    at = files["a.LIN"].index(b"ACT_PRICE\0") + 11
    files["a.LIN"] = files["a.LIN"][:at] + b"C" + files["a.LIN"][at + 1 :]
    assert faults_of(files) == [("LIN", "the column ACT_PRICE is of kind C, and EMS 2.01 has it as N")]


def test_a_waived_deductible_is_told_and_not_taken_off() -> None:
    found = read(AD1={"DED_AMT": 500, "DED_STATUS": "W"})
    assert found.deductible == usd("0.00")
    assert found.reported == ("the file waives the deductible of $500.00; none is taken off",)
    assert read(AD1={"DED_AMT": 250}).deductible == usd("250.00")
    assert read(AD1={}).deductible is None


def test_a_version_of_ems_that_is_not_said_is_told() -> None:
    assert told_of(ENV={"EMS_VER": ""}) == [
        "the export does not say of which version of EMS it is; it was read as 2.01"
    ]


def test_what_looks_like_an_export() -> None:
    assert looks_like_ems(FIXTURE)
    assert looks_like_ems(packed({"EST/A.ENV": b"", "EST/A.LIN": b""}))
    assert not looks_like_ems(packed({"a.env": b"", "a.xlsx": b""}))
    assert not looks_like_ems((FIXTURES / "supplier-list-zh.xlsx").read_bytes())
    assert not looks_like_ems(FIXTURE[:500])
    assert not looks_like_ems(b"")


@pytest.mark.parametrize("data", [b"", b"{}", b"PK\x05\x06" + bytes(18), packed({}), packed({"a.txt": b"text"})])
def test_what_is_no_export_is_refused(data: bytes) -> None:
    with pytest.raises(NotEms):
        read_ems(data)


def test_five_hundred_lines_take_well_under_a_second() -> None:
    files = export(LIN=[line(number, "Fender", **part(f"60261-{number}", 100.00)) for number in range(1, 501)])
    started = time.process_time()
    found = read_ems_files(files)
    assert time.process_time() - started < 1  # 0.2 s on an idle machine, more under a tracer
    assert len(found.lines) == 500
    assert dataclasses.replace(found.lines[499], position=1, part_number="") == dataclasses.replace(
        found.lines[0], part_number=""
    )
