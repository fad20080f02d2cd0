"""`claims-verify` on a claim packet: the data inside the PDF are found with care, and its decisions are checked."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter

from claims import claims_verify
from claims.claims_verify import MOST_BYTES
from claims.documents.packet.form import Packet, UploadedPaper
from claims.documents.render import render_pdf
from tests.audit.make import Verify, make_past
from tests.documents import make


def packet() -> Packet:
    """The sample packet."""
    form = make.make_packet()
    assert isinstance(form, Packet)
    return form


def short_packet(*papers: UploadedPaper) -> Packet:
    """A packet of the summary, the decisions and their proof, and some uploaded papers."""
    whole = packet()
    return Packet(head=whole.head, vehicle=whole.vehicle, recipient="x", summary=whole.summary, papers=papers,
                  decisions=whole.decisions, proof=whole.proof)  # fmt: skip


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """A packet as it is handed out, a foreign paper laid in."""
    return render_pdf(short_packet(packet().papers[0]), "zh", make.FILES)


def test_the_pdf_of_a_packet_is_checked_as_its_attached_data_are(verify: Verify, tmp_path: Path, pdf: bytes) -> None:
    (tmp_path / "packet.pdf").write_bytes(pdf)
    (tmp_path / "claim-data.json").write_bytes(short_packet(packet().papers[0]).to_json())
    code, found = verify(tmp_path / "packet.pdf")
    assert (code, found["kind"], found["decisions"], found["chain"]) == (0, "packet", 1, "claim:317")
    assert verify(tmp_path / "claim-data.json") == (code, found)


def test_a_packet_without_foreign_papers_is_read_too(verify: Verify, tmp_path: Path) -> None:
    (tmp_path / "packet.pdf").write_bytes(render_pdf(short_packet(), "en", make.FILES))
    assert verify(tmp_path / "packet.pdf")[0] == 0


Bend = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("bend", "why"),
    [
        (lambda data: data["decisions"][0].update(hash="0" * 64), "its record is not attached"),
        (lambda data: data["decisions"][0].update(policy="gap"), "another policy or day"),
        (lambda data: data["decisions"][0].update(as_of="2020-01-01"), "another policy or day"),
        (lambda data: data["decisions"][0].update(citation="§ 99"), "other paragraphs"),
        (lambda data: data["decisions"][0].update(citation=7), "the field citation"),
        (lambda data: data["proof"]["records"][0]["facts"][0].update(supplied_by="shop"), "its record is not attached"),
        (lambda data: data["proof"]["records"][0].update(fired=[None]), "its record is not attached"),
        (lambda data: data["proof"]["records"].append({"policy": "gap"}), "belongs to no decision"),
        (lambda data: data["proof"]["records"].append(data["proof"]["records"][0]), "belongs to no decision"),
        (lambda data: data["withheld"].append({"what": "audit", "sha256": "0" * 64}), "the head printed"),
        (lambda data: data["withheld"].append({"what": "audit"}), "the field sha256"),
        (lambda data: data["withheld"].append(3), "the field what"),
        (lambda data: data["decisions"].append("x"), "the field hash"),
    ],
)
def test_what_does_not_hold_in_a_packet_is_told(verify: Verify, tmp_path: Path, bend: Bend, why: str) -> None:
    data = packet().to_data()
    bend(data)
    (tmp_path / "claim-data.json").write_text(json.dumps(data))
    code, found = verify(tmp_path / "claim-data.json")
    assert code == 1
    assert why in found["faults"][0]["why"]


@pytest.mark.parametrize(
    "bend",
    [
        lambda data: data.update(kind="quote"),
        lambda data: data.update(proof=None),
        lambda data: data["proof"].update(chain="claim:x"),
        lambda data: data["proof"].update(length=1.0),
        lambda data: data["proof"].update(records={}),
        lambda data: data.pop("head"),
    ],
)
def test_what_is_no_packet_cannot_be_checked(verify: Verify, tmp_path: Path, bend: Bend) -> None:
    data = packet().to_data()
    bend(data)
    (tmp_path / "claim-data.json").write_text(json.dumps(data))
    assert verify(tmp_path / "claim-data.json")[0] == 2


def test_heads_are_held_against_an_export_only(verify: Verify, tmp_path: Path) -> None:
    (tmp_path / "claim-data.json").write_bytes(packet().to_json())
    code, found = verify(tmp_path / "claim-data.json", "--heads", make_past().heads(tmp_path / "heads.jsonl"))
    assert code == 2
    assert "not against a packet" in found["unreadable"]


def attached(content: bytes, *, filters: str = "/Filter /FlateDecode", times: int = 1) -> bytes:
    """The least that looks like a PDF with a file in it."""
    stream = f"<< /Type /EmbeddedFile {filters} /Length {len(content)} >>\nstream\n".encode()
    return b"%PDF-1.7\n" + (b"5 0 obj\n" + stream + content + b"\nendstream\nendobj\n") * times


def bomb() -> bytes:
    """A few bytes that unpack into more than a packet may hold."""
    return zlib.compress(b"{" + b" " * (MOST_BYTES + 10))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7\n%%EOF", "0 times"),
        (attached(zlib.compress(b"{}"), times=2), "2 times"),
        (attached(zlib.compress(b"no json"), times=500), "0 times"),
        (attached(bomb()), "larger than anything"),
        (attached(zlib.compress(b"{}" * 5000)[:-20]), "damaged"),
        (attached(b"not packed"), "damaged"),
        (attached(b"7b7d>", filters="/Filter /ASCIIHexDecode"), "not read here"),
        (attached(b"7b7d>", filters="/Filter [ /FlateDecode /ASCIIHexDecode ]"), "not read here"),
        (attached(zlib.compress(b'{"kind":"packet","kind":"packet"}')), "same key twice"),
        (attached(zlib.compress(b"{" * 100_000)), "neither an export nor"),
        (b"%PDF" + b"/EmbeddedFile " * 2_000_000, "0 times"),
    ],
)
def test_a_hostile_pdf_is_refused_in_words(verify: Verify, tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "packet.pdf").write_bytes(content)
    code, found = verify(tmp_path / "packet.pdf")
    assert code == 2
    assert why in found["unreadable"]


@pytest.mark.parametrize("filters", ["", "/Filter /FlateDecode", "/Filter/FlateDecode", "/Filter [ /FlateDecode ]"])
def test_data_are_found_packed_or_plain(tmp_path: Path, filters: str) -> None:
    path = tmp_path / "packet.pdf"
    path.write_bytes(attached(zlib.compress(b"{}") if filters else b"{}", filters=filters))
    assert claims_verify.attached(str(path)).strip() == b"{}"


def test_a_packet_to_which_somebody_attached_other_data_is_refused(verify: Verify, tmp_path: Path, pdf: bytes) -> None:
    writer, out = PdfWriter(clone_from=BytesIO(pdf)), BytesIO()
    writer.add_attachment("other.json", b'{"kind":"packet"}')
    writer.write(out)
    (tmp_path / "packet.pdf").write_bytes(out.getvalue())
    code, found = verify(tmp_path / "packet.pdf")
    assert code == 2
    assert "2 times" in found["unreadable"]
