"""Draws every life as a diagram and a table, printed from the tables of moves themselves."""

from __future__ import annotations

from pathlib import Path

from claims.kernel.machine import Life
from claims.people.roles import GRANTS, Permission
from claims.wiring import LIVES

PAGE = "life-cycle.md"


def draw_lives(out: Path) -> list[Path]:
    """Write docs/life-cycle.md; returns what was written."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / PAGE
    path.write_text(page(), encoding="utf-8")
    return [path]


def page() -> str:
    """The whole page: one chapter per life."""
    head = "# What can happen\n\nPrinted from the tables of moves by `./run draw`; do not edit by hand.\n"
    return head + "".join(chapter(life) for life, _plural in LIVES.values())


def chapter(life: Life) -> str:
    """One life: its diagram and its table."""
    edges = [f"    {node(m.source)} --> {node(m.target)}: {m.step}" for m in life.moves]
    rows = [
        f"| {m.source or '–'} | {m.step} | {m.target} | {who(m.may)} | "
        + "; ".join(f"{condition} ({condition.cites})" for condition in m.must)
        + " |"
        for m in life.moves
    ]
    return "\n".join(
        [
            f"\n## {life.name}\n",
            "```mermaid",
            "stateDiagram-v2",
            *edges,
            "```\n",
            "| from | step | to | who | must be true |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def node(state: str | None) -> str:
    """A state as mermaid wants it."""
    return str(state) if state else "[*]"


def who(permission: str | None) -> str:
    """The roles that may, or that the step follows another."""
    if permission is None:
        return "(follows another step)"
    return ", ".join(sorted(GRANTS[Permission(permission)]))
