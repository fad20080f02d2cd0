"""The command line `claims`: serve, demo, database, users, prices, policies, decisions, diagrams."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console

from claims.kernel.errors import Fault, Invalid, Refusal
from claims.kernel.texts import say_fault, say_refusal
from claims.settings import Settings

if TYPE_CHECKING:
    from claims.kernel.database import Database

Said = TypeVar("Said", bound=BaseModel)
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Back office for accident-vehicle insurance claims.",
)
db = typer.Typer(no_args_is_help=True, help="The database.")
shops = typer.Typer(no_args_is_help=True, help="Shops.")
user = typer.Typer(no_args_is_help=True, help="People who log in.")
imports = typer.Typer(no_args_is_help=True, help="Bring in files.")
policy = typer.Typer(no_args_is_help=True, help="The house's policies.")
decisions = typer.Typer(no_args_is_help=True, help="Decisions taken, and their proof.")
for name, group in (
    ("db", db),
    ("shop", shops),
    ("user", user),
    ("import", imports),
    ("policy", policy),
    ("decisions", decisions),
):
    app.add_typer(group, name=name)

console, errors = Console(), Console(stderr=True)
AsJson = Annotated[bool, typer.Option("--json", help="for machines")]
Language = Annotated[str, typer.Option(help="zh, es or en")]


def main() -> None:
    """Run the command line; a refusal is told in words and ends with status 1."""
    try:
        app()
    except Refusal as refusal:
        errors.print(say_refusal(refusal, "en"), style="red", highlight=False)
        for fault in refusal.faults:
            errors.print(f"  - {fault.where}: {say_fault(fault, 'en')}", highlight=False)
        raise SystemExit(1) from None


def opened() -> Database:
    """The configured database, with every room's tables known."""
    import claims.tables  # noqa: F401
    from claims.kernel.database import Database

    return Database(Settings().database_url)


def parsed(model: type[Said], said: dict[str, Any]) -> Said:
    """What was typed, checked; Invalid with every fault."""
    try:
        return model.model_validate(said)
    except ValidationError as fault:
        found = [Fault(one["msg"], ".".join(map(str, one["loc"]))) for one in fault.errors()]
        raise Invalid(faults=found) from fault


def show(value: Any, as_json: bool, text: str) -> None:
    """Print for a machine or for a person."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str) if as_json else text)


@app.command()
def serve(host: str | None = None, port: int | None = None) -> None:
    """Run the server and its paper worker on the configured database."""
    from claims.serving import run_server

    run_server(Settings(), host=host, port=port)


@app.command()
def demo(
    out: Annotated[Path | None, typer.Option(help="folder of the papers")] = None, language: Language = "en"
) -> None:
    """Play one claim from report to paid over HTTP, by the roles of a demo shop, and write its papers."""
    from claims.demo.play import play_demo

    settings = Settings()
    raise typer.Exit(play_demo(settings, out=out or settings.out_dir, language=language))


@app.command()
def worker() -> None:
    """Render papers that wait in the database, until stopped."""
    from claims.serving import run_worker

    run_worker(Settings())


@app.command()
def draw(out: Path = Path("docs")) -> None:
    """Write the diagrams of every life into docs/."""
    from claims.drawing import draw_lives

    for path in draw_lives(out):
        typer.echo(path)


@app.command()
def samples(out: Path = Path("out/samples")) -> None:
    """Write a sample of every paper in zh, es and en."""
    from claims.documents.samples import write_samples

    for path in write_samples(out):
        typer.echo(path)


@shops.command("add")
def add_shop(
    code: str,
    name: str,
    currency: str = "CNY",
    language: Language = "zh",
    time_zone: str = "Asia/Shanghai",
    country: str = "CN",
) -> None:
    """Open a shop in the database; then add its users with `claims user add`."""
    from claims.people.accounts import add_shop as add
    from claims.people.inputs import NewShop

    said = {"code": code, "name": name, "currency": currency, "language": language, "time_zone": time_zone,
            "country": country}  # fmt: skip
    with opened().writing() as session:
        add(session, parsed(NewShop, said))
    typer.echo(f"The shop {code} is open.")


@db.command()
def upgrade() -> None:
    """Bring the database to the newest schema."""
    from claims.migrations import upgrade as migrate

    migrate(opened())
    typer.echo("The database is up to date.")


@user.command("add")
def add_user(
    login: str,
    shop: Annotated[str, typer.Option(help="the shop's code")],
    role: Annotated[list[str], typer.Option(help="a role; repeat for several")],
    name: str = "",
    language: Language = "zh",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Add a user to a shop with one or more roles."""
    from claims.people.accounts import add_user as add
    from claims.people.inputs import NewUser
    from claims.people.passwords import hash_password
    from claims.people.queries import shop_by_code

    new = parsed(NewUser, {"login": login, "name": name or login, "password": password, "language": language,
                           "roles": role})  # fmt: skip
    password_hash = hash_password(new.password)
    with opened().writing() as session:
        add(session, new, password_hash=password_hash, shop_id=shop_by_code(session, shop).id)
    typer.echo(f"{new.login} may now log in to {shop}.")


