"""The files of an EMS export: what a zip may hold, and every trick that it may play."""

from __future__ import annotations

import io
import zipfile

import pytest

from claims.estimating.exchange.ems import EmsFaulty, NotEms, read_ems, read_ems_files
from claims.estimating.exchange.ems_files import MAX_EMS_BYTES, MAX_UNPACKED
from claims.estimating.exchange.limits import TooLarge
from fixtures.make_ems import packed
from tests.estimating.estimates import usd
from tests.estimating.exchange.ems_make import export, faults_of

OTHER = "this table belongs to another export than {}; send one export only"


def faults_of_zip(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(EmsFaulty) as refused:
        read_ems(data)
    return [(fault.where, str(fault)) for fault in refused.value.faults]


def renamed(*pairs: tuple[str, str]) -> dict[str, bytes]:
    names = dict(pairs)
    return {names.get(name, name): data for name, data in export().items()}


@pytest.mark.parametrize("form", ["{}", "EST 17/{}", "./{}"])
def test_names_may_be_in_any_case_and_in_one_folder(form: str) -> None:
    files = {form.format(name.replace("a.", "A.").lower()): data for name, data in export().items()}
    assert read_ems(packed(files)).lines[0].unit_price == usd("100.00")


def test_some_systems_letter_the_tables_around_the_lines() -> None:
    files = renamed(("a.AD1", "aA.AD1"), ("a.AD2", "aB.AD2"), ("a.VEH", "aV.VEH"), ("a.VEN", "aC.VEN"))
    assert read_ems(packed(files)).reported == ()


def test_files_that_are_no_tables_are_told_and_litter_is_not() -> None:
    files = export() | {
        "a.dbt": b"memo", "photos/front.jpg": b"jpg", "__MACOSX/._a.lin": b"x", ".DS_Store": b"x", "Thumbs.db": b"x",
    }  # fmt: skip
    assert read_ems(packed(files)).reported == ("these files are no tables of EMS and were not read: a.dbt, front.jpg",)


def test_many_names_are_not_all_told() -> None:
    (told,) = read_ems(packed(export() | {f"{n:03}.jpg": b"" for n in range(30)})).reported
    assert told.endswith("018.jpg, 019.jpg, …")


def test_two_exports_are_refused() -> None:
    assert faults_of(renamed(("a.LIN", "b.LIN"))) == [("b.LIN", OTHER.format("a"))]
    assert faults_of(renamed(("a.LIN", "aL.LIN"))) == [("aL.LIN", OTHER.format("a"))]
    assert faults_of(renamed(("a.STL", "old/a.STL"))) == [("old/a.STL", OTHER.format("a"))]
    twice = export() | {"b.lin": export()["a.LIN"]}
    assert ("b.lin", "the table LIN stands here twice; send one export only") in faults_of(twice)


@pytest.mark.parametrize(
    "name", ["../a.LIN", "x/../../a.LIN", "/a.LIN", "C:/a.LIN", "C:a.LIN", "..\\a.LIN", "x\\a.LIN", "x/..", "\x01a.LIN"]
)
def test_a_name_that_leads_out_of_the_folder_is_refused(name: str) -> None:
    fault = "the name of this file leads out of the folder; pack the files again without their paths"
    assert (name, fault) in faults_of_zip(packed(renamed(("a.LIN", name))))
    assert (name, fault) in faults_of(renamed(("a.LIN", name)))


def test_a_zip_in_the_zip_is_refused() -> None:
    fault = "this is a zip within the zip; unpack it and send each export on its own"
    assert faults_of_zip(packed(export() | {"more.zip": b""})) == [("more.zip", fault)]
    assert faults_of_zip(packed(export() | {"a.LIN": packed(export())})) == [("a.LIN", fault)]


def test_a_name_that_stands_twice_in_the_zip_is_refused() -> None:
    stream = io.BytesIO(packed(export()))
    with zipfile.ZipFile(stream, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr("a.LIN", export()["a.LIN"])
    assert faults_of_zip(stream.getvalue()) == [("a.LIN", "the table a.LIN stands here twice; send one export only")]


def test_a_locked_zip_is_refused() -> None:
    data = bytearray(packed(export(VEN=None)))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    name, fault = faults_of_zip(bytes(data))[0]
    assert (name, fault) == ("a.ENV", "this file is locked with a password; pack it again without one")


@pytest.mark.parametrize("how", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_another_way_of_packing_is_refused(how: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as package:
        for name, data in export().items():
            package.writestr(name, data)
    assert {fault for _, fault in faults_of_zip(stream.getvalue())} == {
        "this file is packed in a way that is not read here; use an ordinary zip"
    }


def test_a_zip_that_unpacks_beyond_all_measure_is_refused() -> None:
    bomb = packed(export() | {"a.LIN": bytes(MAX_UNPACKED)})
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge):
        read_ems(bomb)
    with pytest.raises(TooLarge):
        read_ems_files({"a.env": bytes(MAX_UNPACKED), "a.lin": b"x"})
    spread = packed(export() | dict.fromkeys(("a.STL", "a.PFL", "a.PFM"), bytes(MAX_UNPACKED // 3)))
    with pytest.raises(TooLarge):
        read_ems(spread)


def test_a_zip_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(TooLarge):
        read_ems(b"PK\x03\x04" + bytes(MAX_EMS_BYTES))


def test_too_many_files_are_refused() -> None:
    found = faults_of_zip(packed(export() | {f"{n}.jpg": b"" for n in range(200)}))
    assert found == [("", "the zip holds 214 files, and 200 are allowed; pack only those of one export")]


def test_a_damaged_zip_is_refused() -> None:
    data = packed(export())
    damaged = [("", "the zip is damaged; pack the files again")]
    assert faults_of_zip(data[:-100]) == damaged
    at = data.index(b"a.LIN") + 5
    assert faults_of_zip(data[:at] + bytes(40) + data[at + 40 :]) == damaged


@pytest.mark.parametrize("kind", ["ENV", "LIN", "AD1", "AD2", "VEH", "PFH", "PFL", "PFM", "PFO", "PFP", "PFT", "STL",
                                  "TTL", "VEN"])  # fmt: skip
def test_a_table_that_is_missing_is_named(kind: str) -> None:
    fault = f"the table {kind} is missing; export the estimate again and send all of its files"
    assert ("", fault) in faults_of({name: data for name, data in export().items() if not name.endswith(kind)})


def test_files_of_no_export_are_refused() -> None:
    with pytest.raises(NotEms):
        read_ems_files({"a.jpg": b""})
    with pytest.raises(NotEms):
        read_ems_files({})
