"""Fixtures of this room: a house at a stage of the demo's claim; the program for auditors, run on a past or a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claims.claims_verify import main
from tests.audit.make import Past, Verify
from tests.stories.stage import at, theater

__all__ = ["at", "theater"]


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Verify:
    """Check a past, or a file, and tell the exit code and what was found."""

    def run(what: Past | Path, *more: str | Path) -> tuple[int, dict[str, Any]]:
        path = what.write(tmp_path / "export.zip") if isinstance(what, Past) else what
        capsys.readouterr()
        code = main([str(path), "--json", *map(str, more)])
        return code, json.loads(capsys.readouterr().out)

    return run
