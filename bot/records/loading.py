"""Who answers which lookup."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone
from bot.clock import AMSTERDAM
from bot.product import Product
from bot.records import (
    agreements,
    attention,
    calendar_links,
    calls,
    dossiers,
    meetings,
    periods,
    reminding,
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
    **periods.LOADERS,
    **switch.LOADERS,
    **talks.LOADERS,
    **reminding.LOADERS,
}


def loader_for(session: AsyncSession, person: Someone, now: datetime, product: Product | None = None) -> Loader:
    """For one turn of that person at that (aware) moment."""
    return Loader(session, person, now, now.astimezone(AMSTERDAM).date(), LOADERS, product)