@imports.command("prices")
def import_prices(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    shop: Annotated[str, typer.Option(help="the shop's code")],
    supplier: Annotated[str, typer.Option(help="who sells at these prices")],
    valid_from: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"])],
    login: Annotated[str, typer.Option(help="who imports")],
    accept_refused: Annotated[bool, typer.Option(help="import the good rows although others are refused")] = False,
    as_json: AsJson = False,
) -> None:
    """Import a supplier's price list (xlsx, xls or csv) in one transaction."""
    from claims.importing import import_price_file

    result = import_price_file(
        Settings(), file, shop=shop, supplier=supplier, valid_from=valid_from.date(), login=login,
        accept_refused=accept_refused,
    )  # fmt: skip
    show(result, as_json, "\n".join(f"{key}: {value}" for key, value in result.items()))


@policy.command("list")
def list_policies(as_json: AsJson = False) -> None:
    """Every policy with its question and its present edition."""
    from claims.rules.books import current_edition, policies

    found = [
        {"policy": one.name, "book": one.book, "edition": current_edition(one.name).hash, "question": one.question}
        for one in policies()
    ]
    lines = [f"{one['policy']:<12} {one['book']:<6} {one['edition'][:12]}  {one['question']}" for one in found]
    show(found, as_json, "\n".join(lines))


@policy.command("facts")
def policy_facts(name: str, as_json: AsJson = False) -> None:
    """The facts that a policy wants: kind, name, type, meaning."""
    from claims.rules.books import facts_of

    found = facts_of(name)
    lines = []
    for one in found:
        values = f" ({', '.join(map(str, one['values']))})" if isinstance(one["values"], list) and one["values"] else ""
        optional = "optional" if one["optional"] else ""
        lines.append(f"{one['kind']:<8} {one['fact']:<22} {one['type']:<5} {optional:<9} {one['meaning']}{values}")
    show(found, as_json, "\n".join(lines))


@app.command()
def decide(
    name: str,
    facts: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="a JSON file: the list of facts")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="the date that governs")],
    shop: str = "",
    brand: str = "",
    language: Language = "en",
    as_json: AsJson = False,
) -> None:
    """Have a policy decide on facts; no server, no database."""
    from claims.rules.books import current_edition
    from claims.rules.decision import Scope
    from claims.rules.decision import decide as take

    try:
        said = json.loads(facts.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise Invalid(faults=[Fault(f"this is not JSON: {fault}", str(facts))]) from fault
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise Invalid(faults=[Fault("a list is wanted here", str(facts))])
    decision = take(current_edition(name), said, as_of=on.date(), scope=Scope(shop=shop, brand=brand))
    show(decision.record(), as_json, "\n".join(decision.sentences(language)))


@decisions.command("verify")
def verify_chains(as_json: AsJson = False) -> None:
    """Walk every hash chain; names the first broken link of each and ends with status 1 if there is one."""
    from claims.audit.verify import verify

    with opened().reading() as session:
        links, broken = verify(session)
    found = {"links": links, "broken": [vars(one) for one in broken]}
    lines = [f"{links} links read, {len(broken)} chains broken."]
    lines += [f"  {one.chain}, link {one.seq}: {one.reason}" for one in broken]
    show(found, as_json, "\n".join(lines))
    raise typer.Exit(1 if broken else 0)


@decisions.command("replay")
def replay_decisions(as_json: AsJson = False) -> None:
    """Re-run every stored decision under its own edition; ends with status 1 if one comes out differently."""
    from claims.audit.verify import replay_all

    with opened().reading() as session:
        outcomes = list(replay_all(session))
    different = [one for one in outcomes if one is not None]
    lines = [f"{len(outcomes)} decisions replayed, {len(different)} differ."]
    lines += [f"  decision {one.decision} ({one.policy}): {one.reason}" for one in different]
    found = {"replayed": len(outcomes), "different": [vars(one) for one in different]}
    show(found, as_json, "\n".join(lines))
    raise typer.Exit(1 if different else 0)
