"""The store keeps every content once, whole, under its hash."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from claims.files.images import SCREEN
from claims.files.keeping import VARIANTS, Upload, check_uploads, clean_name, place_of_size, put
from claims.files.models import FileKind
from claims.files.store import ContentLost, Store
from tests.files.make import make_turned_photograph


def test_a_content_comes_back_as_it_was(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"a photograph")
    assert digest == hashlib.sha256(b"a photograph").hexdigest()
    assert store.get(digest) == b"a photograph"
    assert store.place(digest).parent == tmp_path / "sha256" / digest[:2] / digest[2:4]


def test_the_same_content_is_not_written_twice(tmp_path: Path) -> None:
    store = Store(tmp_path)
    place = store.place(store.put(b"twice"))
    before = place.stat().st_mtime_ns
    store.put(b"twice")
    assert place.stat().st_mtime_ns == before
    assert [file.name for file in place.parent.iterdir()] == [place.name]


def test_a_damaged_content_is_noticed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"as it was")
    store.place(digest).write_bytes(b"as it wasn")
    with pytest.raises(ContentLost):
        store.get(digest)
    store.put(b"as it was")
    assert store.get(digest) == b"as it was"


def test_a_content_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentLost):
        Store(tmp_path).get("a" * 64)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "A" * 64, "a" * 63, ""])
def test_only_hashes_name_contents(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="names no content"):
        Store(tmp_path).place(digest)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\车.jpg", "车.jpg"),
        ("a\x00b\r\n.png", "ab.png"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ('say "hi".pdf', "say _hi_.pdf"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_a_smaller_version_that_was_lost_is_made_again_byte_for_byte(tmp_path: Path) -> None:
    store, digest, made = kept_photograph(tmp_path)
    for size, variant in VARIANTS.items():
        store.place(digest, variant).unlink()
        assert place_of_size(store, digest, size).read_bytes() == made[variant]
    shutil.rmtree(tmp_path / "sha256")
    put(store, check_uploads([Upload("x.jpg", make_turned_photograph())], FileKind.PHOTOGRAPH, largest=2**20)[0])
    assert {variant: store.get(digest, variant) for variant in made} == made


def test_a_smaller_version_is_made_once(tmp_path: Path) -> None:
    store, digest, _ = kept_photograph(tmp_path)
    store.place(digest, SCREEN).write_bytes(b"as it stands")
    assert place_of_size(store, digest, "screen").read_bytes() == b"as it stands"


def test_the_original_stays_as_it_came_and_a_smaller_version_of_what_is_none_is_lost(tmp_path: Path) -> None:
    store, digest, _ = kept_photograph(tmp_path)
    assert store.get(digest) == make_turned_photograph()
    with pytest.raises(ContentLost):
        place_of_size(store, store.put(b"no photograph"), "print")


def kept_photograph(folder: Path) -> tuple[Store, str, dict[str, bytes]]:
    """A store with one photograph, its hash, and its smaller versions."""
    store = Store(folder)
    (checked,) = check_uploads([Upload("x.jpg", make_turned_photograph())], FileKind.PHOTOGRAPH, largest=2**20)
    put(store, checked)
    return store, checked.sha256, checked.variants
