"""The totals that EMS exports state: kept as they are, joined where we bill together, and nothing added twice."""

from __future__ import annotations

from typing import Any

import pytest

from claims.estimating.estimate import Stated, StatedTax
from claims.estimating.stated import compared
from tests.estimating.estimates import usd
from tests.estimating.exchange.ems_make import export, faults_of, labor, line, part, read, sheet, told_of


def stated(**tables: Any) -> Stated:
    return read(**tables).stated


def subtotal(code: str, amount: float, **more: Any) -> dict[str, Any]:
    return {"TTL_TYPECD": code, "TTL_AMT": amount} | more


def test_totals_as_the_file_states_them() -> None:
    totals = {"G_TTL_AMT": 1000, "G_TAX": 60, "GST_AMT": 5, "G_BETT_AMT": 66, "G_RPD_AMT": 10, "G_DED_AMT": 250,
              "N_TTL_AMT": 674, "G_CUST_AMT": 0}  # fmt: skip
    assert stated(TTL=totals) == Stated(
        taxes=(StatedTax(name="sales tax", amount=usd("60")), StatedTax(name="GST", amount=usd("5"))),
        total=usd("1000"), betterment=usd("66"), prior_damage=usd("10"), deductible=usd("250"),
        customer_share=usd("0"), net=usd("674"),
    )  # fmt: skip
    assert told_of(TTL=totals) == []


def test_deductions_may_stand_below_zero() -> None:
    found = stated(TTL={"G_TTL_AMT": 1000, "G_BETT_AMT": -66, "G_DED_AMT": -250, "N_TTL_AMT": 684})
    assert (found.betterment, found.deductible) == (usd("66"), usd("250"))


def test_what_is_not_stated_is_none() -> None:
    assert stated() == Stated()


def test_roll_ups_stand_beside_their_members_and_are_never_added() -> None:
    tables = {
        "LIN": [line(1, "Hood", **part("1", 100), **labor("LAB", 1)), line(2, "Align", MISC_AMT=50, MISC_SUBLT=True)],
        "STL": [
            subtotal("PAN", 100),
            subtotal("PAS", 50),
            subtotal("PAT", 150),
            subtotal("LAB", 60),
            subtotal("LAT", 60),
        ],
        "TTL": {"G_TTL_AMT": 210, "G_TAX": 0},
    }
    found = read(**tables)
    assert {code: str(amount) for code, amount in found.stated.categories.items()} == {
        "PAN": "100.00", "PAS": "50.00", "PAT": "150.00", "LAB": "60.00", "LAT": "60.00",
    }  # fmt: skip
    assert compared(found.stated, sheet(**tables)) == []


def test_the_code_of_the_group_counts_where_there_is_no_other() -> None:
    found = stated(STL=[{"TTL_TYPE": "OTTW", "TTL_AMT": 185}, {"TTL_TYPE": "OTAC", "TTL_AMT": 15},
                        {"TTL_TYPE": "LA", "TTL_TYPECD": "LAB", "TTL_AMT": 60}])  # fmt: skip
    assert found.categories == {"towing": usd("185"), "other": usd("15"), "LAB": usd("60")}


def test_what_is_billed_together_here_is_compared_together_and_told() -> None:
    rows = [subtotal("MAPA", 756), subtotal("MA2S", 66), subtotal("MABL", 216), subtotal("MAT", 1038)]
    assert stated(STL=rows).categories == {"MAPA": usd("1038"), "MAT": usd("1038")}
    assert told_of(STL=rows) == [
        "$66.00 stated for MA2S is compared within MAPA",
        "$216.00 stated for MABL is compared within MAPA",
    ]
    assert stated(STL=[subtotal("PAO", 12)]).categories == {"parts": usd("12")}
    assert told_of(STL=[subtotal("PAO", 12)]) == []


