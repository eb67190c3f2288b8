"""What a person may know of their own calendar link."""

from __future__ import annotations

from secrets import token_urlsafe

from bot.permissions import Ties, may
from bot.procedures.calendar_link import Link, MyCalendarLink, NewSecret
from bot.records.loader import Loader, Loaders
from storage.calendar_links import link_of

SECRET_BYTES = 32


async def load_my_calendar_link(loader: Loader, _: MyCalendarLink) -> Link | None:
    if not may(loader.person, "subscribe", "calendar", Ties(part=True)):
        return None
    row = await link_of(loader.session, loader.person.id)
    return Link(row.made_at, row.read_on) if row else None


async def load_new_secret(_: Loader, __: NewSecret) -> str:
    return token_urlsafe(SECRET_BYTES)


LOADERS: Loaders = {
    MyCalendarLink: load_my_calendar_link,
    NewSecret: load_new_secret,
}
