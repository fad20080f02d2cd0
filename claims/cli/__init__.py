"""The command line `claims`: serve, demo, database, users, prices, policies, decisions, diagrams."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from claims.cli.common import AsJson, Language, errors, opened, parsed, show
from claims.cli.decisions import decisions
from claims.cli.drafts import activate_draft, draft_policy, list_drafts, withdraw_draft
from claims.cli.estimates import estimate, reconcile
from claims.cli.policies import amounts_in_another_currency, decide, policy
from claims.cli.trials import try_draft
from claims.kernel.errors import Fault, Invalid, Refusal
from claims.kernel.findings import OBJECT
from claims.kernel.texts import say_fault, say_refusal
from claims.settings import Settings

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
for name, group in (
    ("db", db),
    ("shop", shops),
    ("user", user),
    ("import", imports),
    ("policy", policy),
    ("decisions", decisions),
):
    app.add_typer(group, name=name)
app.command()(decide)
app.command()(estimate)
app.command()(reconcile)
for name, command in (
    ("draft", draft_policy),
    ("drafts", list_drafts),
    ("try", try_draft),
    ("activate", activate_draft),
    ("withdraw", withdraw_draft),
):
    policy.command(name)(command)


def main() -> None:
    """Run the command line; a refusal is told in words and ends with status 1."""
    try:
        app()
    except Refusal as refusal:
        errors.print(say_refusal(refusal, "en"), style="red", highlight=False)
        for fault in refusal.faults:
            errors.print(f"  - {fault.where}: {say_fault(fault, 'en')}", highlight=False)
        raise SystemExit(1) from None


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
def worker(
    work: Annotated[str, typer.Argument(help="papers or trials")] = "papers",
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="papers printed at once; as configured")] = None,
) -> None:
    """Print papers, or try policy drafts, that wait in the database, until stopped; on this machine or another one."""
    from claims.serving import WORKS, run_alone

    if work not in WORKS:
        raise typer.BadParameter(f"there is work on {' and '.join(WORKS)}")
    settings = Settings()
    run_alone(settings if workers is None else settings.model_copy(update={"paper_workers": workers}), work)


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
    if foreign := amounts_in_another_currency(currency, country):
        typer.echo(
            f"Before these policies decide, draft their amounts in {currency} (claims policy draft, then try and"
        )
        typer.echo("activate it); until then they refuse to decide and say so:")
        for name, figures in foreign.items():
            typer.echo(f"  {name}: {', '.join(figures)}")


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
    prices_include_tax: Annotated[
        bool | None, typer.Option("--prices-include-tax/--prices-without-tax", help="where the list does not say it")
    ] = None,
    confirm_tax_basis: Annotated[bool, typer.Option(help="although the list's own words say otherwise")] = False,
    mapping: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="JSON: which column holds what, and conventions")
    ] = None,
    remember_mapping: Annotated[bool, typer.Option(help="read this supplier's next files alike")] = False,
    preview: Annotated[bool, typer.Option(help="only tell what would change; nothing is kept")] = False,
    as_json: AsJson = False,
) -> None:
    """Import a supplier's price list (xlsx, xls or csv) in one transaction, read by the supplier's saved columns."""
    from claims.estimating.inputs import ColumnMapping
    from claims.estimating.price_lists import NewPriceList
    from claims.importing import import_price_file

    said = {
        "supplier": supplier, "valid_from": valid_from.date(), "accept_refused": accept_refused,
        "prices_include_tax": prices_include_tax, "confirm_tax_basis": confirm_tax_basis,
        "remember_mapping": remember_mapping,
    }  # fmt: skip
    columns = None if mapping is None else parsed(ColumnMapping, from_json(mapping))
    result = import_price_file(
        Settings(), file, parsed(NewPriceList, said), shop=shop, login=login, mapping=columns, preview=preview
    )
    show(result, as_json, "\n".join(f"{key}: {value}" for key, value in result.items()))


def from_json(path: Path) -> dict[str, object]:
    """The object in a JSON file; Invalid where there is none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Invalid(faults=[Fault(OBJECT, path.name)])
    return found
