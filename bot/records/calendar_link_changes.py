"""Making, renewing and revoking one's own calendar link."""

from __future__ import annotations

from bot.permissions import Ties, may
from bot.procedures.calendar_link import KeepCalendarLink, RevokeCalendarLink
from bot.records.carrier import Carrier, Carriers
from bot.records.ties import ForbiddenError
from storage.calendar_links import keep_link, revoke_link


async def keep_calendar_link(carrier: Carrier, effect: KeepCalendarLink) -> None:
    _require(carrier)
    await keep_link(carrier.session, carrier.person.id, effect.secret_hash, carrier.now)
    await carrier.audit("made", "calendar link", None)


async def revoke_calendar_link(carrier: Carrier, _: RevokeCalendarLink) -> None:
    _require(carrier)
    await revoke_link(carrier.session, carrier.person.id)
    await carrier.audit("revoked", "calendar link", None)


def _require(carrier: Carrier) -> None:
    if not may(carrier.person, "subscribe", "calendar", Ties(part=True)):
        raise ForbiddenError("subscribe calendar")


CARRIERS: Carriers = {
    KeepCalendarLink: keep_calendar_link,
    RevokeCalendarLink: revoke_calendar_link,
}
