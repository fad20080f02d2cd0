"""claims-verify: checks an exported audit trail, or a claim packet, with nothing but Python 3.9 or later.

    python claims_verify.py FILE [--heads NOTED] [--language zh|es|en] [--json]

FILE is an export (claims decisions export), a claim packet as PDF, or the claim-data.json attached to one. NOTED is a
list of heads (claims decisions heads) or a packet that was handed out earlier: the chains must still pass through what
it names. It ends with 0 if the file is whole, 1 if it is broken, 2 if it cannot be read. No file is trusted, no network
and no other program is used. What is checked, and what that proves: docs/export-format.md.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import mmap
import re
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

GENESIS = "0" * 64
HASH = re.compile("[0-9a-f]{64}")
CHAIN = re.compile("(claim|shop):([1-9][0-9]{0,17})")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?\+00:00")
EDITION = re.compile(r"editions/([0-9a-f]{64})\.json")
EMBEDDED, STREAM = re.compile(rb"/EmbeddedFile\b"), re.compile(rb">>\s*stream\r?\n")
FLATE = re.compile(rb"/Filter\s*(/FlateDecode|\[\s*/FlateDecode\s*\])\s*[/>]")
LARGEST_INT = 2**63 - 1
MOST_BYTES = 64 * 2**20  # of one line, one edition, or the data of one packet
MOST_ATTACHED = 20  # files in a PDF that are looked at
MOST_SHOWN = 1000  # faults that are told; all are counted
MOST_WAITING = 100_000  # decisions of one step
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


class Wrong(Exception):
    """Something does not hold: a sentence, and the values for its places."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.values = sentence, values


class Unreadable(Wrong):
    """The file cannot be judged at all."""


Findings = tuple[list[Wrong], list[tuple[dict[str, Any], Wrong]]]  # what is told, and what is wrong where


# JSON that can be understood in one way only


def whole_number(text: str) -> int:
    if len(text) > 20 or abs(int(text)) > LARGEST_INT:
        raise Wrong("it holds a number beyond 64 bits")
    return int(text)


def no_fraction(text: str) -> None:
    raise Wrong("it holds {number}, which is not a whole number", number=text)


def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Wrong("it holds an object with the same key twice")
    return made


read_text = json.JSONDecoder(
    object_pairs_hook=object_of, parse_int=whole_number, parse_float=no_fraction, parse_constant=no_fraction
).decode


def read_json(data: bytes) -> Any:
    """The value that is spelled; Wrong for what is not JSON or could be understood in two ways."""
    try:
        return read_text(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise Wrong("it is not UTF-8 text") from None
    except RecursionError:
        raise Wrong("it is nested too deeply") from None
    except ValueError:
        raise Wrong("it is not JSON") from None


spell = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: Any, *, composed_already: bool = False) -> bytes:
    """The one spelling of a value: sorted keys, no spaces, composed characters (NFC), UTF-8."""
    try:
        return spell(value if composed_already else composed(value)).encode("utf-8")
    except UnicodeEncodeError:
        raise Wrong("it holds half a character") from None
    except RecursionError:
        raise Wrong("it is nested too deeply") from None


def is_canonical(value: Any, text: str) -> bool:
    """Whether a text that was read as the value is its one spelling."""
    data = text.encode("utf-8", "replace")
    if unicodedata.is_normalized("NFC", text) and canonical(value, composed_already=True) == data:
        return True  # every text inside is composed, as all of it is: the same at a tenth of the cost
    return canonical(value) == data


