"""Parts of a PDF that stay on disk until they are written, so that a packet of photographs never stands in memory."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from functools import cached_property

import pydyf  # type: ignore[import-untyped]
from weasyprint.images import LazyLocalImage


class Heavy(ABC, pydyf.Object):  # type: ignore[misc]
    """An object that is read when it is written. Where the others tell their bytes (for the PDF's identifier, which
    is made of all of them at once), it tells the hash of them."""

    compressible = False

    @abstractmethod
    def content(self) -> bytes:
        """The object as it is written."""

    @cached_property
    def data(self) -> bytes:
        """The hash of the object."""
        return hashlib.sha256(self.content()).digest()

    @property
    def indirect(self) -> bytes:
        """The object with its number, as it is written."""
        return b"%d 0 obj\n" % self.number + self.content() + b"\nendobj"


class Picture(Heavy):
    """A photograph that was handed in as a file."""

    def __init__(self, stream: pydyf.Stream) -> None:
        super().__init__()
        self.stream, self.number = stream, stream.number

    def content(self) -> bytes:
        """The photograph as it is written."""
        written: bytes = self.stream.data
        return written


def lighten(pdf: pydyf.PDF) -> None:
    """Have every picture that came as a file read one at a time."""
    for place, each in enumerate(pdf.objects):
        if isinstance(each, pydyf.Stream) and any(isinstance(part, LazyLocalImage) for part in each.stream):
            pdf.objects[place] = Picture(each)
