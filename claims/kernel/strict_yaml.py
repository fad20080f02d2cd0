"""YAML without its traps: no key twice, no key that reads as true or false, no floats, no tags; dates stay dates."""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import datetime
from pathlib import Path

import yaml

_EXPONENT = re.compile(r"[-+]?[0-9][0-9.]*[eE][-+]?[0-9]+")
_PLAIN_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")


class YamlRefused(ValueError):
    """The YAML says something that two readers would understand differently; the message names line and cure."""


def read(source: Path | str) -> object:
    """The content of a file (a Path) or of a text: dict, list, str, int, bool, date or None; else YamlRefused."""
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    where = str(source.name) if isinstance(source, Path) else "text"
    try:
        return yaml.load(text, Loader=_Strict)  # noqa: S506  (a safe loader, made stricter)
    except YamlRefused as fault:
        raise YamlRefused(f"{where}: {fault}") from fault
    except (yaml.YAMLError, RecursionError, ValueError) as fault:
        raise YamlRefused(f"{where}: {fault}") from fault


class _Strict(yaml.SafeLoader):
    """The safe loader with our refusals."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            raise YamlRefused("write the value out, aliases hide what is meant")
        return super().compose_node(parent, index)


def _line(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1 if node.start_mark else 0}"


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Hashable, object]:
    result: dict[Hashable, object] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if isinstance(key, bool) or key is None:
            raise YamlRefused(f"{_line(key_node)}: the key {key_node.value!r} reads as {key}; put it in quotes")
        if not isinstance(key, Hashable):
            raise YamlRefused(f"{_line(key_node)}: a key must be one word")
        if key in result:
            raise YamlRefused(f"{_line(key_node)}: the key {key!r} stands here twice; keep one")
        result[key] = loader.construct_object(value_node, deep=True)
    return result


def _no_float(loader: _Strict, node: yaml.ScalarNode) -> object:
    raise YamlRefused(f"{_line(node)}: {node.value} is a float; write a whole number of small units, or quote it")


def _text(loader: _Strict, node: yaml.ScalarNode) -> object:
    if node.style is None and _EXPONENT.fullmatch(node.value):  # text in YAML 1.1, a float in YAML 1.2
        raise YamlRefused(f"{_line(node)}: {node.value} is text to some readers and a float to others; quote it")
    return node.value


def _whole(loader: _Strict, node: yaml.ScalarNode) -> object:
    if not _PLAIN_INT.fullmatch(node.value):  # YAML 1.1 reads 010 as eight and 1:30 as ninety
        raise YamlRefused(f"{_line(node)}: {node.value} is not a plain whole number; write digits only, or quote it")
    return int(node.value)


def _no_tag(loader: _Strict, node: yaml.Node) -> object:
    raise YamlRefused(f"{_line(node)}: the tag {node.tag} is not read here; write plain values")


def _date(loader: _Strict, node: yaml.ScalarNode) -> object:
    day = loader.construct_yaml_timestamp(node)
    if isinstance(day, datetime):
        raise YamlRefused(f"{_line(node)}: {node.value} is a moment; write a date, or quote it")
    return day


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)
_Strict.add_constructor("tag:yaml.org,2002:float", _no_float)
_Strict.add_constructor("tag:yaml.org,2002:timestamp", _date)
_Strict.add_constructor("tag:yaml.org,2002:int", _whole)
_Strict.add_constructor("tag:yaml.org,2002:str", _text)
for _tag in ("binary", "omap", "pairs", "set", "merge"):
    _Strict.add_constructor(f"tag:yaml.org,2002:{_tag}", _no_tag)
