"""Editions: figures found by day and scope, overrides with citation, and policies that cannot be written wrongly."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from claims.kernel.strict_yaml import read
from claims.rules.books import PackNotInForce, current_edition, policies
from claims.rules.decision import Scope, decide
from claims.rules.derivations import derivation, find_derivation
from claims.rules.edition import Edition
from claims.rules.facts import flag, whole
from claims.rules.figures import PARAMETERS, Override, figure_data, in_force, overridden, read_figures
from claims.rules.outcome import Saying, every, worst
from claims.rules.policy import Derived, Policy
from claims.rules.vocabulary import Clause, PolicyFault, when
from tests.rules.make import make_line

NAMES = [one.name for one in policies()]
DAY = date(2024, 3, 1)


def own(value: Any, *, since: date = date(2022, 1, 1), shop: str = "", brand: str = "") -> Override:
    return Override("deposit_share_bp", since, value, "the shop's own rules", shop, brand)


def share(as_of: date, scope: Scope, *overrides: Override) -> Any:
    found = in_force(overridden(read_figures("deposit", ("house",)), overrides), as_of, scope)
    return found["deposit_share_bp"].value if "deposit_share_bp" in found else None


def test_the_most_specific_figure_wins_shop_and_brand_then_shop_then_brand_then_house() -> None:
    overrides = [own(6000, shop="S1"), own(7000, brand="VW"), own(8000, shop="S1", brand="VW")]
    asked = [Scope("S1", "VW"), Scope("S1", "BMW"), Scope("S2", "VW"), Scope("S2", "BMW"), Scope()]
    assert [share(DAY, scope, *overrides) for scope in asked] == [8000, 6000, 7000, 5000, 5000]


def test_a_figure_begins_on_its_day_and_a_later_house_figure_does_not_end_a_shop_s_own() -> None:
    overrides = [own(6000, shop="S1"), own(6500, since=DAY, shop="S1")]
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2021, 12, 31), date(2022, 1, 1), date(2024, 2, 29), DAY]
    assert [share(day, Scope("S1"), *overrides) for day in days] == [None, 5000, 5000, 6000, 6000, 6500]


def test_an_abolished_figure_takes_its_paragraphs_with_it_and_a_person_decides() -> None:
    edition = current_edition("deposit", [own(None, shop="S1")])
    assert decide(edition, [make_line()], DAY, Scope("S1")).undecided == ("line:1",)
    assert decide(edition, [make_line()], DAY, Scope("S2")).undecided == ()


def test_a_shop_may_ask_insurers_for_a_deposit() -> None:
    mine = Override("insurer_lines_owe", date(2022, 1, 1), True, "shop rule 3", shop="S1")
    lines = [make_line(payer="insurer")]
    said = [
        decide(current_edition("deposit", [mine]), lines, DAY, Scope(shop)).said("line:1", "deposit")
        for shop in ("S1", "S2")
    ]
    assert said == ["due", "not_due"]


def test_a_policy_that_is_itself_law_is_not_asked_where_its_pack_is_not_in_force() -> None:
    assert current_edition("cover", legal=("cn",)).bundle()["book"] == "cn"
    with pytest.raises(PackNotInForce, match="pack “cn”"):
        current_edition("cover", legal=())


def test_without_the_legal_pack_nothing_is_said_of_loan_cars_and_three_guarantees() -> None:
    car = {"kind": "vehicle", "ref": "v", "failed_on": "2024-03-01", "sold_on": "2023-03-01", "odometer_km": 100,
           "household": True, "defect": True, "repair_days": 30}  # fmt: skip
    with_law, without, business = (
        decide(current_edition("warranty", legal=legal), [{**car, **more}], DAY, Scope()).outcome["refs"]["v"]
        for legal, more in ((("cn",), {}), ((), {}), ((), {"household": False}))
    )
    assert with_law == {"vehicle": "manufacturer", "exchange": "may_be_due", "loan_car": "owed"}
    assert without == business == {"vehicle": "ask_manufacturer", "missing": ["manufacturer_approval"]}


def test_the_manufacturers_warranty_is_each_brands_own_from_its_day_and_no_other_brands() -> None:
    promise = [Override(name, date(2023, 1, 1), value, "warranty booklet 2023", brand="VW")
               for name, value in (("manufacturer_months", 36), ("manufacturer_km", 100_000))]  # fmt: skip
    edition = current_edition("warranty", promise)
    car = {"kind": "vehicle", "ref": "v", "failed_on": "2024-03-01", "sold_on": "2023-03-01", "odometer_km": 100,
           "defect": True}  # fmt: skip
    asked = [(DAY, "VW"), (DAY, "BMW"), (date(2022, 12, 31), "VW"), (date(2023, 1, 1), "VW")]
    said = [decide(edition, [car], day, Scope("S1", brand)).said("v", "vehicle") for day, brand in asked]
    assert said == ["manufacturer", "ask_manufacturer", "ask_manufacturer", "manufacturer"]


def test_a_shop_may_name_its_own_key_parts() -> None:
    mine = Override("key_part_groups", date(2022, 1, 1), "other", "shop rule 4", shop="S1")
    line = {
        "kind": "line",
        "ref": "line:1",
        "is_part": True,
        "supplied_by": "shop",
        "part_kind": "sub_factory",
        "part_group": "brakes",
        "customer_insisted": True,
        "work_class": "minor_repair",
    }
    said = [
        decide(current_edition("warranty", [mine]), [line], DAY, Scope(shop)).said("line:1", "part")
        for shop in ("S1", "S2")
    ]
    assert said == ["warranted", "not_warranted"]


def test_without_the_legal_pack_the_house_s_own_figures_count_alone() -> None:
    line = {"kind": "line", "ref": "line:1", "is_part": False, "work_class": "major_overhaul"}
    days = [
        decide(current_edition("warranty", legal=legal), [line], DAY, Scope()).said("line:1", "days")
        for legal in (("cn",), ())
    ]
    assert days == [100, 90]


@pytest.mark.parametrize(
    "override",
    [
        Override("no_such_figure", DAY, 1, "x", shop="S1"),
        Override("deposit_share_bp", DAY, 1, "x"),
        Override("deposit_share_bp", DAY, 1, "", shop="S1"),
        Override("high_value_minor", DAY, 1, "x", shop="S1"),
        Override("deposit_share_bp", DAY, 0.5, "x", shop="S1"),  # type: ignore[arg-type]
        Override("deposit_share_bp", DAY, 2**63, "x", shop="S1"),
    ],
)
def test_an_override_that_cannot_stand_is_refused(override: Override) -> None:
    with pytest.raises(PolicyFault):
        current_edition("deposit", [override])


@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"label": "x", "unit": "days"},
        {"label": "x", "unit": "days", "values": []},
        {"label": "x", "unit": "days", "values": {"2024": {"value": 1, "source": "x"}}},
        {"label": "x", "unit": "days", "values": {DAY: {"value": 1}}},
        {"label": "x", "unit": "days", "values": {DAY: 1}},
        {"label": "x", "unit": "minor units", "values": {DAY: {"value": 1, "source": "x"}}},
        {"label": "x", "unit": "days", "values": {DAY: {"value": 1, "source": "x", "note": "y"}}},
        {"label": "x", "unit": "days", "values": {DAY: {"value": [1], "source": "x"}}},
    ],
)
def test_a_figure_without_date_source_or_currency_is_refused(entry: Any) -> None:
    with pytest.raises(PolicyFault):
        figure_data("file", "name", entry, "house")


@pytest.mark.parametrize("name", NAMES)
def test_an_edition_is_rebuilt_from_its_stored_bundle_with_the_same_hash(name: str) -> None:
    edition = current_edition(name)
    again = Edition.load(json.loads(json.dumps(edition.bundle())))
    assert (again.hash, again.bundle()) == (edition.hash, edition.bundle())


def test_a_loaded_edition_needs_no_module_of_the_policies() -> None:
    bundle = json.dumps(current_edition("deposit").bundle())
    record = decide(current_edition("deposit"), [make_line()], DAY, Scope()).record()
    program = (
        "import json, sys; from claims.rules.edition import Edition; from claims.rules.decision import replay\n"
        "bundle, record = json.load(sys.stdin); again = replay(Edition.load(bundle), record)\n"
        "assert not [one for one in sys.modules if one.startswith('claims.rules.house')]; print(again.hash)"
    )
    sent = json.dumps([json.loads(bundle), record])
    done = subprocess.run([sys.executable, "-c", program], input=sent, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == record["hash"]


def test_a_changed_bundle_is_another_edition_and_what_it_lacks_is_named() -> None:
    bundle = current_edition("deposit").bundle()
    bundle["figures"]["deposit_share_bp"]["values"][0]["value"] = 4999
    assert Edition.load(bundle).hash != current_edition("deposit").hash
    bundle["derived"]["part"]["payer_owes"]["by"] = "deposit_payer_owes@99"
    with pytest.raises(PolicyFault, match="deposit_payer_owes@99"):
        decide(Edition.load(bundle), [make_line()], DAY, Scope())
    with pytest.raises(PolicyFault, match="format 1"):
        Edition.load({**bundle, "format": 2})


def test_what_is_done_to_a_bundle_does_not_reach_the_edition() -> None:
    edition = current_edition("deposit")
    edition.bundle()["figures"].clear()
    assert edition.bundle()["figures"]


@pytest.mark.parametrize("path", sorted(PARAMETERS.rglob("*.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_figure_has_label_unit_and_source(path: Any) -> None:
    content: Any = read(path)
    assert path.stem in NAMES
    assert all(
        one["label"] and one["unit"] and all(v["source"] for v in one["values"].values()) for one in content.values()
    )


def small_policy(**changed: Any) -> Policy:
    parts: dict[str, Any] = {
        "book": "house",
        "question": "?",
        "governed_by": "order",
        "facts": {"line": [whole("price", "price", unit="minor units")]},
        "says": {"may": every()},
        "answers": {"line": ["may"]},
    }
    return Policy("small", **{**parts, **changed})


def test_a_paragraph_needs_a_wording_a_name_of_its_own_and_declared_effects() -> None:
    one = small_policy()
    with pytest.raises(PolicyFault):
        one.paragraph("S0 §1", requirement="B1")(lambda f, p: when(f.price > 0).then(may=True))

    @one.paragraph("S0 §1", requirement="B1")
    def dear(f: Any, p: Any) -> Clause:
        """A dear line."""
        return when(f.price > 0).then(must=True)

    with pytest.raises(PolicyFault, match="must"):
        one.data({})
    with pytest.raises(PolicyFault):
        one.paragraph("S0 §1", requirement="B1")(dear)


@pytest.mark.parametrize(
    "changed",
    [
        {"answers": {"line": ["must"]}},
        {"answers": {"car": ["may"]}},
        {"says": {"may": Saying("loudest")}},
        {"derived": {"line": {"price": Derived("int", "gap_share_bp@1", "x")}}},
        {"derived": {"line": {"other": Derived("int", "nowhere@1", "x")}}},
    ],
)
def test_a_policy_that_does_not_fit_together_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(PolicyFault):
        small_policy(**changed).data({})


@pytest.mark.parametrize("name", ["id", "kind", "ref", "Label", "sid"])
def test_a_fact_cannot_take_a_reserved_name(name: str) -> None:
    with pytest.raises(ValueError, match="choose another"):
        small_policy(facts={"line": [flag(name, "x")]})


def test_a_paragraph_holds_from_its_day_until_the_day_before_its_end() -> None:
    one = small_policy(says={"may": worst("old", "new")})
    first, second = date(2021, 1, 1), date(2022, 1, 1)

    @one.paragraph("S0 §1", requirement="B1", since=first, until=second)
    def old(f: Any, p: Any) -> Clause:
        """The old wording."""
        return when(f.price >= 0).then(may="old")

    @one.paragraph("S0 §1", requirement="B1", since=second)
    def new(f: Any, p: Any) -> Clause:
        """The new wording."""
        return when(f.price >= 0).then(may="new")

    edition = Edition({"format": 1, "legal": [], **one.data({}), "figures": {}, "wording": {}})
    fact = {"kind": "line", "ref": "line:1", "price": 1}
    days = [date(2020, 12, 31), first, date(2021, 12, 31), second]
    assert [decide(edition, [fact], day, Scope()).said("line:1", "may", None) for day in days] == [
        None,
        "old",
        "old",
        "new",
    ]


def test_a_sentence_cannot_name_what_is_no_fact() -> None:
    one = small_policy()

    @one.paragraph("S0 §1", requirement="B1")
    def dear(f: Any, p: Any) -> Clause:
        """A line of {cost:money}."""
        return when(f.price > 0).then(may=True)

    with pytest.raises(PolicyFault, match="cost"):
        Edition({"format": 1, "legal": [], **one.data({}), "figures": {}, "wording": {}})


def test_a_derivation_is_entered_once_and_a_changed_one_gets_the_next_version() -> None:
    assert find_derivation("deposit_owed_minor@1")
    with pytest.raises(PolicyFault, match="next version"):
        derivation("deposit_owed_minor")(find_derivation("deposit_owed_minor@1"))


def test_the_date_that_governs_is_named_and_another_one_is_refused() -> None:
    edition = current_edition("gap")
    assert edition.governing({"quote": DAY}) == DAY
    for wrong in ({"loss": DAY}, {"quote": DAY, "loss": DAY}, {}):
        with pytest.raises(TypeError, match="the date of the quote"):
            edition.governing(wrong)
