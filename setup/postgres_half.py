"""Says before the tests whether a PostgreSQL server answers, and after them whether the PostgreSQL half really ran.

Called as `postgres_half.py ask` and `postgres_half.py count REPORT`, REPORT being pytest's JUnit file. The half is
every test whose id names PostgreSQL as its database, as in `test_x[postgres]`. Exits non-zero in CI when the half
cannot run or did not.
"""

import os
import sys
from xml.etree import ElementTree

DEFAULT = "postgresql+psycopg://postgres@127.0.0.1:5432/test"
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def main(verb: str, *rest: str) -> int:
    """Answers one of the two questions; the exit status is 1 if CI may not go on."""
    return ask() if verb == "ask" else count(rest[0])


def ask() -> int:
    """Tries to connect, and says what that means for the run."""
    import psycopg

    address = os.environ.get("CLAIMS_TEST_POSTGRES") or DEFAULT
    try:
        psycopg.connect(address.replace("+psycopg", "", 1), connect_timeout=3).close()
    except psycopg.Error as fault:
        first_line = (str(fault).splitlines() or ["no answer"])[0]
        print(f"PostgreSQL: no server to test against ({first_line}).")
        if IN_CI:
            print("In CI both database halves must run: start the server or set CLAIMS_TEST_POSTGRES. Nothing was run.")
            return 1
        print("The PostgreSQL half is SKIPPED, the SQLite half runs. To run both, set CLAIMS_TEST_POSTGRES to the")
        print(f"address of an empty test database, as in {DEFAULT}")
    return 0


def count(report: str) -> int:
    """Counts the tests of the PostgreSQL half in the report and prints how many ran."""
    cases = [
        case
        for case in ElementTree.parse(report).iter("testcase")  # noqa: S314 -- pytest wrote it a moment ago
        if "postgres" in case.get("name", "").partition("[")[2]
    ]
    ran = sum(case.find("skipped") is None for case in cases)
    if ran:
        print(f"PostgreSQL half: {ran} tests ran.")
        return 0
    print(f"PostgreSQL half: SKIPPED, none of its {len(cases)} tests ran; SQLite alone was tested.")
    if IN_CI:
        print("In CI both database halves must run, so this run counts as failed.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
