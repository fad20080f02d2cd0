"""Commands about changes of policy: draft them, activate them with a second pair of eyes, give them up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claims.cli.common import AsJson, logged_in, opened, parsed, show
from claims.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from claims.audit.draft_models import PolicyDraft
    from claims.kernel.database import Database
    from claims.people.models import Person

Login = Annotated[str, typer.Option(help="who you are")]
Password = Annotated[str, typer.Option(prompt=True, hide_input=True, envvar="CLAIMS_PASSWORD", help="yours")]
ShopCode = Annotated[str, typer.Option(help="the shop's code, where you work in several")]


def draft_policy(
    name: Annotated[str, typer.Argument(metavar="POLICY")],
    login: Login,
    password: Password,
    reason: Annotated[str, typer.Option(help="why the change is wanted")],
    source: Annotated[str, typer.Option(help="what every change of this draft stands on")],
    sets: Annotated[
        list[str] | None, typer.Option("--set", help="FIGURE=VALUE, as in high_value_minor=2000.00")
    ] = None,
    off: Annotated[list[str] | None, typer.Option(help="a paragraph to switch off")] = None,
    on: Annotated[list[str] | None, typer.Option(help="a paragraph to switch on again")] = None,
    brand: Annotated[str, typer.Option(help="only for vehicles of this brand")] = "",
    everywhere: Annotated[bool, typer.Option(help="in every shop (needs --brand and the right in each shop)")] = False,
    shop: ShopCode = "",
    as_json: AsJson = False,
) -> None:
    """Write a draft: changed figures and switched paragraphs of one policy. Nothing is decided differently yet."""
    from claims.audit.draft_inputs import NewDraft
    from claims.audit.draft_models import PolicyDraft
    from claims.people.queries import own_shop

    database = opened()
    by = logged_in(database, login, password, shop)
    with database.reading() as session:
        home = own_shop(session, by)
        units = units_of(name, home.country)
        figures = [
            {"figure": figure, "value": value_of(figure, text, units, home.currency), "source": source, "brand": brand}
            for figure, text in (split(one) for one in sets or [])
        ]
    switches = [
        {"paragraph": one, "on": turned, "source": source, "brand": brand}
        for turned, names in ((False, off), (True, on))
        for one in names or []
    ]
    said = {"policy": name, "reason": reason, "everywhere": everywhere, "figures": figures, "switches": switches}
    draft = taken(database, lambda _: PolicyDraft, "draft", by, parsed(NewDraft, said))
    show(draft, as_json, f"Draft {draft['id']} of the policy {name} is written; now try it.")


def list_drafts(shop: ShopCode = "", as_json: AsJson = False) -> None:
    """The drafts, with their state and who drafted them."""
    from sqlalchemy import select

    from claims.audit.draft_models import PolicyDraft
    from claims.people.models import Shop, User
    from claims.reports.workbook import in_columns

    query = (
        select(PolicyDraft.id, Shop.code, PolicyDraft.policy, PolicyDraft.state, PolicyDraft.from_day, User.login,
               PolicyDraft.reason)
        .join(Shop, Shop.id == PolicyDraft.shop_id)
        .join(User, User.id == PolicyDraft.drafted_by_id)
        .order_by(PolicyDraft.id)
    )  # fmt: skip
    with opened().reading() as session:
        rows = session.execute(query.where(Shop.code == shop) if shop else query).all()
    heads = ("draft", "shop", "policy", "state", "from", "drafted by", "reason")
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    shown = [[str(one) if one is not None else "" for one in row] for row in rows]
    show(found, as_json, "\n".join(in_columns(heads, shown)))


def activate_draft(
    draft_id: Annotated[int, typer.Argument(metavar="DRAFT")],
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="the first day on which it counts")],
    login: Login,
    password: Password,
    as_json: AsJson = False,
) -> None:
    """Let a tried draft count from a day on; by another administrator than the person who drafted it."""
    from claims.audit.draft_inputs import Activation

    done = on_draft(draft_id, "activate", login, password, Activation(from_day=first.date()))
    show(done, as_json, f"Draft {draft_id} counts from {first.date()} on; edition {done['edition'][:12]}.")


def withdraw_draft(
    draft_id: Annotated[int, typer.Argument(metavar="DRAFT")],
    login: Login,
    password: Password,
    reason: str = "",
    as_json: AsJson = False,
) -> None:
    """Give a draft up."""
    from claims.audit.draft_inputs import Withdrawal

    done = on_draft(draft_id, "withdraw", login, password, Withdrawal(reason=reason))
    show(done, as_json, f"Draft {draft_id} is withdrawn.")


def on_draft(draft_id: int, step: str, login: str, password: str, said: Any) -> dict[str, Any]:
    """A step on a draft, by somebody in the draft's shop."""
    database = opened()
    with database.reading() as session:
        home = shop_code_of(session, draft_id)
    by = logged_in(database, login, password, home)
    return taken(database, lambda session: draft_of(session, draft_id, by), step, by, said)


def taken(database: Database, find: Callable[[Session], Any], step: str, by: Person, said: Any) -> dict[str, Any]:
    """A step taken, and how the draft stands then; a refused one is kept on record as at the doors."""
    from claims.kernel.machine import StepForbidden, StepRefused
    from claims.wiring import build_machine, record_attempt

    try:
        with database.writing() as session:
            try:
                draft = build_machine().take(session, find(session), step, by=by, now=datetime.now(UTC), data=said)
            except (StepRefused, StepForbidden):
                session.expunge_all()  # what was judged stays readable for the record of the attempt
                raise
            return {"id": draft.id, "policy": draft.policy, "state": str(draft.state), "version": draft.version,
                    "from": draft.from_day, "edition": draft.edition}  # fmt: skip
    except (StepRefused, StepForbidden) as refusal:
        with database.writing() as session:
            record_attempt(session, refusal)
        raise


def units_of(name: str, country: str) -> Mapping[str, str]:
    """The unit of every figure of a policy."""
    from claims.rules.books import current_edition, legal_books

    figures = current_edition(name, legal=legal_books(country)).bundle()["figures"]
    return {figure: one["unit"] for figure, one in figures.items()}


def value_of(figure: str, text: str, units: Mapping[str, str], currency: str) -> Any:
    """The exact value of a typed figure; Invalid where the policy has no such figure."""
    from claims.rules.figure_text import read_figure

    if figure not in units:
        values = {"name": figure, "known": ", ".join(sorted(units))}
        raise Invalid(faults=[Fault("this policy has no figure {name}; it has {known}", f"figures.{figure}", values)])
    return read_figure(figure, units[figure], text, currency)


def split(text: str) -> tuple[str, str]:
    """FIGURE=VALUE in two."""
    figure, equals, value = text.partition("=")
    if not equals:
        raise Invalid(faults=[Fault("write FIGURE=VALUE", text)])
    return figure.strip(), value


def shop_code_of(session: Session, draft_id: int) -> str:
    """The code of a draft's shop; NotFound where there is no such draft."""
    from claims.audit.draft_models import PolicyDraft
    from claims.kernel.errors import NotFound
    from claims.people.models import Shop

    draft = session.get(PolicyDraft, draft_id)
    if draft is None:
        raise NotFound(thing="policy draft")
    return session.get_one(Shop, draft.shop_id).code


def draft_of(session: Session, draft_id: int, by: Person) -> PolicyDraft:
    """The draft, where it is the person's shop's."""
    from claims.audit.draft_models import PolicyDraft
    from claims.people.queries import find

    return find(session, PolicyDraft, draft_id, by)
