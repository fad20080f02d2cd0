"""A file that names another car, claim or version than the one at hand: found by what stands around its table."""

from __future__ import annotations

import pytest

from claims.estimating.exchange.other_claim import Known, contradictions

OURS = Known(
    plates=frozenset({"京AD5821"}), vins=frozenset({"LFV2A21K1K4107385"}), numbers=frozenset({"2026-000001"}),
    reports=frozenset({"BA20260511-0187"}), versions=frozenset({"E01"}),
)  # fmt: skip
SPANISH = Known(plates=frozenset({"1234BCD"}), numbers=frozenset({"2026-000001"}))


@pytest.mark.parametrize(
    "line",
    [
        "车牌号：京A·D5821 车架号：LFV2A21K1K4107385",
        "车牌号码 京ＡＤ５８２１",
        "VIN LFV2A21K1K4107385",
        "标的车 京A·D5821，三者车 京N·7K230",
        "报案号：BA20260511-0187",
        "理赔案件 2026-000001",
        "版本 E01",
        "电话 13800138000 邮编 100020",
        "事故号 12345678901234567",
        "",
    ],
)
def test_what_names_this_claim_or_nothing_is_no_contradiction(line: str) -> None:
    assert contradictions([line], OURS) == []


@pytest.mark.parametrize(
    ("line", "where", "said"),
    [
        ("车牌号：粤B·12345", "plate", "粤B·12345"),
        ("标的车辆 沪AF12345 损失清单", "plate", "沪AF12345"),
        ("车架号 LSVAG2180E2100001", "vin", "LSVAG2180E2100001"),
        ("报案号：BA20260511-0999", "number", "BA20260511-0999"),
        ("Claim 2026-000002", "number", "2026-000002"),
        ("版本 S01", "version", "S01"),
    ],
)
def test_what_names_another_claim_is_told_with_both(line: str, where: str, said: str) -> None:
    (fault,) = contradictions(["定损单", line], OURS)
    assert (fault.where, fault.values["said"]) == (where, said)
    assert fault.values["ours"]


def test_a_spanish_plate_is_found_behind_its_label() -> None:
    assert contradictions(["Matrícula: 1234 BCD  Vehículo: Seat"], SPANISH) == []
    assert [fault.values["said"] for fault in contradictions(["Matrícula: 9999-XYZ"], SPANISH)] == ["9999-XYZ"]


def test_an_insurers_own_number_contradicts_only_where_it_is_known() -> None:
    assert contradictions(["Siniestro nº: SX-77120045"], SPANISH) == []
    assert [fault.where for fault in contradictions(["Siniestro: 2026-000007"], SPANISH)] == ["number"]
    assert contradictions(["车牌号：粤B·12345"], Known()) == []
