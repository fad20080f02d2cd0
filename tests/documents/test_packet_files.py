"""Which files a packet takes from the store, and in which size they are printed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from claims.documents.archive import attachments
from claims.documents.filling.common import desk
from claims.documents.filling.packet import scanned_papers, uploaded_papers
from claims.files.images import PRINT, SIZES
from claims.files.keeping import store
from claims.files.store import Store
from claims.kernel.database import Database
from claims.lifecycle.models import Claim
from claims.people.roles import Role
from tests.documents import make
from tests.estimating.make import BUMPER, make_sent, make_world


def picture(form: str, size: tuple[int, int] = (2400, 1800)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "gray").save(out, form)
    return out.getvalue()


def test_a_paper_that_was_uploaded_as_a_picture_is_in_the_packet_too(database: Database, tmp_path: Path) -> None:
    files = Store(tmp_path)
    with database.writing() as session:
        world = make_world(session)
        claim = session.get_one(Claim, make_sent(world, BUMPER).claim_id)
        for name, data in (("licence.png", picture("PNG")), ("certificate.pdf", make.FILES["certificate.pdf"])):
            store(session, files, data, shop_id=claim.shop_id, claim_id=claim.id, kind="paper", name=name,
                  by=world.person(Role.ESTIMATOR), now=world.now)  # fmt: skip
        at = desk(session, claim, world.now)
        assert [one.name for one in scanned_papers(at)] == ["licence.png"]
        assert [one.title for one in uploaded_papers(at)] == ["certificate.pdf"]


def test_photographs_are_printed_in_print_size_which_is_made_once(tmp_path: Path) -> None:
    files = Store(tmp_path)
    digest = files.put(picture("PNG"))
    data = {"photos": [{"file": "a.jpg", "sha256": digest}], "papers": ({},)}
    place = attachments(files, data)["a.jpg"]
    assert place == files.place(digest, PRINT)
    with Image.open(place) as small:
        assert (small.format, max(small.size)) == ("JPEG", SIZES[PRINT][0])
    made = place.stat().st_mtime_ns
    assert attachments(files, data)["a.jpg"].stat().st_mtime_ns == made


def test_uploaded_pdfs_are_handed_over_as_they_came(tmp_path: Path) -> None:
    files = Store(tmp_path)
    digest = files.put(make.FILES["certificate.pdf"])
    assert attachments(files, [{"file": "x.pdf", "sha256": digest}]) == {"x.pdf": files.place(digest)}
    lost = "0" * 64
    assert attachments(files, {"file": "y.pdf", "sha256": lost}) == {"y.pdf": files.place(lost)}
