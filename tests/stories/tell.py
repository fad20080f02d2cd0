"""Tells a story: each line of a YAML file is one act of one person at a real door, and what must be missing for it.

A line has `who` and one of: `does` (a step, of the claim or of the thing in `of`), `opens` (a new thing, remembered
under `as`), `tells` (a plain change: a path, by `method`, PUT or POST), `photographs` (pictures of the demo, `about`
something), `signs` (a paper, as `capacity`), or `plays` (a part of the demo, where the story is not about it).
`with` is what is said; `missing` lists what a refusal must name, and then nothing may have changed. {names} stand
for ids that are known.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from claims.demo import accident, closing, prices, repair
from claims.kernel.strict_yaml import read
from tests.stories.make import House

PARTS = {
    name: getattr(room, name)
    for room in (accident, prices, repair, closing)
    for name in vars(room)
    if callable(getattr(room, name)) and getattr(getattr(room, name), "__module__", "") == room.__name__
}
KNOWN = {"who", "does", "of", "opens", "as", "tells", "method", "photographs", "about", "signs", "capacity", "name",
         "plays", "with", "missing", "forbidden"}  # fmt: skip
STORIES = sorted(Path(__file__).parent.glob("*.yaml"))


def load(path: Path) -> dict[str, Any]:
    """A story; a key that nobody reads is a mistake."""
    story: dict[str, Any] = dict(read(path))  # type: ignore[call-overload]
    assert set(story) == {"story", "begins", "steps", "ends"}, path.name
    for line in story["steps"]:
        assert set(line) <= KNOWN, f"{path.name}: {set(line) - KNOWN}"
    return story


def tell(house: House, story: dict[str, Any]) -> None:
    """Play a story to its end."""
    for line in story["steps"]:
        act(house, line)
    assert house.standing(house.cast.claim)[0] == story["ends"]


def filled(value: Any, ids: dict[str, int]) -> Any:
    """Every {name} replaced; a value that is nothing but {name} becomes the number itself."""
    if isinstance(value, dict):
        return {key: filled(one, ids) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, ids) for one in value]
    if isinstance(value, str):
        whole = re.fullmatch(r"\{(\w+)\}", value)
        return ids[whole[1]] if whole else re.sub(r"\{(\w+)\}", lambda found: str(ids[found[1]]), value)
    return value


def act(house: House, line: dict[str, Any]) -> None:
    """One line of a story."""
    cast = house.cast
    if "plays" in line:
        PARTS[line["plays"]](cast)
        return
    said, thing = filled(line.get("with"), cast.ids), filled(line.get("of", "claims/{claim}"), cast.ids)
    if "signs" in line:
        about = filled(line.get("about"), cast.ids)
        cast.sign(line["who"], line["signs"], line["capacity"], line.get("name", cast.desks[line["who"]].name), about)
        return
    if "photographs" in line:
        cast.photograph(line["who"], line["photographs"], "hidden_damage", str(filled(line["about"], cast.ids)))
        return
    before = house.standing(cast.claim) if "claim" in cast.ids else None
    if "does" in line:
        answer = house.step(line["who"], thing, line["does"], said)
    elif "opens" in line:
        answer = house.call(line["who"], "POST", f"/{line['opens']}", json=said)
    else:
        path = filled(line["tells"], cast.ids)
        answer = house.call(line["who"], line.get("method", "POST"), f"/{path}", json=said)
    if line.get("forbidden"):
        assert answer.status_code == 403, (line, answer.text)
    elif "missing" in line:
        assert answer.status_code in (400, 409), (line, answer.text)
        lacking = answer.json()["missing"]
        words = [text for one in lacking for text in (one["sentence"], *one["details"])]
        words += [one["text"] for one in answer.json()["errors"]]
        for wanted in line["missing"]:
            assert any(wanted in text for text in words), (line, words)
    else:
        assert answer.status_code < 300, (line, answer.text)
        if "as" in line:
            cast.ids[line["as"]] = answer.json()["id"]
        return
    assert before is None or house.standing(cast.claim) == before, f"a refused act moved the claim: {line}"
