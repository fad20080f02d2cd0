"""What the wheel carries besides the package itself: migrations, case tables, the browser files of set-up."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShipWithPackage(BuildHookInterface):  # type: ignore[type-arg]
    """Adds them to a real wheel only: an editable install reads them from the checkout, and a copy would go stale."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it collects files; `version` is "standard" or "editable"."""
        if version != "standard":
            return
        browser_files = Path(self.root, "claims", "static_assets")
        if not browser_files.is_dir():
            raise RuntimeError("claims/static_assets is missing: run ./run setup before building the wheel.")
        build_data["force_include"][str(browser_files)] = "claims/static_assets"
        build_data["force_include"][str(Path(self.root, "alembic"))] = "claims/alembic"
        for table in sorted(Path(self.root, "tests", "rules").glob("*/*.yaml")):  # for `claims policy cases`
            build_data["force_include"][str(table)] = f"claims/rules/cases/{table.parent.name}/{table.name}"
