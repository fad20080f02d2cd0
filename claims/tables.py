"""Every room's tables, for the migrations to compare with: each `models` file of each room is imported."""

from importlib import import_module
from pathlib import Path

TABLES = tuple(
    import_module(f"claims.{path.parent.name}.{path.stem}")
    for pattern in ("*/*models.py", "people/numbers.py")
    for path in sorted(Path(__file__).parent.glob(pattern))
)
