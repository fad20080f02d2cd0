"""`claims-verify` trusts nothing in a file, reads JSON in one way only, and can be handed out alone."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims import claims_verify
from claims.claims_verify import TEXTS, Wrong, main, read_json
from claims.kernel.canonical import canonical
from tests.audit.make import Past, Verify, chained, make_decision, make_past, only_fault
from tests.kernel.test_canonical import NESTED

PROGRAM = Path(claims_verify.__file__)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"a":1,"a":2}', "same key twice"),
        ('{"a":1.5}', "1.5, which is not a whole number"),
        ('{"a":1e3}', "not a whole number"),
        ('{"a":NaN}', "not a whole number"),
        ('{"a":9223372036854775808}', "beyond 64 bits"),
        ('{"a":' + "9" * 5000 + "}", "beyond 64 bits"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a": 1}', "canonical"),
        ('{"b":1,"a":2}', "canonical"),
        ('{"a":"e\u0301"}', "canonical"),
        ('{"a":"\\u00e9"}', "canonical"),
        ('{"a":"\\ud800"}', "half a character"),
        ("[]", "the field what"),
        ("null", "the field what"),
        ("{", "not JSON"),
        ("", "not JSON"),
    ],
)
def test_a_body_that_could_be_read_in_two_ways_or_not_at_all_is_refused_in_words(
    verify: Verify, text: str, why: str
) -> None:
    past = make_past()
    past.chains[0][1]["body"] = text
    past.chains[0] = chained(past.chains[0])
    chain, seq, said = only_fault(verify(past))
    assert (chain, seq) == ("claim:1", 1)
    assert why in said


@pytest.mark.parametrize(
    "line",
    [b"\xff\xfe{}", b"[1]", b"null", b'"x"', b"{}", b'{"seq":true}', b'{"seq":99999999999999999999999}', b"\x00",
     b'{"seq":1,"seq":1}', b"[" * 50_000],
)  # fmt: skip
def test_a_line_that_is_no_link_breaks_its_chain_there(verify: Verify, tmp_path: Path, line: bytes) -> None:
    path = make_past().write(tmp_path / "whole.zip")
    bent = tmp_path / "bent.zip"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(bent, "w") as archive:
        for name in whole.namelist():
            lines = whole.read(name).splitlines(keepends=True)
            archive.writestr(name, b"".join([*lines[:3], line + b"\n", *lines[4:]]) if "chains" in name else
                             whole.read(name))  # fmt: skip
    assert only_fault(verify(bent))[:2] == ("claim:1", 3)


@pytest.mark.parametrize(
    "bend",
    [
        lambda past: past.more.append(("evil.exe", b"MZ")),
        lambda past: past.more.append(("../chains.jsonl", b"")),
        lambda past: past.manifest.update(version=2),
        lambda past: past.manifest.update(format="something"),
        lambda past: past.manifest.update(links="many"),
        lambda past: past.manifest.update(links=1.5),
        lambda past: past.chains[0][0].update(chain="claim:01"),
        lambda past: past.chains[0][0].update(chain="claim:" + "9" * 40),
        lambda past: past.chains[0][0].update(length="7"),
        lambda past: past.chains[0].pop(0),
    ],
)
def test_an_export_that_is_none_cannot_be_checked(verify: Verify, bend: Callable[[Past], object]) -> None:
    past = make_past()
    bend(past)
    code, found = verify(past)
    assert (code, found["whole"]) == (2, False)
    assert found["unreadable"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_bundle_or_a_part_that_is_there_twice_is_refused(verify: Verify) -> None:
    for name in (f"editions/{make_decision().edition}.json", "manifest.json", "chains.jsonl"):
        past = make_past()
        past.more = [(name, b"{}")]
        assert verify(past)[0] == 2


@pytest.mark.parametrize("keep", [0, 3, 100, 3000, -30])
def test_a_truncated_file_cannot_be_checked(verify: Verify, tmp_path: Path, keep: int) -> None:
    path = make_past().write(tmp_path / "cut.zip")
    path.write_bytes(path.read_bytes()[:keep])
    code, found = verify(path)
    assert (code, bool(found["unreadable"])) == (2, True)


def test_a_byte_changed_in_the_archive_itself_is_never_whole(verify: Verify, tmp_path: Path) -> None:
    data = make_past().write(tmp_path / "whole.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "whole.zip") as archive:
        end = archive.getinfo("manifest.json").header_offset
    for place in range(60, end, 2503):
        (tmp_path / "bent.zip").write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert verify(tmp_path / "bent.zip")[0] in (1, 2), place


def test_a_file_that_is_not_there_cannot_be_checked(verify: Verify, tmp_path: Path) -> None:
    assert verify(tmp_path / "nothing.zip")[0] == 2
    assert verify(make_past(), "--heads", tmp_path / "nothing")[0] == 2


def test_a_list_of_heads_that_cannot_be_read_is_named_by_its_line(verify: Verify, tmp_path: Path) -> None:
    noted = make_past().heads(tmp_path / "heads.jsonl")
    noted.write_bytes(noted.read_bytes() + b'{"chain":"claim:3"}\n')
    code, found = verify(make_past(), "--heads", noted)
    assert code == 2
    assert "line 4" in found["unreadable"]


def test_signs_that_play_tricks_on_a_screen_are_not_printed(
    verify: Verify, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    past = make_past()
    past.chains[0][0]["claim"] = "\x1b[2Jwhole\u202e" + "x" * 500
    past.chains[0][1]["by"] = 9
    assert main([str(past.write(tmp_path / "export.zip"))]) == 1
    out = capsys.readouterr().out
    assert "?[2Jwhole?xxx" in out
    assert max(map(len, out.splitlines())) < 250


@settings(deadline=None, max_examples=150)
@given(NESTED)
def test_its_canonical_json_is_that_of_the_house(value: object) -> None:
    mine = claims_verify.canonical(value)
    assert mine == canonical(value)
    assert claims_verify.is_canonical(read_json(mine), mine.decode())


@pytest.mark.parametrize("text", ['"\\n\u0303"', '"\\"\u0301"', '"\\\\\u0338"', '{"\\t\u0301":1}'])
def test_a_mark_behind_an_escaped_sign_is_canonical_where_the_house_says_so(text: str) -> None:
    assert canonical(json.loads(text)) == text.encode()
    assert claims_verify.is_canonical(read_json(text.encode()), text)


@given(st.text(max_size=20))
@settings(deadline=None, max_examples=100)
def test_whatever_text_is_given_is_json_or_refused_in_words(text: str) -> None:
    try:
        value = read_json(text.encode())
    except Wrong:
        return
    assert json.loads(text) == value


def test_every_sentence_it_may_say_stands_in_its_table_in_three_languages() -> None:
    said = {
        node.args[0].value
        for node in ast.walk(ast.parse(PROGRAM.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Wrong", "Unreadable")
        and node.args and isinstance(node.args[0], ast.Constant)
    }  # fmt: skip
    labels = {"chain", "claim", "link", "edition", "decision", "part"}
    verdicts = {sentence for sentence in TEXTS if sentence.startswith("This file")}
    assert said | labels | verdicts == set(TEXTS)
    for english, others in TEXTS.items():
        for other in others:
            assert sorted(re.findall(r"{\w+}", other)) == sorted(re.findall(r"{\w+}", english)), other


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "此文件已被改动"), ("es", "NO está íntegro"), ("en", "NOT whole")]
)
def test_it_speaks_three_languages(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, language: str, words: str
) -> None:
    past = make_past()
    past.chains[0][3]["by"] = 9
    assert main([str(past.write(tmp_path / "export.zip")), "--language", language]) == 1
    assert words in capsys.readouterr().out


def test_it_needs_the_standard_library_only_and_can_be_handed_out_alone(tmp_path: Path) -> None:
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    (alone / "claims_verify.py").write_bytes(PROGRAM.read_bytes())
    past = make_past()
    export, noted = past.write(tmp_path / "export.zip"), past.heads(tmp_path / "heads.jsonl")
    command = [sys.executable, "-I", "-S", "-W", "error", "claims_verify.py", str(export), "--heads", str(noted)]
    done = subprocess.run(command, cwd=alone, env={}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "This file is whole." in done.stdout
    past.chains[0][2]["by"] = 9
    past.write(export)
    done = subprocess.run(command, cwd=alone, env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "chain claim:1, claim 2026-000001, link 2: its content was changed" in done.stdout
