"""What may be read while rendering: plain files of the template's own folder and the files handed in by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from claims.files.strokes import is_drawing

KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}")
LARGEST_FILE = 32 * 1024 * 1024  # bytes of one picture: a print-size photograph has a tenth of it
MOST_PIXELS = {"JPEG": 60_000_000, "PNG": 16_000_000}  # a JPEG is passed on as it is, a PNG is unpacked and packed

Files = Mapping[str, bytes | Path]


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
    """Serves `form:NAME` from one folder and `file-of-claim:NAME` from the files given; all else ends the rendering."""

    def __init__(self, folder: Path, files: Files) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.folder, self.files = folder, files

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The picture behind one of our own addresses; FatalURLFetchingError for everything else."""
        scheme, _, name = url.partition(":")
        if not PLAIN_NAME.fullmatch(name):
            raise FatalURLFetchingError(f"not a name of a file handed in: {url[:200]!r}")
        if scheme == "form" and (self.folder / name).is_file():
            file: bytes | Path = self.folder / name
        elif scheme == "file-of-claim" and name in self.files:
            file = self.files[name]
        else:
            raise FatalURLFetchingError(f"nothing is read from {url[:200]!r}")
        try:
            content = content_of(file)
        except OSError as fault:  # else a picture that is lost would be left out without a word
            raise FatalURLFetchingError(f"{name} cannot be read") from fault
        kind = next((kind for start, kind in KINDS.items() if content.startswith(start)), None)
        if kind is None and scheme == "file-of-claim" and is_drawing(content):
            kind = "image/svg+xml"  # strokes that we put into it ourselves; every other SVG is refused
        elif kind is not None and not of_sensible_size(content):
            kind = None
        if kind is None or len(content) > LARGEST_FILE:
            raise FatalURLFetchingError(f"{name} is no JPEG or PNG of a sensible size")
        # A photograph's own path lets it be read again when it is written instead of being kept.
        place = file.absolute().as_uri() if isinstance(file, Path) and kind == "image/jpeg" else url
        return URLFetcherResponse(place, content, {"Content-Type": kind})


def content_of(file: bytes | Path) -> bytes:
    """The bytes of a file that was handed in, read from disk only when wanted and only just beyond the limit."""
    if isinstance(file, bytes):
        return file
    with file.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def of_sensible_size(content: bytes) -> bool:
    """Whether a picture's head is whole and tells no more pixels than can be unpacked without harm."""
    try:
        with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as head:  # reads no pixels
            return head.width * head.height <= MOST_PIXELS[head.format or ""]
    except (OSError, ValueError, SyntaxError, TypeError, Image.DecompressionBombError):
        return False
