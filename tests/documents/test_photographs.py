"""What stands beside a photograph on paper: what the shop hands out, and of that only what can be true."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from claims.documents.archive import attachments
from claims.documents.blocks import Photo
from claims.documents.filling.common import Desk, photo
from claims.documents.forms import read_form
from claims.documents.render import render_html
from claims.files.images import PRINT
from claims.files.keeping import Upload, check_uploads, put
from claims.files.models import FileKind, StoredFile
from claims.files.store import Store
from claims.kernel.texts import LANGUAGES
from tests.documents import make
from tests.files.make_hostile import SECRET, make_talkative

FACTS = {"taken_at": "2026-05-11T08:15:30", "latitude": "22.543333", "longitude": "114.050000"}


def beside(
    tells: str, facts: dict[str, Any] | None = None, *, caption: str = "front", zone: str = "Asia/Shanghai"
) -> Photo:
    """A photograph as a shop with that setting prints it."""
    shop = SimpleNamespace(photographs_tell=tells, time_zone=zone)
    row = StoredFile(
        id=7,
        sha256="ab" * 32,
        name="IMG_20260511_081530.jpg",
        caption=caption,
        facts=FACTS if facts is None else facts,
        created_at=datetime(2026, 5, 11, 9, tzinfo=UTC),
    )
    return photo(cast(Desk, SimpleNamespace(shop=shop)), row)


@pytest.mark.parametrize(
    ("tells", "taken", "place"),
    [
        ("nothing", None, ""),
        ("time", "2026-05-11T08:15:30+08:00", ""),
        ("time_and_place", "2026-05-11T08:15:30+08:00", "22.543333, 114.050000"),
    ],
)
def test_a_paper_holds_what_the_shop_hands_out_and_no_more(tells: str, taken: str | None, place: str) -> None:
    found = beside(tells)
    assert (found.taken_at.isoformat() if found.taken_at else None, found.place) == (taken, place)


def test_a_camera_that_names_its_zone_is_believed() -> None:
    found = beside("time", {"taken_at": "2026-05-11T02:15:30+02:00"})
    assert found.taken_at == datetime(2026, 5, 11, 0, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("taken", ["1900-01-01T00:00:00", "2027-01-01T00:00:00", "nonsense", None, 5])
def test_a_time_that_cannot_be_true_is_not_printed(taken: object) -> None:
    found = beside("time_and_place", {**FACTS, "taken_at": taken})
    assert (found.taken_at, found.place) == (None, "22.543333, 114.050000")


def test_a_files_name_tells_no_time_either_where_the_shop_wants_none() -> None:
    assert beside("nothing", caption="").caption == "#7"
    assert beside("time", caption="").caption == "IMG_20260511_081530.jpg"
    assert beside("nothing").caption == "front"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_caption_time_and_place_stand_under_the_photograph(lang: str) -> None:
    packet = make.make_packet()
    word = {"zh": "拍摄于 2024年3月4日 10:31", "es": "Tomada: 4 mar 2024 10:31", "en": "Taken Mar 4, 2024 10:31"}[lang]
    page = render_html(packet, lang, make.FILES)
    assert f"车辆前方 45 度，车牌可见<br><small>{word} · 31.321684, 120.716393 · " in page
    bare = replace(packet, photos=tuple(replace(one, taken_at=None, place="") for one in packet.photos))  # type: ignore[attr-defined]
    assert f"车辆前方 45 度，车牌可见<br><small>{packet.photos[0].sha256[:16]}<" in render_html(bare, lang, make.FILES)  # type: ignore[attr-defined]


def test_packets_frozen_before_photographs_had_places_can_still_be_printed() -> None:
    data = json.loads(make.make_packet().to_json())
    for one in data["photos"]:
        del one["place"]
    assert "31.321684" not in render_html(read_form(data), "zh", make.FILES)


def test_the_printer_never_takes_the_original_of_a_photograph(tmp_path: Path) -> None:
    store = Store(tmp_path)
    (checked,) = check_uploads([Upload("x.jpg", make_talkative())], FileKind.PHOTOGRAPH, largest=2**20)
    put(store, checked)
    drawn = store.put(b"<svg")
    data = {
        "photos": [{"file": f"{checked.sha256}.jpg", "sha256": checked.sha256}],
        "order": {"signatures": [{"image": f"{drawn}.svg", "sha256": drawn}, {"image": "", "sha256": ""}]},
    }
    for lose in (False, True):
        if lose:
            store.place(checked.sha256, PRINT).unlink()
        files = attachments(store, data)
        assert set(files) == {f"{checked.sha256}.jpg", f"{drawn}.svg"}
        assert SECRET not in files[f"{checked.sha256}.jpg"].read_bytes()
        assert files[f"{checked.sha256}.jpg"].read_bytes() == checked.variants[PRINT]
        assert files[f"{drawn}.svg"] == store.place(drawn)
