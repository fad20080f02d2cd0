"""Editions: the one a shop decides under today, and those stored when they first decided something."""

from __future__ import annotations

import json
from collections import OrderedDict

from sqlalchemy.orm import Session

from claims.audit.models import EditionRow
from claims.audit.own_changes import own_changes
from claims.kernel.canonical import fingerprint
from claims.kernel.errors import Refusal
from claims.people.models import Shop
from claims.rules.edition import Edition

MOST = 64
_loaded: OrderedDict[str, tuple[str, Edition]] = OrderedDict()


class EditionLost(Refusal):
    """The edition {hash} of the policy {policy} is not stored as it was; restore it from the backup."""

    status = 500


def edition_in_use(session: Session, shop: Shop, policy: str) -> Edition:
    """The edition a shop decides under: today's book, its own activated changes, the legal pack of its country."""
    return own_changes(session, shop, policy).edition(policy, shop)


def stored_edition(session: Session, digest: str) -> Edition:
    """The edition of that hash; EditionLost where it is missing or its bundle was changed.

    The bundle is read each time, so that a change made by hand is seen; only the loading is kept.
    """
    row = session.get(EditionRow, digest)
    if row is None:
        raise EditionLost(hash=digest[:12], policy="?")
    known = _loaded.get(digest)
    if known is not None and known[0] == row.bundle:
        return known[1]
    bundle = json.loads(row.bundle)
    if fingerprint(bundle) != digest:
        raise EditionLost(hash=digest[:12], policy=row.policy)
    edition = Edition.load(bundle)
    _loaded[digest] = (row.bundle, edition)
    while len(_loaded) > MOST:
        _loaded.popitem(last=False)
    return edition