def composed(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if kind is dict:
        return object_of([(composed(key), composed(one)) for key, one in value.items()])
    return [composed(one) for one in value] if kind is list else value


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fields(value: Any, **kinds: Any) -> list[Any]:
    """The named fields of an object, in order; Wrong where one is missing or of another kind."""
    found = []
    for name, kind in kinds.items():
        one = value.get(name) if type(value) is dict else None
        fits = type(one) is str and kind.fullmatch(one) if isinstance(kind, re.Pattern) else type(one) is kind
        if not fits:
            raise Wrong("the field {field} is missing or not what it should be", field=name)
        found.append(one)
    return found


# One chain


class Chain:
    """A chain that is being read; `seq` is the number of the link at hand."""

    def __init__(self, head: Any, noted: dict[str, list[dict[str, Any]]]) -> None:
        self.name, self.claim, self.length, self.head, self.shop = fields(
            head, chain=CHAIN, claim=str, length=int, head=HASH, shop=str
        )
        self.seq, self.hash, self.broken = 0, GENESIS, False
        self.decided: dict[str, bool] = {}  # decisions that no step has named yet
        self.noted = noted.pop(self.name, [])

    def place(self) -> tuple[str, int]:
        """Where the chain stands among the others: claims before shops, each by its number."""
        kind, number = self.name.split(":")
        return kind, int(number)

    def take(self, line: bytes, editions: dict[str, str]) -> str:
        """Check the next link and return its kind; Wrong if it does not hold."""
        self.seq += 1
        seq, kind, at, by, previous, digest, body = fields(
            read_json(line), seq=int, kind=str, at=MOMENT, by=int, previous=HASH, hash=HASH, body=str
        )
        if seq != self.seq:
            raise Wrong("it is missing or not in its place; link {seq} stands there", seq=seq)
        if previous != self.hash:
            raise Wrong("it does not hang on the link before it")
        head = {"at": at, "by": by, "chain": self.name, "kind": kind, "previous": previous, "seq": seq}
        if sha256(f"{spell(head)}\n{body}".encode("utf-8", "replace")) != digest:
            raise Wrong("its content was changed after it was written ({kind})", kind=kind)
        said = read_json(body.encode("utf-8", "replace"))
        if not is_canonical(said, body):
            raise Wrong("its content is not in the one canonical spelling")
        if kind == "decision":
            self.decided[decision_hash(said, editions)] = True
        elif kind in ("step", "refused", "followed"):
            self.asked(fields(said, decisions=list)[0])
        elif kind == "note":
            fields(said, what=str)
        if len(self.decided) > MOST_WAITING:
            raise Wrong("more decisions stand before it than one step asks for")
        self.hash = digest
        self.pass_noted(said if kind == "note" else {})
        return str(kind)

    def asked(self, decisions: list[Any]) -> None:
        """The decisions that a step names are among those that stand before it, after the step before."""
        for one in decisions:
            if type(one) is not str or one not in self.decided:
                raise Wrong("it names the decision {hash}, which does not stand before it in this chain", hash=one)
        self.decided = {}

    def pass_noted(self, note: dict[str, Any]) -> None:
        """A head noted earlier is the hash of this very link; a packet handed out earlier is on record."""
        for one in self.noted:
            if one["length"] == self.seq:
                one["passed"] = True
                if one["head"] != self.hash:
                    raise Wrong("the chain was rewritten: another hash was noted for this link earlier")
            if note.get("what") == "paper issued" and one["data"]:
                one["issued"] |= one["data"] == fields(note, data=dict)[0].get("data_hash")

    def close(self) -> None:
        """The end of the chain is its head, and lies behind everything that was noted."""
        self.seq += 1
        if (self.seq - 1, self.hash) != (self.length, self.head):
            raise Wrong("the chain ends after {seq} links, not with its head after {length}", seq=self.seq - 1,
                        length=self.length)  # fmt: skip
        for one in self.noted:
            if not one["passed"]:
                raise Wrong("the chain was cut: {length} links of it were noted earlier", length=one["length"])
            if one["data"] and not one["issued"]:
                raise Wrong("the chain does not say that the packet {paper} was issued with these data",
                            paper=one["paper"])  # fmt: skip


def decision_hash(body: Any, editions: dict[str, str]) -> str:
    """The hash of a recorded decision in canonical JSON, worked out anew; Wrong where record or edition is another."""
    digest, reader, record = fields(body, hash=HASH, reader=str, record=dict)
    named, policy = fields(record, edition=HASH, policy=str)
    hashed = {key: value for key, value in record.items() if key not in ("hash", "reader")}
    beside = (record.get("hash"), record.get("reader"))
    if sha256(canonical(hashed, composed_already=True)) != digest or beside != (digest, reader):
        raise Wrong("its decision was changed: the record has another hash")
    if named not in editions:
        raise Wrong("its decision stands on the edition {hash} of {policy}, which is not in the file", hash=named,
                    policy=policy)  # fmt: skip
    if editions[named] not in ("", policy):
        raise Wrong("its decision is of {policy}, its edition of {other}", policy=policy, other=editions[named])
    return str(digest)


# An export


class Export:
    """An export that is being checked: what was counted in it, and what is wrong with it."""

    def __init__(self, archive: zipfile.ZipFile, noted: dict[str, list[dict[str, Any]]], tell: Callable[..., None]):
        self.archive, self.noted, self.tell = archive, noted, tell
        self.all_noted = sum(map(len, noted.values()))
        self.faults: list[tuple[dict[str, Any], Wrong]] = []
        self.wrong, self.elsewhere, self.heads = 0, 0, hashlib.sha256()
        self.count = dict.fromkeys(("chains", "links", "decisions", "editions"), 0)

    def check(self) -> None:
        """Check everything."""
        self.manifest = self.read_manifest()
        self.editions = dict(self.read_editions())
        self.walk()
        self.compare()

    def blame(self, wrong: Wrong, **where: Any) -> None:
        self.wrong += 1
        if len(self.faults) < MOST_SHOWN:
            self.faults.append((where, wrong))

    def member(self, name: str) -> bytes:
        with self.archive.open(name) as file:
            data = file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise Unreadable("{name} is larger than anything that is exported", name=name)
        return data

    def read_manifest(self) -> dict[str, Any]:
        names, wanted = self.archive.namelist(), {"manifest.json", "chains.jsonl"}
        strange = [name for name in names if name not in wanted and not EDITION.fullmatch(name)]
        packed_so = {one.compress_type for one in self.archive.infolist()} - {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        if len(set(names)) != len(names) or strange or packed_so or not wanted <= set(names):
            raise Unreadable("the export lacks a part, holds one twice, or holds one that does not belong there")
        try:
            found = read_json(self.member("manifest.json"))
            fields(found, format=re.compile("claims-export"), version=int, claim=str, shop=str, chains=int, links=int,
                   editions=int, heads_sha256=HASH)  # fmt: skip
        except Wrong as wrong:
            raise Unreadable("the manifest cannot be read") from wrong
        if found["version"] != 1:
            raise Unreadable("exports of version {version} need a newer claims-verify", version=found["version"])
        return dict(found)

    def read_editions(self) -> Iterator[tuple[str, str]]:
        """Each edition's policy by its hash; of a changed one the name alone, so that it is blamed once."""
        for match in filter(None, map(EDITION.fullmatch, self.archive.namelist())):
            self.count["editions"] += 1
            policy, data = "", self.member(match.group())
            try:
                bundle = read_json(data)
                if sha256(data) != match.group(1) or canonical(bundle) != data:
                    raise Wrong("the edition was changed: its hash is no longer its name")
                policy = fields(bundle, policy=str)[0]
            except Wrong as wrong:
                self.blame(wrong, edition=match.group(1))
            yield match.group(1), policy

    def walk(self) -> None:
        """Every chain, link by link, with no more than one link in memory."""
        chain, last = None, ("", 0)
        with self.archive.open("chains.jsonl") as file:
            stream = io.BufferedReader(file, 2**20)  # type: ignore[type-var]
            for line in iter(lambda: stream.readline(MOST_BYTES + 1), b""):
                if len(line) > MOST_BYTES:
                    raise Unreadable("{name} is larger than anything that is exported", name="chains.jsonl")
                if line.startswith(b'{"chain":'):
                    self.close(chain)
                    chain = self.open(line, last)
                    last = max(last, chain.place())
                elif chain is None:
                    raise Unreadable("chains.jsonl does not begin with the head of a chain")
                else:
                    self.take(chain, line)
        self.close(chain)

    def open(self, line: bytes, last: tuple[str, int]) -> Chain:
        self.heads.update(line)
        self.count["chains"] += 1
        try:
            chain = Chain(read_json(line), self.noted)
        except Wrong as wrong:
            raise Unreadable("the head of a chain cannot be read") from wrong
        named = ((self.manifest["claim"], chain.claim), (self.manifest["shop"], chain.shop))
        chain.seq = 1  # for what is wrong with the chain as such
        if chain.place() <= last:
            self.blame_chain(chain, Wrong("the chain comes twice, or not in its order"))
        elif any(told not in ("", found) for told, found in named):
            self.blame_chain(chain, Wrong("the chain is not of the claim or shop that the manifest names"))
        chain.seq = 0
        return chain

    def take(self, chain: Chain, line: bytes) -> None:
        self.count["links"] += 1
        if self.count["links"] % 20_000 == 0:
            self.tell(self.count["links"], self.manifest["links"])
        if not chain.broken:
            try:
                self.count["decisions"] += chain.take(line, self.editions) == "decision"
            except Wrong as wrong:
                self.blame_chain(chain, wrong)

    def close(self, chain: Chain | None) -> None:
        if chain is not None and not chain.broken:
            try:
                chain.close()
            except Wrong as wrong:
                self.blame_chain(chain, wrong)

    def blame_chain(self, chain: Chain, wrong: Wrong) -> None:
        chain.broken = True
        self.blame(wrong, chain=chain.name, claim=chain.claim, link=chain.seq)

    def compare(self) -> None:
        """The counts are the manifest's, and no chain that was noted earlier is gone."""
        for what in ("chains", "links", "editions"):
            if self.manifest[what] != self.count[what]:
                self.blame(Wrong("the manifest counts {told}, the file holds {found}", told=self.manifest[what],
                                 found=self.count[what]), part=what)  # fmt: skip
        if self.manifest["heads_sha256"] != self.heads.hexdigest():
            self.blame(Wrong("the heads of the chains are not those of the manifest"))
        claim, shop = self.manifest["claim"], self.manifest["shop"]
        for name, one in [(name, one) for name, found in self.noted.items() for one in found]:
            if (claim and one["claim"] != claim) or (shop and one["shop"] not in ("", shop)):
                self.elsewhere += 1
            else:
                self.blame(Wrong("the chain is gone: {length} links of it were noted earlier", length=one["length"]),
                           chain=name, claim=one["claim"], link=1)  # fmt: skip
        if self.all_noted and self.elsewhere == self.all_noted:
            raise Unreadable("none of the heads noted earlier is of a chain in this export")


# A claim packet, and what was noted earlier


def attached(path: str) -> bytes:
    """The claim data attached to a packet's PDF, unpacked with a limit; other files inside are passed over."""
    found = []
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as pdf:
        for mark in islice(EMBEDDED.finditer(pdf), MOST_ATTACHED):
            stream = STREAM.search(pdf, mark.end(), mark.end() + 2000)
            if stream is None:
                continue
            header = pdf[max(0, mark.start() - 2000) : stream.end()].rpartition(b" obj")[2]
            if FLATE.search(header):
                data = unpacked(pdf, stream.end())
            elif b"/Filter" not in header:
                end = pdf.find(b"endstream", stream.end(), stream.end() + MOST_BYTES)
                data = pdf[stream.end() : max(end, stream.end())]
            else:
                raise Unreadable("the data are attached to this PDF in a way that is not read here")
            if data.startswith(b"{"):
                found.append(data)
    if len(found) != 1:
        raise Unreadable("claim data are attached to this PDF {count} times, not once", count=len(found))
    return found[0]


def unpacked(pdf: mmap.mmap, start: int) -> bytes:
    stream, data = zlib.decompressobj(), b""
    for place in range(start, len(pdf), 2**20):
        data += stream.decompress(pdf[place : place + 2**20], MOST_BYTES + 1 - len(data))
        if stream.eof or len(data) > MOST_BYTES:
            return data  # one that is too long is refused by the reader
    raise EOFError("the PDF ends inside the data attached")


def read_packet(path: str) -> tuple[dict[str, Any], bytes]:
    """The data of a packet, from its PDF or as they were attached, and their bytes."""
    with open(path, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    if data.startswith(b"%PDF"):
        data = attached(path)
    if len(data) > MOST_BYTES:
        raise Unreadable("{name} is larger than anything that is exported", name="claim-data.json")
    try:
        packet = read_json(data)
        fields(packet, kind=re.compile("packet"), head=dict, decisions=list, withheld=list, proof=dict)
        fields(packet["head"], number=str, claim_number=str)
        fields(packet["proof"], chain=CHAIN, length=int, head=HASH, records=list)
    except Wrong as wrong:
        raise Unreadable("this is neither an export nor a claim packet that can be checked") from wrong
    return packet, data


def packet_faults(packet: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Wrong]]:
    """What is wrong with a packet: each decision shown is one of the records, each record has the hash shown."""
    records = {sha256(canonical(one)): one for one in packet["proof"]["records"]}
    shown = set()
    for place, one in enumerate(packet["decisions"], 1):
        try:
            digest, policy, as_of, citation = fields(one, hash=HASH, policy=str, as_of=str, citation=str)
            shown.add(digest)
            if digest not in records:
                raise Wrong("its record is not attached, or was changed")
            told, fired = fields(records[digest], fired=list)[0], records[digest]
            if (fired.get("policy"), fired.get("as_of")) != (policy, as_of):
                raise Wrong("its record is of another policy or day")
            if citation not in [each.get("citation") for each in told if type(each) is dict]:
                raise Wrong("its record stands on other paragraphs")
        except Wrong as wrong:
            yield {"decision": place}, wrong
    if set(records) - shown or len(records) != len(packet["proof"]["records"]):
        yield {}, Wrong("a record is attached that belongs to no decision shown")
    for one in packet["withheld"]:
        try:
            what, digest = fields(one, what=str, sha256=HASH)
            if what == "audit" and digest != packet["proof"]["head"]:
                raise Wrong("the head printed and the head attached differ")
        except Wrong as wrong:
            yield {}, wrong


def noted_earlier(paths: list[str]) -> dict[str, list[dict[str, Any]]]:
    """What was noted of each chain, from lists of heads and from packets."""
    noted: dict[str, list[dict[str, Any]]] = {}
    for path in paths:
        with open(path, "rb") as file:
            is_list = file.read(9) == b'{"chain":'
        for one in heads_listed(path) if is_list else [head_of_packet(path)]:
            noted.setdefault(one["chain"], []).append({**one, "passed": one["length"] == 0, "issued": False})
    return noted


def heads_listed(path: str) -> Iterator[dict[str, Any]]:
    with open(path, "rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(MOST_BYTES), b""), 1):
            try:
                one = read_json(line)
                fields(one, chain=CHAIN, claim=str, shop=str, length=int, head=HASH)
            except Wrong as wrong:
                raise Unreadable("line {number} of the heads noted earlier cannot be read", number=number) from wrong
            yield {**one, "data": "", "paper": ""}


def head_of_packet(path: str) -> dict[str, Any]:
    packet, data = read_packet(path)
    chain, length, head = (packet["proof"][name] for name in ("chain", "length", "head"))
    number, claim = packet["head"]["number"], packet["head"]["claim_number"]
    return {"chain": chain, "length": length, "head": head, "claim": claim, "shop": "", "data": sha256(data),
            "paper": number}  # fmt: skip


# The command


def main(arguments: list[str] | None = None) -> int:
    """Check a file and tell what was found; 0 whole, 1 broken, 2 unreadable."""
    parser = argparse.ArgumentParser(prog="claims-verify", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", help="an export, a claim packet (PDF), or the claim-data.json attached to one")
    parser.add_argument(
        "--heads", action="append", default=[], metavar="NOTED", help="heads or a packet from earlier; may be repeated"
    )
    parser.add_argument("--language", choices=("en", "zh", "es"), default="en")
    parser.add_argument("--json", action="store_true", help="for machines")
    said = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    told: dict[str, Any] = {"whole": False, "unreadable": "", "wrong": 0, "faults": []}
    try:
        lines = checked(said, told)
        told["whole"], code = not told["wrong"], 1 if told["wrong"] else 0
    except (Unreadable, *DAMAGED) as fault:
        wrong = fault if isinstance(fault, Wrong) else Wrong("the file is damaged or cannot be opened")
        reasons = [one for one in (wrong, wrong.__cause__) if isinstance(one, Wrong)]
        told["unreadable"] = ": ".join(sentence(said.language, one) for one in reasons)
        lines, code = ["", told["unreadable"]], 2
    verdict = Wrong(("This file is whole.", "This file is NOT whole.", "This file cannot be checked.")[code])
    lines[0] = f"{said.file}: {sentence(said.language, verdict)}"
    print(json.dumps(told, ensure_ascii=False, indent=2) if said.json else "\n  ".join(lines))
    return code


def checked(said: argparse.Namespace, told: dict[str, Any]) -> list[str]:
    """What was found in the file, as lines; the first is left for the verdict."""
    noted = noted_earlier(said.heads)
    with open(said.file, "rb") as file:
        is_export = file.read(2) == b"PK"
    facts, faults = (check_export if is_export else check_packet)(said.file, noted, told)
    lines = ["", *(sentence(said.language, one) for one in facts)]
    for where, wrong in faults:
        why = sentence(said.language, wrong)
        told["faults"].append({**where, "why": why})
        places = [f"{sentence(said.language, Wrong(name))} {printable(one)}" for name, one in where.items() if one]
        lines.append(f"{', '.join(places)}: {why}" if places else why)
    if told["wrong"] > len(faults):
        lines.append("…")
    return lines


def check_export(path: str, noted: dict[str, list[dict[str, Any]]], told: dict[str, Any]) -> Findings:
    with zipfile.ZipFile(path) as archive:
        export = Export(archive, noted, progress)
        export.check()
    told.update(export.count, kind="export", heads_sha256=export.heads.hexdigest(), wrong=export.wrong,
                noted=export.all_noted, noted_elsewhere=export.elsewhere)  # fmt: skip
    facts = [Wrong("chains: {chains}, links: {links}, decisions: {decisions}, editions: {editions}", **export.count),
             Wrong("SHA-256 of the list of heads: {hash}", hash=told["heads_sha256"])]  # fmt: skip
    if export.all_noted and not export.wrong:
        facts.append(Wrong("the chains pass through the {count} heads noted earlier",
                           count=export.all_noted - export.elsewhere))  # fmt: skip
    if export.elsewhere:
        facts.append(Wrong("{count} of the heads noted earlier are of other chains", count=export.elsewhere))
    return facts, export.faults


def check_packet(path: str, noted: dict[str, list[dict[str, Any]]], told: dict[str, Any]) -> Findings:
    if noted:
        raise Unreadable("heads noted earlier are held against an export, not against a packet")
    packet, data = read_packet(path)
    faults, proof, head = list(packet_faults(packet)), packet["proof"], packet["head"]
    told.update(kind="packet", paper=head["number"], claim=head["claim_number"], decisions=len(packet["decisions"]),
                data_sha256=sha256(data), wrong=len(faults),
                **{name: proof[name] for name in ("chain", "length", "head")})  # fmt: skip
    facts = [
        Wrong("packet {paper} of the claim {claim}; decisions shown: {decisions}", **told),
        Wrong("{chain} had {length} links; SHA-256 of the last: {head}", **told),
        Wrong("the attached data were checked, not the pages; check an export with --heads and this packet"),
    ]
    return facts, faults  # fmt: skip


def progress(done: int, total: int) -> None:
    print(f"{done:,} / {total:,}", file=sys.stderr, flush=True)


def sentence(language: str, wrong: Wrong) -> str:
    """The sentence in a language, with its values."""
    text = wrong.sentence if language == "en" else TEXTS[wrong.sentence][language == "es"]
    return text.format(**{name: printable(value) for name, value in wrong.values.items()})


def printable(value: object) -> str:
    """A value from the file, without signs that could play tricks on a screen, and not longer than a hash."""
    return "".join(sign if sign.isprintable() else "?" for sign in str(value)[:64])


# fmt: off
TEXTS = {  # English: (Chinese, Spanish)
    "This file is whole.": ("此文件完整无缺。", "Este archivo está íntegro."),
    "This file is NOT whole.": ("此文件已被改动或残缺！", "Este archivo NO está íntegro."),
    "This file cannot be checked.": ("此文件无法检查。", "Este archivo no se puede comprobar."),
    "chain": ("链", "cadena"),
    "claim": ("案件", "siniestro"),
    "link": ("环", "eslabón"),
    "edition": ("版本", "edición"),
    "decision": ("决定", "decisión"),
    "part": ("部分", "parte"),
    "chains: {chains}, links: {links}, decisions: {decisions}, editions: {editions}":
        ("链：{chains}，环：{links}，决定：{decisions}，版本：{editions}",
         "cadenas: {chains}, eslabones: {links}, decisiones: {decisions}, ediciones: {editions}"),
    "SHA-256 of the list of heads: {hash}": ("链首清单的 SHA-256：{hash}", "SHA-256 de la lista de cabezas: {hash}"),
    "the chains pass through the {count} heads noted earlier":
        ("各链均经过先前记下的 {count} 个链首", "las cadenas pasan por las {count} cabezas anotadas antes"),
    "{count} of the heads noted earlier are of other chains":
        ("先前记下的链首中有 {count} 个属于其他链", "{count} de las cabezas anotadas antes son de otras cadenas"),
    "packet {paper} of the claim {claim}; decisions shown: {decisions}":
        ("案件 {claim} 的索赔资料 {paper}；所列决定：{decisions}",
         "expediente {paper} del siniestro {claim}; decisiones mostradas: {decisions}"),
    "{chain} had {length} links; SHA-256 of the last: {head}":
        ("{chain} 当时有 {length} 环；最后一环的 SHA-256：{head}",
         "{chain} tenía {length} eslabones; SHA-256 del último: {head}"),
    "the attached data were checked, not the pages; check an export with --heads and this packet":
        ("所检查的是附带的数据，而非各页；请用 --heads 加此资料检查导出文件",
         "se comprobaron los datos adjuntos, no las páginas; compruebe una exportación con --heads y este expediente"),
    "it holds a number beyond 64 bits": ("其中有超出 64 位的数", "contiene un número de más de 64 bits"),
    "it holds {number}, which is not a whole number":
        ("其中有 {number}，不是整数", "contiene {number}, que no es un número entero"),
    "it holds an object with the same key twice":
        ("其中有对象的键重复出现", "contiene un objeto con la misma clave dos veces"),
    "it is not UTF-8 text": ("不是 UTF-8 文本", "no es texto UTF-8"),
    "it is nested too deeply": ("嵌套过深", "está anidado con demasiada profundidad"),
    "it is not JSON": ("不是 JSON", "no es JSON"),
    "it holds half a character": ("其中有残缺的字符", "contiene medio carácter"),
    "the field {field} is missing or not what it should be":
        ("字段 {field} 缺失或不符合要求", "el campo {field} falta o no es como debe ser"),
    "it is missing or not in its place; link {seq} stands there":
        ("该环缺失或位置不对，此处是第 {seq} 环", "falta o no está en su sitio; allí está el eslabón {seq}"),
    "it does not hang on the link before it": ("没有接在前一环上", "no cuelga del eslabón anterior"),
    "its content was changed after it was written ({kind})":
        ("内容在写入之后被改动（{kind}）", "su contenido se cambió después de escribirse ({kind})"),
    "its content is not in the one canonical spelling":
        ("内容不是唯一的规范写法", "su contenido no tiene la única escritura canónica"),
    "more decisions stand before it than one step asks for":
        ("其前的决定多于一个步骤所能要求的数量", "delante hay más decisiones de las que pide un paso"),
    "it names the decision {hash}, which does not stand before it in this chain":
        ("它引用的决定 {hash} 并不在本链中该环之前", "nombra la decisión {hash}, que no está delante en esta cadena"),
    "the chain was rewritten: another hash was noted for this link earlier":
        ("此链被改写：先前为这一环记下的是另一个哈希值",
         "la cadena se reescribió: antes se anotó otro hash para este eslabón"),
    "the chain ends after {seq} links, not with its head after {length}":
        ("此链在第 {seq} 环之后结束，而不是在第 {length} 环以其链首结束",
         "la cadena termina tras {seq} eslabones, no con su cabeza tras {length}"),
    "the chain was cut: {length} links of it were noted earlier":
        ("此链被截短：先前记下的有 {length} 环", "la cadena se recortó: antes se anotaron {length} eslabones"),
    "the chain is gone: {length} links of it were noted earlier":
        ("此链不见了：先前记下的有 {length} 环", "la cadena ha desaparecido: antes se anotaron {length} eslabones"),
    "the chain does not say that the packet {paper} was issued with these data":
        ("链中没有记载索赔资料 {paper} 是以这些数据出具的",
         "la cadena no dice que el expediente {paper} se emitiera con estos datos"),
    "its decision was changed: the record has another hash":
        ("决定被改动：记录的哈希值不同", "su decisión se cambió: el registro tiene otro hash"),
    "its decision stands on the edition {hash} of {policy}, which is not in the file":
        ("决定依据政策 {policy} 的版本 {hash}，而文件中没有该版本",
         "su decisión se basa en la edición {hash} de {policy}, que no está en el archivo"),
    "its decision is of {policy}, its edition of {other}":
        ("决定属于 {policy}，其版本却属于 {other}", "su decisión es de {policy}, su edición de {other}"),
    "the edition was changed: its hash is no longer its name":
        ("该版本被改动：哈希值与名称不再一致", "la edición se cambió: su hash ya no es su nombre"),
    "the chain comes twice, or not in its order":
        ("此链重复出现，或顺序不对", "la cadena aparece dos veces o no en su orden"),
    "the chain is not of the claim or shop that the manifest names":
        ("此链不属于清单所指的案件或门店", "la cadena no es del siniestro o taller que nombra el manifiesto"),
    "the manifest counts {told}, the file holds {found}":
        ("清单记有 {told}，文件中有 {found}", "el manifiesto cuenta {told}, el archivo contiene {found}"),
    "the heads of the chains are not those of the manifest":
        ("各链首与清单不符", "las cabezas de las cadenas no son las del manifiesto"),
    "{name} is larger than anything that is exported":
        ("{name} 超出任何导出内容的大小", "{name} es mayor que cualquier cosa que se exporte"),
    "the export lacks a part, holds one twice, or holds one that does not belong there":
        ("导出文件缺少某部分、有重复部分，或含有不该有的部分",
         "a la exportación le falta una parte, tiene una repetida o tiene una que no le corresponde"),
    "the manifest cannot be read": ("清单无法读取", "el manifiesto no se puede leer"),
    "exports of version {version} need a newer claims-verify":
        ("版本 {version} 的导出文件需要更新的 claims-verify",
         "las exportaciones de la versión {version} requieren un claims-verify más reciente"),
    "chains.jsonl does not begin with the head of a chain":
        ("chains.jsonl 的开头不是链首", "chains.jsonl no empieza con la cabeza de una cadena"),
    "the head of a chain cannot be read": ("有一个链首无法读取", "la cabeza de una cadena no se puede leer"),
    "none of the heads noted earlier is of a chain in this export":
        ("先前记下的链首没有一个属于此导出文件中的链",
         "ninguna de las cabezas anotadas antes es de una cadena de esta exportación"),
    "line {number} of the heads noted earlier cannot be read":
        ("先前记下的链首第 {number} 行无法读取", "la línea {number} de las cabezas anotadas antes no se puede leer"),
    "heads noted earlier are held against an export, not against a packet":
        ("先前记下的链首应与导出文件比对，而不是与索赔资料比对",
         "las cabezas anotadas antes se comparan con una exportación, no con un expediente"),
    "the data are attached to this PDF in a way that is not read here":
        ("此 PDF 附带数据的方式无法在此读取", "los datos están adjuntos a este PDF de un modo que aquí no se lee"),
    "claim data are attached to this PDF {count} times, not once":
        ("此 PDF 附带的案件数据有 {count} 份，而不是一份",
         "los datos del siniestro están adjuntos a este PDF {count} veces, no una"),
    "this is neither an export nor a claim packet that can be checked":
        ("这既不是导出文件，也不是可以检查的索赔资料",
         "esto no es ni una exportación ni un expediente que se pueda comprobar"),
    "the file is damaged or cannot be opened": ("文件损坏或无法打开", "el archivo está dañado o no se puede abrir"),
    "its record is not attached, or was changed":
        ("其记录没有附上，或已被改动", "su registro no está adjunto o se cambió"),
    "its record is of another policy or day":
        ("其记录属于其他政策或日期", "su registro es de otra política o de otro día"),
    "its record stands on other paragraphs": ("其记录依据的是其他条款", "su registro se basa en otros párrafos"),
    "a record is attached that belongs to no decision shown":
        ("附有不属于任何所列决定的记录", "hay un registro adjunto que no pertenece a ninguna decisión mostrada"),
    "the head printed and the head attached differ":
        ("所印链首与所附链首不同", "la cabeza impresa y la adjunta son distintas"),
}
# fmt: on


if __name__ == "__main__":
    sys.exit(main())
