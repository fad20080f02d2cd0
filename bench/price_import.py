"""One price list imported, as the doors do it; run alone it tells how much memory that takes at most."""

from __future__ import annotations

import json
import resource
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import claims.tables  # noqa: F401
from claims.estimating.exchange.price_list import read_price_list
from claims.estimating.price_lists import ListFile, NewPriceList, import_prices
from claims.kernel.database import Database
from claims.people.models import Person


def ours(file: Path, target: Path) -> None:
    """The file read and imported for the first shop of a database."""
    database = Database(f"sqlite:///{target}")
    listed = read_price_list(file.read_bytes(), currency="CNY")
    person = Person(id=1, login="bench", name="Bench", shop_id=1, roles=frozenset())
    told = NewPriceList(supplier="A", valid_from=date(2026, 1, 1), prices_include_tax=True, accept_refused=True)
    with database.writing() as session:
        import_prices(session, listed, told, ListFile(file.name, "0" * 64), by=person, now=datetime.now(UTC))
    database.dispose()


def most_held() -> float:
    """MiB that this process ever held; where the system tells it only with the parent's, that."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


if __name__ == "__main__":
    ours(Path(sys.argv[1]), Path(sys.argv[2]))
    json.dump(most_held(), sys.stdout)
