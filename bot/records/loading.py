"""Who answers which lookup."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone
from bot.clock import AMSTERDAM
from bot.records import (
    agreements,
    attention,
    calendar_links,
    calls,
    dossiers,
    meetings,
    reports,
    resits,
    students,
    switch,
    talks,
)
from bot.records.loader import Loader, Loaders

LOADERS: Loaders = {
    **students.LOADERS,
    **agreements.LOADERS,
    **reports.LOADERS,
    **calls.LOADERS,
    **calendar_links.LOADERS,
    **dossiers.LOADERS,
    **attention.LOADERS,
    **meetings.LOADERS,
    **resits.LOADERS,
    **switch.LOADERS,
    **talks.LOADERS,
}


def loader_for(session: AsyncSession, person: Someone, now: datetime) -> Loader:
    """For one turn of that person at that (aware) moment."""
    return Loader(session, person, now, now.astimezone(AMSTERDAM).date(), LOADERS)
