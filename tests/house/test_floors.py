"""The stairs of the house: imports go down only, and rooms on one floor do not know each other."""

from __future__ import annotations

import ast
from pathlib import Path

CLAIMS = Path(__file__).parents[2] / "claims"
FLOORS = {
    "kernel": 0, "settings": 0,
    "people": 1, "rules": 1,
    "audit": 2, "duties": 2, "files": 2, "outbox": 2,
    "lifecycle": 3,
    "estimating": 4,
    "shopfloor": 5,
    "settlement": 6, "care": 6,
    "documents": 7, "reports": 7,
    "api": 8, "web": 8,
    "app": 9, "wiring": 9, "cli": 9, "demo": 9, "worker": 9, "serving": 9,
    "drawing": 9, "importing": 9, "holding": 9, "__main__": 9, "claims_verify": 9,
    "tables": 9, "migrations": 9, "__init__": 9,
}  # fmt: skip


def imported_rooms(path: Path) -> set[str]:
    """The rooms that a module imports, wherever in it the import stands."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("claims"):
            parts = node.module.split(".")
            rooms |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            rooms |= {a.name.split(".")[1] for a in node.names if a.name.startswith("claims.")}
    return rooms


def test_imports_go_down_the_stairs_only() -> None:
    faults = []
    for path in sorted(CLAIMS.rglob("*.py")):
        room = path.relative_to(CLAIMS).parts[0].removesuffix(".py")
        assert room in FLOORS, f"{room} stands on no floor: give it one in the map and here"
        for other in imported_rooms(path):
            if other == room:
                continue
            if FLOORS[other] > FLOORS[room] or (FLOORS[other] == FLOORS[room] < 9 and other != room):
                faults.append(f"{path.relative_to(CLAIMS)} imports {other}")
    assert not faults, "move the code down, or let wiring.py join the two rooms: " + "; ".join(faults)


def test_only_the_machine_writes_a_state() -> None:
    writers = [
        str(path.relative_to(CLAIMS))
        for path in sorted(CLAIMS.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == "state" and node.value is not None
    ]
    assert writers == ["kernel/machine.py"], "take a step through the machine instead of writing a state"


def test_only_the_adapter_imports_durable_rules() -> None:
    importers = [
        str(path.relative_to(CLAIMS)) for path in sorted(CLAIMS.rglob("*.py")) if "import durable" in path.read_text()
    ]
    assert importers in (["rules/engine.py"], []), "ask claims.rules.decision instead of the engine"
