"""What the README and the guides name exists: links, files, commands of ./run and of claims, addresses of the API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
import typer

from claims.app import all_doors
from claims.cli import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)>\s]+)>?\)")
CODE = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?<![\w./])(?:claims|tests|fixtures|docs|bench|setup)/[\w./-]*\w")
RUN = re.compile(r"\./run ([a-z]+)(?: ([^\n`#]*))?")
CLAIMS = re.compile(r"(?:^|`)claims ([a-z][^\n`#]*)", re.MULTILINE)
ADDRESS = re.compile(r"(?:(GET|POST|PUT|PATCH|DELETE) )?(/api/v1/[^\s`,;)]+)((?:, …/[a-z-]+)*)")
WORD = r"\"?([^\s\"'`|)]+)"
ASK = re.compile(r"\bask \"?\$\w+ " + WORD)
TELL = re.compile(r"\btell \$\w+ (POST|PUT|PATCH|DELETE) " + WORD)
STEP = re.compile(r"\bstep \$\w+ " + WORD + r" ([a-z-]+)")
GIVE = re.compile(r"\bgive \$\w+ " + WORD)
CURL = re.compile(r"\"\$API/([^\s\"]+)\"")


def plain(path: str) -> str:
    """An address without its numbers, variables and query: claims/$claim/steps?x=1 → claims/*/steps."""
    path = path.split("?")[0].removeprefix("/api/v1").strip("/")
    return re.sub(r"\{[^}]*\}|\$\w+|(?<=/)\d+(?=/|$)", "*", path)


@pytest.fixture(scope="module")
def doors() -> set[tuple[str, str]]:
    """Every door as (method, address without numbers)."""
    return {(str(method), plain(path)) for door in all_doors() for path in door.paths for method in door.http_methods}


def addresses(text: str) -> Iterator[tuple[str, str]]:
    """Every address that a page names, with its method where it says one."""
    for method, path, further in ADDRESS.findall(text):
        yield method, plain(path)
        for step in re.findall(r"…/([a-z-]+)", further):
            yield method, plain(path.rsplit("/", 1)[0] + "/" + step)
    yield from (("GET", plain(path)) for path in ASK.findall(text))
    yield from ((method, plain(path)) for method, path in TELL.findall(text))
    yield from (("POST", plain(f"{thing}/steps/{step}")) for thing, step in STEP.findall(text))
    yield from (("POST", plain(path)) for path in GIVE.findall(text))
    yield from (("", plain(path)) for path in CURL.findall(text))


def has_command(words: list[str]) -> bool:
    """Whether the command line `claims` has a command of these words; what follows it are its arguments."""
    found = typer.main.get_command(app)
    for word in words:
        commands = getattr(found, "commands", None)  # a group has some, a command has none
        if commands is None or word.startswith("-"):
            return True
        if word not in commands:
            return False
        found = commands[word]
    return not hasattr(found, "commands")


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_leads_to_a_file(name: str) -> None:
    page = ROOT / name
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / unquote(link.split("#")[0])).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_file_of_the_tree_that_is_named_exists(name: str) -> None:
    spans = CODE.findall((ROOT / name).read_text(encoding="utf-8"))
    paths = {path for span in spans if "$" not in span for path in PATH.findall(span) if "." in path.rsplit("/", 1)[-1]}
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_run_exists(name: str) -> None:
    script = (ROOT / "run").read_text(encoding="utf-8")
    cases = re.findall(r"^    ([a-z][a-z |-]*)\) set_up", script, re.MULTILINE)
    known = {word for case in cases for word in case.split(" | ")}
    used = RUN.findall((ROOT / name).read_text(encoding="utf-8"))
    assert {what for what, _ in used} - known == set()
    assert [more for what, more in used if what == "claims" and not has_command(more.split())] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_claims_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [said for said in CLAIMS.findall(text) if not has_command(said.split())] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_address_of_the_api_exists(name: str, doors: set[tuple[str, str]]) -> None:
    known = doors | {("", path) for _, path in doors}
    text = re.sub(r"<\w+>", "{any}", (ROOT / name).read_text(encoding="utf-8"))
    unknown = {(method, path) for method, path in addresses(text) if (method, path) not in known}
    assert sorted(unknown - {("POST", "*/*/steps/*")}) == []  # "any step of any thing" is no address of its own


def test_the_guide_names_enough_for_these_checks_to_bite() -> None:
    text = (ROOT / "docs" / "guide" / "claim-by-curl.md").read_text(encoding="utf-8")
    assert len(set(addresses(text))) > 60
    assert has_command(["policy", "facts", "deposit"])
    assert not has_command(["policy", "invent"])
    assert not has_command(["policy"])