def test_categories_with_nothing_in_them_are_stated_where_they_are_ours() -> None:
    rows = [subtotal("LAE", 0), subtotal("LA4", 0), subtotal("XYZ", 0), {"TTL_TYPECD": "LAB"}]
    assert stated(STL=rows).categories == {"LAE": usd("0")}
    assert told_of(STL=rows) == []


def test_an_unknown_category_and_one_stated_twice_are_told() -> None:
    rows = [subtotal("XYZ", 7), subtotal("PAN", 5), subtotal("PAN", 6)]
    assert stated(STL=rows).categories == {"PAN": usd("5")}
    assert told_of(STL=rows) == [
        "the category PAN is stated twice; $5.00 is compared and $6.00 is not",
        "the category XYZ is not known here; the $7.00 stated for it is compared with nothing",
    ]


def test_rows_that_repeat_a_total_are_no_categories() -> None:
    totals = {"G_TTL_AMT": 100, "G_BETT_AMT": 66, "G_AA_AMT": 0, "G_UPD_AMT": 100}
    rows = [
        {"TTL_TYPE": "UPD", "TTL_AMT": 100},
        {"TTL_TYPE": "OTBE", "TTL_AMT": 66},
        {"TTL_TYPE": "OTAA", "TTL_AMT": 3},
    ]
    assert stated(TTL=totals, STL=rows).categories == {}
    assert told_of(TTL=totals, STL=rows) == ["STL.OTAA: the file states $3.00, which an estimate does not keep"]


@pytest.mark.parametrize("column", ["G_AA_AMT", "PREV_NET", "SUPP_AMT", "N_SUPP_ANT", "G_TTL_DISC", "G_UPD_AMT"])
def test_totals_that_an_estimate_does_not_keep_are_told(column: str) -> None:
    assert told_of(TTL={"G_TTL_AMT": 100, column: 7}) == [
        f"TTL[1].{column}: the file states $7.00, which an estimate does not keep"
    ]


def test_the_customer_s_share_is_taken_off_where_the_file_takes_it_off() -> None:
    found = read(TTL={"G_TTL_AMT": 1000, "G_DED_AMT": 250, "G_CUST_AMT": 100, "N_TTL_AMT": 650})
    assert (found.customer_share, found.stated.customer_share, found.reported) == (usd("100"), usd("100"), ())


def test_a_customer_s_share_that_only_sums_up_what_else_is_taken_off_is_told() -> None:
    found = read(TTL={"G_TTL_AMT": 1000, "G_DED_AMT": 250, "G_CUST_AMT": 250, "N_TTL_AMT": 750})
    assert (found.customer_share, found.stated.customer_share) == (None, None)
    assert found.reported == (
        "the file states $250.00 for the customer without taking it off the net on its own; it is not taken off here",
    )


def test_a_net_that_its_own_file_contradicts_is_told_and_kept() -> None:
    found = read(TTL={"G_TTL_AMT": 1000, "G_DED_AMT": 250, "G_CUST_AMT": 0, "N_TTL_AMT": 700})
    assert found.stated.net == usd("700")
    assert found.reported == (
        "the net of $700.00 that the file states is not its total less its deductions, which leave $750.00",
    )


def test_an_amount_too_large_to_be_believed_is_refused() -> None:
    files = export(TTL={"G_TTL_AMT": 1})
    at = files["a.TTL"].index(b"G_TTL_AMT") + 16
    wide = bytearray(files["a.TTL"])
    width = wide[at]
    wide[at] = 32
    start, length = int.from_bytes(wide[8:10], "little"), int.from_bytes(wide[10:12], "little")
    wide[10:12] = (length + 32 - width).to_bytes(2, "little")
    wide[start + 1 : start + 1 + width] = b"9" * 29 + b".00"
    files["a.TTL"] = bytes(wide)
    assert faults_of(files) == [("TTL[1].G_TTL_AMT", f"{'9' * 29}.00 is too large to be believed")]
