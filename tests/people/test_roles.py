"""Who may do what: the table is whole, and duties that must be apart are apart."""

from __future__ import annotations

import pytest

from claims.people.models import Person
from claims.people.roles import GRANTS, Permission, Role, roles_that_may

P, R = Permission, Role


def make_person(*roles: Role) -> Person:
    return Person(id=1, login="li", name="Li", shop_id=1, roles=frozenset(roles))


def test_every_permission_is_held_by_somebody_and_every_role_holds_one() -> None:
    assert set(GRANTS) == set(Permission)
    assert all(GRANTS.values())
    assert frozenset().union(*GRANTS.values()) | {R.WARRANTY_CLERK} == frozenset(Role)


@pytest.mark.parametrize("permission", Permission)
def test_a_person_may_what_one_of_the_roles_may(permission: Permission) -> None:
    for role in Role:
        assert make_person(role).may(permission) == (role in roles_that_may(permission))
    assert make_person(*Role).may(permission)
    assert not make_person().may(permission)


def test_the_administrator_takes_no_part_in_claims() -> None:
    assert {permission for permission in Permission if R.ADMIN in GRANTS[permission]} == {
        P.KEEP_USERS,
        P.DRAFT_POLICY,
        P.ACTIVATE_POLICY,
        P.READ_POLICIES,
        P.KEEP_JOBS,
    }


def test_the_auditor_reads_prints_and_drafts_and_changes_nothing() -> None:
    assert {permission for permission in Permission if R.AUDITOR in GRANTS[permission]} == {
        P.READ_CLAIMS,
        P.READ_DECISIONS,
        P.ISSUE_PAPERS,
        P.DRAFT_POLICY,
        P.READ_POLICIES,
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [(P.WRITE_QUOTE, P.REVIEW_QUOTE), (P.ASK_DISCOUNT, P.APPROVE_DISCOUNT), (P.RUN_WORKSHOP, P.INSPECT_REPAIR)],
)
def test_no_single_role_holds_both_of_two_duties_that_check_each_other(one: Permission, other: Permission) -> None:
    assert not GRANTS[one] & GRANTS[other]


def test_an_unknown_permission_is_a_bug() -> None:
    with pytest.raises(ValueError, match="fly"):
        make_person(R.MANAGER).may("fly")
