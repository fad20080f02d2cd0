"""YAML is read without its traps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from claims.kernel.strict_yaml import YamlRefused, read


def test_plain_values_are_read_as_they_stand() -> None:
    assert read("a: 1\nb: [x, true, null]\n2024-01-01: {c: -5}\n") == {
        "a": 1,
        "b": ["x", True, None],
        date(2024, 1, 1): {"c": -5},
    }


def test_a_file_is_read_and_named_in_its_fault(tmp_path: Path) -> None:
    path = tmp_path / "figures.yaml"
    path.write_text("a: 1\na: 2\n", encoding="utf-8")
    with pytest.raises(YamlRefused, match=r"figures\.yaml: line 2: the key 'a' stands here twice"):
        read(path)


@pytest.mark.parametrize("key", ["on", "off", "yes", "no", "true", "null", "~"])
def test_a_key_that_reads_as_something_else_is_refused(key: str) -> None:
    with pytest.raises(YamlRefused, match="quotes"):
        read(f"{key}: 1\n")


def test_the_same_key_in_quotes_is_read() -> None:
    assert read('"on": 1\n') == {"on": 1}


@pytest.mark.parametrize(
    "text",
    [
        "a: 1.5", "a: .inf", "a: 1e3", "a: 2024-01-01 10:00:00", "a: 010", "a: 0x1F", "a: 1:30", "a: 1_000",
        "a: &x 1\nb: *x", "a: {<<: {b: 1}}", "a: !!python/object:os.system x", "a: !!set {b}", "a: !!binary aGk=",
        "a: [", "? [1, 2]\n: 3", "a: 2024-13-01", "[" * 5000,
    ],
)  # fmt: skip
def test_what_two_readers_would_understand_differently_is_refused(text: str) -> None:
    with pytest.raises(YamlRefused):
        read(text)
