"""The demo's timeline: who did what, what the rules decided and why, and what was refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from claims.demo.desk import Desk


class Timeline:
    """Prints each act as it happens and keeps all of them for timeline.json."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.acts: list[dict[str, Any]] = []
        self.last_decision = 0
        self.decisions: Callable[[int], list[dict[str, Any]]] = lambda after: []

    def chapter(self, title: str) -> None:
        """Begin a part of the story."""
        self.console.print(Text(f"\n{title}", style="bold cyan"))
        self.acts.append({"chapter": title})

    def done(self, desk: Desk, what: str, *, state: str = "") -> None:
        """An act that was carried out, with the decisions taken for it."""
        line = Text("  ✓ ", style="green") + Text(f"{desk.role:<16} {desk.name:<5} {what}", style="default")
        if state:
            line += Text(f" → {state}", style="bold")
        self.console.print(line)
        says = self._new_decisions()
        self.acts.append({"who": desk.role, "name": desk.name, "what": what, "state": state, "rules": says})

    def refused(self, desk: Desk, what: str, problem: dict[str, Any]) -> None:
        """An act that was refused, with every missing sentence."""
        self.console.print(Text(f"  ✗ {desk.role:<16} {desk.name:<5} {what}", style="red"))
        reasons = []
        for one in problem.get("missing") or []:
            reasons.append(f"{one['sentence']} [{one['cites']}]")
            reasons += [f"  · {detail}" for detail in one.get("details", [])]
        for reason in reasons or [str(problem.get("detail", ""))]:
            self.console.print(Text(f"      {reason}", style="yellow"))
        says = self._new_decisions()
        self.acts.append(
            {
                "who": desk.role,
                "name": desk.name,
                "what": what,
                "refused": reasons or problem.get("detail"),
                "rules": says,
            }
        )

    def note(self, text: str) -> None:
        """A line of the teller."""
        self.console.print(Text(f"    {text}", style="dim"))

    def write(self, path: Path) -> None:
        """Keep the whole timeline for machines."""
        path.write_text(json.dumps(self.acts, ensure_ascii=False, indent=1), encoding="utf-8")

    def _new_decisions(self) -> list[str]:
        fresh = self.decisions(self.last_decision)
        self.last_decision = max([self.last_decision, *(one["id"] for one in fresh)])
        says = [f"{one['policy']}: {sentence}" for one in fresh for sentence in one["says"]]
        for sentence in says:
            self.console.print(Text(f"      ⚖ {sentence}", style="blue"))
        return says
