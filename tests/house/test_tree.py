"""The tracked files name no package index and no folder of one machine, and none is too long to be read whole."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300
HANDED_OUT_ALONE = {"claims/claims_verify.py": 700}  # one file by intent: an auditor carries it away and reads it
CODE = {".py", ".html", ".css", ".js"}  # tables of cases and translations may be as long as they must

# Put together from parts, so that this file does not find itself.
INDEX_HOSTS = (
    "py" + r"pi\.org",
    "pythonhosted" + r"\.org",
    "registry" + r"\.npmjs\.org",
    "registry" + r"\.yarnpkg\.com",
)
INDEX_ADDRESS = re.compile("|".join(INDEX_HOSTS) + "|" + r"https?://[^\s\"']*/" + r"simple(?:[/\"'\s]|$)")
MACHINE_PATH = re.compile(
    r"(?<![\w$.}~-])/(?:"
    + "|".join(("work/" + "main", "work/" + "shared", "home/" + r"\w", "Users/" + r"\w", "root/" + r"\.?\w"))
    + ")"
)


@cache
def tracked() -> tuple[Path, ...]:
    """The files of the project: what git tracks, or without git everything outside the ignored folders."""
    listing = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode == 0:
        names = [name for name in listing.stdout.split("\0") if name]
    else:
        made = {".venv", ".git", "var", "out", "dist", "build", "__pycache__", "static_assets"}
        names = [
            str(file.relative_to(ROOT))
            for file in ROOT.rglob("*")
            if file.is_file() and not made.intersection(file.relative_to(ROOT).parts)
        ]
    return tuple(ROOT / name for name in names if (ROOT / name).is_file())


def lines_that_say(pattern: re.Pattern[str]) -> list[str]:
    """Every place in the tracked text files where the pattern occurs, as file:line."""
    found = []
    for file in tracked():
        content = file.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}")
    return found


def test_the_tree_is_listed_at_all() -> None:
    assert {"pyproject.toml", "run", "requirements.lock"} <= {str(file.relative_to(ROOT)) for file in tracked()}


def test_no_file_names_a_package_index() -> None:
    assert lines_that_say(INDEX_ADDRESS) == [], (
        "A package index stands in these lines. In a lock, renew it with setup/lock, which leaves addresses out; "
        "elsewhere, name the package and not where it is fetched from."
    )


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert lines_that_say(MACHINE_PATH) == [], (
        "A folder of one machine stands in these lines. "
        "Write the path relative to the checkout, or take it from a setting."
    )


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (INDEX_ADDRESS, "--index-url https://mirror.example/" + "simple/"),
        (INDEX_ADDRESS, "litestar @ https://files.python" + "hosted.org/packages/ab/litestar.whl"),
        (MACHINE_PATH, 'FIXTURES = "/home/' + 'anna/claims/fixtures"'),
        (MACHINE_PATH, "see /wo" + "rk/main/run"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)


@pytest.mark.parametrize(
    "line", ["GET /api/v1/claims/home/parts", "docs/simple/page.html", "$HOME/.fonts", "a/simple rule"]
)
def test_the_patterns_leave_ordinary_lines_alone(line: str) -> None:
    assert not INDEX_ADDRESS.search(line)
    assert not MACHINE_PATH.search(line)


def test_a_file_is_about_one_thing() -> None:
    long = {}
    for file in tracked():
        place = file.relative_to(ROOT)
        if place.parts[0] in {"claims", "tests"} and place.suffix in CODE and "golden" not in place.parts:
            count = len(file.read_text(encoding="utf-8").splitlines())
            if count > HANDED_OUT_ALONE.get(str(place), LONGEST):
                long[str(place)] = count
    assert long == {}, f"Longer than {LONGEST} lines; split each where its second thing begins."
