"""Many rows at once: plain values straight to the driver, inside the session's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import FromClause
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session


def insert_many(session: Session, table: FromClause, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of plain values (text, whole numbers, bytes, None; dates as ISO text) in the order of `columns`.

    SQLite is told row after row in one statement, PostgreSQL by COPY; nothing of it is kept in memory. The table's
    defaults in Python do not apply.
    """
    connection = session.connection()
    dialect, driver = connection.dialect, connection.connection.driver_connection
    quote = dialect.identifier_preparer
    target = f"{quote.format_table(table)} ({', '.join(map(quote.quote, columns))})"
    try:
        if dialect.name == "sqlite":
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {target} VALUES ({marks})"  # noqa: S608 (names of our own tables)
            driver.executemany(statement, rows)  # type: ignore[union-attr]
        else:
            statement = f"COPY {target} FROM STDIN"
            with driver.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[union-attr]
                for row in rows:
                    copy.write_row(row)
    except dialect.loaded_dbapi.Error as fault:
        raise DBAPIError.instance(statement, None, fault, dialect.loaded_dbapi.Error, dialect=dialect) from fault
