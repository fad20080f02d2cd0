"""The faces that papers are set in: everyday characters taken out of the installed Chinese font, once per process.

Embedding a subset costs by the glyphs that a font has, not by those that are used: out of eight thousand it takes a
tenth of what it takes out of sixty-five thousand, and the paper is half as large. A rare character is set from the
whole font, which stands next in every list of families.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import uharfbuzz as hb
from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

FAMILY, WHOLE_FAMILY = "Paper Sans", "Noto Sans CJK SC"
FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
FILES = {400: "NotoSansCJK-Regular.ttc", 700: "NotoSansCJK-Bold.ttc"}
RANGES = ((0x20, 0x24F), (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x22FF), (0x2460, 0x2473), (0x25A0, 0x25FF),
          (0x2610, 0x2612), (0x2713, 0x2717), (0x3000, 0x303F), (0xFF00, 0xFFEF))  # fmt: skip
HIGHEST_FACE = 64  # of a collection


class FacesOnly(URLFetcher):  # type: ignore[misc]
    """Serves the faces by their weight, nothing else."""

    def __init__(self, faces: dict[int, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.faces = faces

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """The face of an address like `face:700`."""
        return URLFetcherResponse(url, self.faces[int(url.removeprefix("face:"))], {"Content-Type": "font/otf"})


def everyday_faces(config: FontConfiguration) -> list[CSS]:
    """The style that makes the faces known; empty where the font is not installed, so that others of the list serve."""
    faces = {weight: face for weight, name in FILES.items() if (face := everyday_face(name)) is not None}
    rules = "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: url(face:{weight}); }}' for weight in faces
    )
    return [CSS(string=rules, base_url="face:", url_fetcher=FacesOnly(faces), font_config=config)] if faces else []


def everyday_face(name: str) -> bytes | None:
    """The everyday characters of a font file, None where it is not installed."""
    place = next((found for folder in FOLDERS for found in sorted(folder.rglob(name))), None)
    if place is None:
        return None
    blob = hb.Blob.from_file_path(str(place))
    named = (face for face in faces_in(blob) if face.get_name(hb.OTNameIdPredefined.FONT_FAMILY) == WHOLE_FAMILY)
    whole = next(named, None)
    if whole is None:
        return None
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).update(everyday_characters())
    wanted.flags = hb.SubsetFlags.NO_HINTING
    return bytes(hb.subset(whole, wanted).blob.data)


def faces_in(blob: hb.Blob) -> Iterator[hb.Face]:
    """The faces of a collection, in order."""
    for number in range(HIGHEST_FACE):
        face = hb.Face(blob, number)
        if not face.glyph_count:
            return
        yield face


def everyday_characters() -> set[int]:
    """Latin letters with their accents, signs and marks, and the Chinese characters of GB 2312."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    chinese = {ord(text) for pair in pairs if (text := pair.decode("gb2312", "ignore"))}
    return chinese.union(*(range(first, last + 1) for first, last in RANGES))
