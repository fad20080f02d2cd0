"""Door of the auditor: a claim's audit trail as a file that `claims-verify` checks without this program."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from sqlalchemy.orm import Session

from claims.api.doors import Desk, now, read
from claims.audit.export import Extent, write_export
from claims.audit.models import Chain
from claims.kernel.errors import Refusal
from claims.lifecycle.queries import NUMBERS, find_claim
from claims.people.queries import own_shop
from claims.people.roles import Permission as P

ZIP = "application/zip"
MOST_LINKS = 20_000  # of a claim, some fifty times what a long one has; the file is built in memory


class ChainTooLong(Refusal):
    """The chain of this claim has more than {most} links, too many for this door; export it on the command line with
    `claims decisions export`."""

    status = 413


@get(
    "/claims/{claim_id:int}/export", opt={"may": P.READ_DECISIONS}, sync_to_thread=True, tags=["audit"],
    responses={200: ResponseSpec(bytes, generate_examples=False, description="the export", media_type=ZIP)},
)  # fmt: skip
def export_claim(claim_id: int, request: Desk) -> Response[bytes]:
    """The claim's chain with its links and the editions of its decisions (docs/export-format.md), as a ZIP."""

    def look(session: Session) -> Response[bytes]:
        claim = find_claim(session, claim_id, request.user)
        chain, shop = session.get_one(Chain, f"claim:{claim.id}"), own_shop(session, request.user)
        if chain.length > MOST_LINKS:
            raise ChainTooLong(most=MOST_LINKS)
        file = BytesIO()
        extent = Extent(NUMBERS, claim.shop_id, claim.id, shop=shop.code, claim=claim.number)
        write_export(session, file, extent, now=now(request))
        name = quote(f"{shop.code}-{claim.number}.zip", safe="")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(file.getvalue(), headers=headers, media_type=ZIP)

    return read(request, look)


ROUTES = [export_claim]
