"""Profiles and lines of the time before keep their figures when the database learns the rest."""

from __future__ import annotations

from typing import Any

from alembic import command
from sqlalchemy import select

from claims import migrations
from claims.estimating.models import RateProfile
from claims.estimating.pricing import EVERYTHING, Tax
from claims.estimating.profiles import estimate_profile
from claims.estimating.quote_models import Quote
from claims.estimating.quotes import work_out
from claims.kernel.amounts import Share
from claims.kernel.database import Database
from tests.estimating.make import BONNET, BUMPER, make_draft, make_world

THREE = ["part", "labor", "paint"]
TAXES: list[dict[str, Any]] = [
    {"name": "VAT", "rate_bp": 1300, "on": THREE}, {"name": "parts", "rate_bp": 100, "on": ["part"]},
]  # fmt: skip
BLEND = {**BONNET, "operation": "blend", "paint_panels_x1000": 0, "refinish_hours_x100": 300}


def there_and_back(database: Database) -> None:
    """Down to the schema of before, and up again."""
    settings = migrations.config()
    with database.engine.connect() as connection:
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0003")
        command.upgrade(settings, "head")
        connection.commit()


def test_an_old_profile_blends_nothing_and_taxes_everything_that_it_taxed(database: Database) -> None:
    with database.writing() as session:
        world = make_world(session)
        told = {"prices_include_tax": False, "paint_material_rate_minor": 4300}
        quote = make_draft(world, BUMPER, BLEND, profile={**told, "clear_coat": None, "blend_bp": {}})
        session.get_one(RateProfile, quote.profile_id).taxes = TAXES
        session.flush()
        work_out(session, quote)
        before = (quote.subtotal_minor, quote.tax_minor, quote.total_minor, quote.worksheet)
    there_and_back(database)
    with database.writing() as session:
        quote = session.scalars(select(Quote)).one()
        profile = estimate_profile(session.get_one(RateProfile, quote.profile_id))
        assert (profile.blend, profile.clear_coat) == ({}, None)
        assert profile.taxes == (Tax("VAT", Share(1300), EVERYTHING), Tax("parts", Share(100), ("part",)))
        work_out(session, quote)
        assert (quote.subtotal_minor, quote.tax_minor, quote.total_minor, quote.worksheet) == before
    assert before[0] == 14400 + 48000 + 36000 + 12900  # body 5.2 h, refinish 3 h at 120.00, its material at 43.00
