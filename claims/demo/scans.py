"""Makes the papers that the demo's customer hands in: small PDFs, as a scanner would deliver them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

CHINESE = "NotoSansCJK-Regular.ttc"


def scan(title: str) -> bytes:
    """A one-page PDF holding a picture of a paper with this title."""
    page = Image.new("L", (620, 877), 250)
    pen = ImageDraw.Draw(page)
    pen.rectangle((30, 30, 590, 847), outline=120, width=2)
    pen.text((310, 90), title, fill=20, font=font(30), anchor="mm")
    for row in range(16):
        pen.line((70, 170 + 38 * row, 550 - (row * 37) % 140, 170 + 38 * row), fill=170, width=3)
    target = BytesIO()
    page.save(target, "PDF", resolution=75)
    return target.getvalue()


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font that holds Chinese where the system has it, else Pillow's own."""
    try:
        return ImageFont.truetype(CHINESE, size)
    except OSError:
        return ImageFont.load_default(size)
