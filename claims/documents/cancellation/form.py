"""The opposite paper: it cancels one that was handed out, which itself stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from claims.documents import words
from claims.documents.blocks import Earlier, Head, Owner, Signature, Vehicle, coded, need
from claims.documents.form import Form
from claims.kernel.errors import Faults


@dataclass(frozen=True, kw_only=True)
class Cancellation(Form):
    """Which paper is cancelled, why, by whom and when; the hashes say which bytes are meant.

    `file_sha256` is empty where the cancelled paper had not been printed.
    """

    kind: ClassVar[str] = "cancellation"
    title: ClassVar[str] = "Cancellation of a paper"

    head: Head
    vehicle: Vehicle
    owner: Owner
    cancelled: Earlier
    paper: str
    language: str
    reason: str
    cancelled_by: str
    cancelled_at: datetime
    data_sha256: str
    file_sha256: str = ""
    signatures: tuple[Signature, ...] = ()

    def check(self, faults: Faults, where: str) -> None:
        need(faults, "", reason=self.reason, cancelled_by=self.cancelled_by, data_sha256=self.data_sha256)
        coded(faults, "", paper=(self.paper, words.PAPERS), language=(self.language, words.LANGUAGES))
