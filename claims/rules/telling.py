"""Explanations and policies as lines of text: what the command line prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from claims.kernel.texts import LIST_JOINT, say
from claims.rules.readable import ranges


def told(found: Mapping[str, Any]) -> list[str]:
    """A decision taken apart (as `explain.explained` gives it), as lines of text in its language."""
    language = found["language"]
    whose = (found["scope"]["shop"], found["scope"]["brand"])
    head = " · ".join(filter(None, (found["as_of"], *whose, found["edition"][:12], found["reader"])))
    lines = [f"{found['title']}: {found['question']}", head, ""]
    lines += [say("Outcome", language), *_indented(found["comes_to"]["overall"])]
    for ref, said in found["comes_to"]["refs"].items():
        lines += [f"  {ref}: {' · '.join(said)}"]
    lines += ["", say("What applies", language), *_indented(found["says"])]
    if found["silent"]:
        lines += ["", say("What was considered and does not apply", language)]
        for one in found["silent"]:
            lines += [f"  {one['paragraph']} [{one['citation']}]: {one['text']}", *_indented(silent_lines(one), 4)]
    for one in found["switched_off"]:
        lines += [f"  {one['paragraph']}: {one['text']}"]
    if found["figures"]:
        lines += ["", say("Figures", language)]
        for name, figure in found["figures"].items():
            lines += [f"  {name}: {figure_line(figure, language)}"]
    lines += ["", say("Facts", language)]
    for one in found["seen"]:
        lines += [f"  {' '.join(filter(None, (one['ref'], one['label'])))}: {'; '.join(one['told']) or '–'}"]
        lines += [f"    {say('worked out', language)}: {'; '.join(one['worked_out'])}"] if one["worked_out"] else []
    return [*lines, "", f"{say('Hash', language)}: {found['hash']}"]


def silent_lines(one: Mapping[str, Any]) -> list[str]:
    """The conditions of a silent paragraph, each with what was seen instead and of which facts."""
    lines = []
    for each in one["conditions"]:
        seen = "; ".join(f"{value['value']} ({ranges(value['refs'])})" for value in each["seen"])
        lines.append(f"{each['condition']}: {seen}")
    return lines


def figure_line(figure: Mapping[str, Any], language: str) -> str:
    """A figure that applied: label, value, since when, on what authority, and why this one."""
    parts = [figure["shown"]]
    parts += [say("since {since}", language, since=figure["since"])] if figure["since"] else []
    parts += [say("to be confirmed", language)] if figure.get("confirm") else []
    cited = f" [{figure['cited']}]" if figure["cited"] else ""
    return f"{figure['label']}: {', '.join(parts)}{cited} ({figure['why']})"


def _indented(lines: Iterable[str], by: int = 2) -> list[str]:
    return [" " * by + line for line in lines]


def policy_lines(book: Mapping[str, Any]) -> list[str]:
    """A policy (as `policy_book.policy_book` gives it), as lines of text in its language."""
    language = book["language"]
    joint = LIST_JOINT[language]
    lines = [f"{book['title']} ({book['policy']}) · {book['edition'][:12]}", book["question"], book["governs"], ""]
    lines += [say("Facts", language)]
    for fact in book["facts"]:
        values = f" ({joint.join(fact['values_shown'])})" if fact["values_shown"] else ""
        marks = joint.join(filter(None, (fact["type_shown"], fact["unit_shown"], fact["optional_shown"])))
        lines += [f"  {fact['kind']} · {fact['fact']} [{marks}]: {fact['meaning']}{values}"]
    lines += ["", say("Paragraphs", language)]
    for number, one in enumerate(book["paragraphs"], 1):
        lines += [f"  {number}. {one['id']} [{one['citation']}; {one['requirement']}]", f"     {one['text']}"]
        lines += [f"     {one['stands']}"] if one["stands"] else []
        for clause in one["clauses"]:
            alternatives = [f" {say('and', language)} ".join(terms) for terms in clause["when"]]
            lines += [f"     {say('where', language)} {alternatives[0]}"]
            lines += [f"     {say('or where', language)} {each}" for each in alternatives[1:]]
            lines += [f"       → {' · '.join(clause['then'])}"]
            lines += [f"         {clause['sentence']}"] if clause["sentence"] else []
    lines += ["", say("Figures", language)]
    for figure in book["figures"]:
        lines += [f"  {figure['name']}: {figure['label']}"]
        for each in figure["values"]:
            marks = ", ".join(filter(None, (each["whom"], each["confirm_shown"], each["applies_shown"])))
            lines += [f"    {each['since']}: {each['shown']} [{each['source']}]" + (f" ({marks})" if marks else "")]
    for switch in book["switches"]:
        lines += [f"  {switch['paragraph']}: {switch['text']}"]
    return lines


def case_lines(table: Mapping[str, Any]) -> list[str]:
    """The table of examples of a policy, as lines of text in its language."""
    language, lines = table["language"], []
    for case in table["cases"]:
        lines += [f"{case['date']} · {case['name']}"]
        lines += [f"  {one['ref']}: {'; '.join(one['told']) or '–'}" for one in case["seen"]]
        lines += [f"  {say('What applies', language)}: {', '.join(case['paragraphs']) or '–'}"]
        lines += [f"  → {ref}: {' · '.join(said)}" for ref, said in case["comes_to"].items()]
        lines += [""]
    return lines
