"""The files of one EMS export, out of a zip or as they lie in a folder: the tables of one stem, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping

from claims.estimating.exchange.limits import too_large
from claims.kernel.errors import Faults, Refusal

TABLES = ("ENV", "AD1", "AD2", "VEH", "LIN", "PFH", "PFL", "PFM", "PFO", "PFP", "PFT", "STL", "TTL", "VEN")
LETTERED = frozenset({"AD1", "AD2", "VEH", "VEN"})  # by some systems their stem has one letter more
MAX_EMS_BYTES = 8 * 1024 * 1024
MAX_UNPACKED = 32 * 1024 * 1024
MAX_FILES = 200

ZIP = b"PK\x03\x04"
LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)|/$", re.IGNORECASE)
TRICK = re.compile(r"^/|^[A-Za-z]:|\\|(?:^|/)\.\.(?:/|$)|[\x00-\x1f\x7f]")
FILE = re.compile(r"(?:^|/)([^/]+)\.([A-Za-z0-9]+)$")

DAMAGED = "the zip is damaged; pack the files again"
TOO_MANY_FILES = "the zip holds {count} files, and {limit} are allowed; pack only those of one export"
BAD_NAME = "the name of this file leads out of the folder; pack the files again without their paths"
LOCKED = "this file is locked with a password; pack it again without one"
PACKED_OTHERWISE = "this file is packed in a way that is not read here; use an ordinary zip"
NESTED = "this is a zip within the zip; unpack it and send each export on its own"
TABLE_TWICE = "the table {table} stands here twice; send one export only"
OTHER_STEM = "this table belongs to another export than {stem}; send one export only"
MISSING = "the table {table} is missing; export the estimate again and send all of its files"


class NotEms(Refusal):
    """The file is no EMS estimate; send the zip of one export, with its ENV and LIN tables and all others in it."""

    status = 415


class EmsFaulty(Refusal):
    """The EMS estimate cannot be read; mend every point listed, or export it again from the estimating system."""

    status = 400


def looks_like_ems(data: bytes) -> bool:
    """Whether the bytes are a zip that holds an ENV and a LIN file; whether they can be read is another question."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            kinds = {found[2].upper() for name in package.namelist() if (found := FILE.search(name))}
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, NotImplementedError):
        return False
    return {"ENV", "LIN"} <= kinds


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of the zip by their names, litter left out; those that are no tables without their content.

    Refused: TooLarge before anything is unpacked beyond the limit, NotEms where it is no zip, EmsFaulty.
    """
    if len(data) > MAX_EMS_BYTES:
        raise too_large(len(data), MAX_EMS_BYTES)
    if not data.startswith(ZIP):
        raise NotEms
    faults, files, left = Faults(), dict[str, bytes](), MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = [entry for entry in package.infolist() if not LITTER.search(entry.filename)]
            if len(entries) > MAX_FILES:
                faults.add(TOO_MANY_FILES, count=len(entries), limit=MAX_FILES)
                entries = []
            for entry in entries:
                name = entry.filename
                if not check_entry(entry, faults):
                    continue
                content = b""
                if table_of(name):
                    with package.open(entry) as stream:
                        content = stream.read(left + 1)
                    left -= len(content)
                    if left < 0:
                        raise too_large(MAX_UNPACKED - left, MAX_UNPACKED)
                    faults.check(not content.startswith(ZIP), NESTED, name)
                faults.check(name not in files, TABLE_TWICE, name, table=name)
                files[name] = content
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError, RuntimeError):
        faults.add(DAMAGED)
    faults.refuse(EmsFaulty)
    return files


def check_entry(entry: zipfile.ZipInfo, faults: Faults) -> bool:
    """Whether a file of the zip may be opened; what speaks against it is noted."""
    name, before = entry.filename, len(faults.found)
    faults.check(not TRICK.search(name) and not TRICK.search(entry.orig_filename), BAD_NAME, name)
    faults.check(not entry.flag_bits & 1, LOCKED, name)
    faults.check(entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED), PACKED_OTHERWISE, name)
    faults.check(not name.lower().endswith(".zip"), NESTED, name)
    return len(faults.found) == before


def table_of(name: str) -> str:
    """The table that a file's name names, LIN of 4b53.lin; empty where it names none."""
    found = FILE.search(name)
    kind = found[2].upper() if found else ""
    return kind if kind in TABLES else ""


def one_export(files: Mapping[str, bytes], faults: Faults) -> tuple[dict[str, bytes], list[str]]:
    """The tables by kind, all of the stem of ENV, and the names of files that are none."""
    kinds: dict[str, list[str]] = {}
    others = []
    for name in files:
        kind = table_of(name)
        if TRICK.search(name):
            faults.add(BAD_NAME, name)
        elif kind:
            kinds.setdefault(kind, []).append(name)
        else:
            others.append(name)
    for kind, names in kinds.items():
        for name in names[1:]:
            faults.add(TABLE_TWICE, name, table=kind)
    stem = (kinds.get("ENV") or kinds.get("LIN") or [""])[0].rpartition(".")[0]
    for kind, names in kinds.items():
        for name in names:
            mine = name.rpartition(".")[0]
            lettered = kind in LETTERED and mine[-1:].isalpha() and mine[:-1].casefold() == stem.casefold()
            faults.check(lettered or mine.casefold() == stem.casefold(), OTHER_STEM, name, stem=stem)
    return {kind: files[names[0]] for kind, names in kinds.items()}, others
