"""The made-up roster that a new database begins with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.roster.listing import listed
from bot.roster.reading import read_roster
from storage.people import knows_anybody
from storage.roster import apply_roster

DEMONSTRATION_ROSTER = Path(__file__).parents[1] / "demonstration.csv"


async def seed_demonstration(session: AsyncSession, today: date) -> None:
    """Does nothing once the database holds a person, also one who left."""
    if not await knows_anybody(session):
        await apply_roster(session, listed(read_roster(DEMONSTRATION_ROSTER.read_bytes())), today)
