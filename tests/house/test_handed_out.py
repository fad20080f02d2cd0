"""The program that is handed out to auditors imports the standard library alone, and old Pythons can read it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "claims" / "claims_verify.py"
OLDEST = (3, 9)


def test_claims_verify_imports_the_standard_library_only() -> None:
    found = set()
    for node in ast.walk(ast.parse(PROGRAM.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0] if not node.level else ".")
    assert found <= sys.stdlib_module_names, "what is handed out alone can import nothing else"


def test_claims_verify_is_written_for_the_oldest_python_that_it_promises() -> None:
    tree = ast.parse(PROGRAM.read_text("utf-8"), feature_version=OLDEST)
    lazy = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "__future__"]
    assert [name.name for node in lazy for name in node.names] == ["annotations"]
    assert "Python 3.9" in (ast.get_docstring(tree) or "")
