"""Commands about decisions taken, and their proof."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import MofNCompleteColumn, Progress

from claims.cli import decision_search
from claims.cli.common import AsJson, Language, errors, interruptible, opened, show
from claims.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from claims.audit.export import Exported, Extent

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]

decisions = typer.Typer(no_args_is_help=True, help="Decisions taken, and their proof.")
decision_search.register(decisions)


@decisions.command("verify")
def verify_chains(as_json: AsJson = False) -> None:
    """Walk every hash chain; names the first broken link of each and ends with status 1 if there is one."""
    from claims.audit.verify import verify

    with opened().reading() as session, told_how_far("verifying") as tell:
        links, broken = verify(session, progress=tell)
    found = {"links": links, "broken": [vars(one) for one in broken]}
    lines = [f"{links} links read, {len(broken)} chains broken."]
    lines += [f"  {one.chain}, link {one.seq}: {one.reason}" for one in broken]
    show(found, as_json, "\n".join(lines))
    raise typer.Exit(1 if broken else 0)


@decisions.command("export")
def export(
    out: Annotated[Path, typer.Option(dir_okay=False, help="the ZIP to write")],
    shop: Annotated[str, typer.Option(help="only of the shop with this code")] = "",
    claim: Annotated[str, typer.Option(help="only of the claim with this number")] = "",
    as_json: AsJson = False,
) -> None:
    """Write chains, links and editions into one file that `claims-verify` checks without this program."""
    from claims.audit.export import write_export

    def write(session: Session, file: IO[bytes], extent: Extent) -> Exported:
        with told_how_far("writing") as tell:
            return write_export(session, file, extent, now=datetime.now(UTC), progress=tell)

    told = written(out, shop, claim, write)
    found = {"chains": told.chains, "links": told.links, "editions": told.editions, "heads_sha256": told.heads_sha256}
    counts = f"chains: {told.chains}, links: {told.links}, editions: {told.editions}"
    show(found, as_json, f"{out}: {counts}\nSHA-256 of the list of heads: {told.heads_sha256}")


@decisions.command("heads")
def heads(
    out: Annotated[Path, typer.Option(dir_okay=False, help="the list to write")],
    shop: Annotated[str, typer.Option(help="only of the shop with this code")] = "",
    as_json: AsJson = False,
) -> None:
    """Write the head of each chain, to be kept elsewhere: a later rewrite of the past is then provable."""
    from claims.audit.export import write_heads

    told = written(out, shop, "", write_heads)
    found = {"chains": told.chains, "heads_sha256": told.heads_sha256}
    show(found, as_json, f"{out}: chains: {told.chains}\nSHA-256 of the list of heads: {told.heads_sha256}")


def written(out: Path, shop: str, claim: str, write: Callable[[Session, IO[bytes], Extent], Exported]) -> Exported:
    """Have a file written about everything, a shop or a claim; it appears under its name when it is complete."""
    part = out.with_name(f"{out.name}.part")
    try:
        with opened().reading() as session, part.open("wb") as file:
            told = write(session, file, extent_of(session, shop, claim))
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return told


def extent_of(session: Session, shop: str, claim: str) -> Extent:
    """What a shop's code and a claim's number mean; NotFound or ManyClaims where they do not name one."""
    from claims.audit.export import Extent
    from claims.lifecycle.queries import NUMBERS, claim_by_number
    from claims.people.queries import shop_by_code

    place = shop_by_code(session, shop) if shop else None
    file = claim_by_number(session, claim, shop_id=place.id if place else None) if claim else None
    return Extent(NUMBERS, place.id if place else None, file.id if file else None, shop=shop, claim=claim)


@contextmanager
def told_how_far(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the error stream while a block works; call what is given with (done, in all)."""
    bar = Progress(*Progress.get_default_columns(), MofNCompleteColumn(), console=errors, transient=True)
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@decisions.command("replay")
def replay_decisions(
    since: Day = None,
    until: Day = None,
    shop: Annotated[str, typer.Option(help="only of the shop with this code")] = "",
    policy: Annotated[str, typer.Option(help="only of this policy")] = "",
    processes: Annotated[int | None, typer.Option(min=1, max=64, help="all cores where it is left out")] = None,
    resume: Annotated[Path | None, typer.Option(dir_okay=False, help="where to note how far it came")] = None,
    as_json: AsJson = False,
) -> None:
    """Re-run every stored decision under its own edition; ends with status 1 if one comes out differently.

    Taken on --since or later and before --until. Interrupted, it ends with status 130; with --resume it notes how far
    it came, and the same command goes on from there.
    """
    from claims.audit.parallel import Chosen, in_parallel
    from claims.audit.verify import replay_rows
    from claims.people.queries import shop_by_code
    from claims.settings import Settings

    asked = [str(since), str(until), shop, policy]
    before = resumed(resume, asked)
    with opened().reading() as session:
        shop_id = shop_by_code(session, shop).id if shop else None
    chosen = Chosen(since=at(since), until=at(until), shop_id=shop_id, policy=policy, after_id=before["after"])
    count, after, different = before["replayed"], before["after"], list(before["different"])
    stopped = False
    with interruptible() as asked_to_stop, told_how_far("replaying") as tell:
        results = in_parallel(Settings().database_url, chosen, replay_rows, processes=processes, progress=tell)
        for one in results:
            count, after = count + one.count, one.last
            different += [vars(each) for each in one.different]
            if asked_to_stop.is_set():
                results.close()
                stopped = True
    found = {"replayed": count, "different": different}
    if resume and stopped:
        resume.write_text(json.dumps({"asked": asked, "after": after, **found}), encoding="utf-8")
    elif resume:
        resume.unlink(missing_ok=True)
    lines = [f"{count} decisions replayed, {len(different)} differ."]
    lines += [f"  decision {one['decision']} ({one['policy']}): {one['reason']}" for one in different]
    if stopped:
        lines.append(f"Stopped after decision {after}" + (f"; go on with --resume {resume}." if resume else "."))
    show({**found, "stopped_after": after if stopped else None}, as_json, "\n".join(lines))
    raise typer.Exit(130 if stopped else 1 if different else 0)


@decisions.command("explain")
def explain_decision(decision_id: int, language: Language = "en", as_json: AsJson = False) -> None:
    """Take a stored decision apart under its own edition: what fired, what did not and why, on which figures."""
    from claims.audit.explaining import explained_decision
    from claims.audit.models import DecisionRow
    from claims.kernel.errors import NotFound
    from claims.rules.telling import told

    with opened().reading() as session:
        row = session.get(DecisionRow, decision_id)
        if row is None:
            raise NotFound(thing="decision")
        found = explained_decision(session, row, language)
    where = " · ".join(map(str, (found["chain"], found["seq"], found["step"], found["taken_at"])))
    show(found, as_json, "\n".join([where, *told(found["explanation"])]))


def at(day: datetime | None) -> datetime | None:
    """The beginning of the day in UTC."""
    return day.replace(tzinfo=UTC) if day else None


def resumed(file: Path | None, asked: list[str]) -> dict[str, Any]:
    """How far an interrupted replay of the same question came; Invalid where the file is not of this question."""
    if file is None or not file.exists():
        return {"after": 0, "replayed": 0, "different": []}
    try:
        noted = json.loads(file.read_text(encoding="utf-8"))
        fits = noted["asked"] == asked and type(noted["after"]) is int and type(noted["replayed"]) is int
        fits = fits and isinstance(noted["different"], list)
    except (ValueError, TypeError, KeyError):
        fits = False
    if not fits:
        raise Invalid(faults=[Fault("this file is not from an interrupted replay of the same question", str(file))])
    return dict(noted)
