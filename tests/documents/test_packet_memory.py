"""A packet of three hundred photographs is printed in bounded memory: they are read one by one as they are written."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from pypdf import PdfReader

from claims.documents.blocks import Photo
from tests.documents import foreign, make

PHOTOGRAPHS, MEBIBYTE = 300, 2**20
MOST_BEYOND_A_SMALL_PACKET = 96 * MEBIBYTE  # for some 200 MiB of pictures
PRINT = """
import json, sys, resource
from pathlib import Path
from claims.documents.worker import print_job
job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
job["files"] = {name: Path(path) for name, path in job["files"].items()}
with open(sys.argv[2], "wb") as out:
    print_job(job, out)
sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
"""


def noise(seed: int) -> bytes:
    """A photograph in print size of two thirds of a mebibyte."""
    picture, out = Image.frombytes("RGB", (400, 300), Random(seed).randbytes(360_000)), BytesIO()
    picture.resize((1600, 1200), Image.Resampling.BILINEAR).save(out, "JPEG", quality=88)
    return out.getvalue()


def printed_with(count: int, folder: Path) -> tuple[int, Path]:
    """The most memory that the printing process took, in bytes, and the packet."""
    whole, files = make.make_packet(), {"paper-1.pdf": folder / "paper-1.pdf"}
    files["paper-1.pdf"].write_bytes(foreign.book(3, "PAPER"))
    photos = []
    for place in range(count):
        name = f"photo-{place}.jpg"
        files[name] = folder / name
        if not files[name].exists():
            files[name].write_bytes(noise(place % 7))
        photos.append(Photo(file=name, caption=f"第 {place + 1} 张", sha256=f"{place:064x}"))
    form = replace(whole, photos=tuple(photos), papers=(foreign.uploaded(),))
    job, out = folder / f"job-{count}.json", folder / f"packet-{count}.pdf"
    paths = {name: str(path) for name, path in files.items()}
    job.write_text(json.dumps({"data": form.to_data(), "lang": "zh", "files": paths}), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PRINT, str(job), str(out)], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    return int(done.stdout) * (1 if sys.platform == "darwin" else 1024), out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("photographs")


def test_three_hundred_photographs_take_hardly_more_memory_than_three(folder: Path) -> None:
    few, _ = printed_with(3, folder)
    many, packet = printed_with(PHOTOGRAPHS, folder)
    assert packet.stat().st_size > 150 * MEBIBYTE, "the pictures stand in it as they came"
    assert many - few < MOST_BEYOND_A_SMALL_PACKET, f"{few / MEBIBYTE:.0f} → {many / MEBIBYTE:.0f} MiB"
    reader = PdfReader(packet)
    text = "".join("".join(page.extract_text().split()) for page in reader.pages[-70:])
    assert all(f"{place}.第{place}张" in text for place in (60, PHOTOGRAPHS))
    assert "PAPER-3" in text
