"""Short lives of claims, told in YAML and played through the real doors; each ends whole and replays true."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.audit.verify import replay_all, verify
from tests.stories.stage import At
from tests.stories.tell import STORIES, load, tell


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_ends_as_it_says(at: At, path: Path) -> None:
    story = load(path)
    house = at(story["begins"])
    tell(house, story)
    with house.database.reading() as session:
        assert verify(session)[1] == []
        assert not any(replay_all(session))


def test_there_are_stories() -> None:
    assert len(STORIES) >= 6
