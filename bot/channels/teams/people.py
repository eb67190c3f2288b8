"""Who somebody in Teams is: a person of the roster by the address their own organisation gave them, or a guest."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.cases import Someone
from bot.channels.teams.adapter import TeamsAdapter
from bot.channels.teams.arriving import Arrived
from bot.channels.teams.connector import ConnectorError
from bot.clock import Clock
from bot.people import guest
from bot.records.people import person_with_account, person_with_email
from knowledge.model import Role
from storage.accounts import account_reference, link_account, mark_gone
from storage.database import Sessions, Transaction, transaction
from storage.tables import Json

CHANNEL = "teams"
FRESH = 5 * 60.0
MINUTE = 60.0
MOST_REMEMBERED = 5000
OUTSIDERS = frozenset({"guest", "anonymous"})
OUTSIDE_MARK = "#ext#"


@dataclass
class Known:
    """What Teams said of an account: its verified addresses, none for outsiders. `linked` is what we stored of it.

    `person` is who that was on the roster, which is looked up anew after a minute: at `person_until`.
    """

    addresses: tuple[str, ...]
    until: float
    linked: Json | None = None
    person: Someone | None = None
    person_until: float = 0.0


@dataclass
class People:
    """`tenant_id` is our own organisation; empty in trials without authentication."""

    adapter: TeamsAdapter
    sessions: Sessions
    now: Clock
    tenant_id: str
    _known: OrderedDict[str, Known] = field(default_factory=OrderedDict)

    async def who(self, arrived: Arrived) -> Someone:
        """Speaks the language of their Teams. While Teams cannot say who it is, what it said before holds."""
        known = await self._asked(arrived)
        person = await self._found(arrived, known)
        if person is None:
            return guest(Role.WPB, arrived.language or "nl")
        return replace(person, language=arrived.language or person.language)

    async def _found(self, arrived: Arrived, known: Known | None) -> Someone | None:
        moved = known and known.person and self._moved(arrived, known)
        if known and time.monotonic() < known.person_until and not moved:
            return known.person
        async with transaction(self.sessions) as begun:
            if known is None:
                return await person_with_account(begun, CHANNEL, arrived.account)
            person = await self._on_roster(begun, arrived, known)
        known.person, known.person_until = person, time.monotonic() + MINUTE
        return person

    def forget(self, account: str) -> None:
        """When they write again, they are looked up anew."""
        self._known.pop(account, None)

    async def left(self, account: str, why: str) -> None:
        """Nothing arrives there any more."""
        self.forget(account)
        async with self.sessions.begin() as session:
            await mark_gone(session, CHANNEL, account, why, self.now())

    async def reference(self, account: str) -> Json | None:
        """What starts a talk with them alone."""
        async with self.sessions.begin() as session:
            return await account_reference(session, CHANNEL, account) or None

    async def _asked(self, arrived: Arrived) -> Known | None:
        known = self._known.get(arrived.account)
        if known and time.monotonic() < known.until:
            return known
        try:
            found = await self.adapter.member(arrived.service_url, arrived.conversation.id, arrived.sender.id)
        except ConnectorError:
            return None
        known = Known(addresses(found, self.tenant_id), time.monotonic() + FRESH)
        self._known[arrived.account] = known
        self._known.move_to_end(arrived.account)
        if len(self._known) > MOST_REMEMBERED:
            self._known.popitem(last=False)
        return known

    async def _on_roster(self, begun: Transaction, arrived: Arrived, known: Known) -> Someone | None:
        for address in known.addresses:
            person = await person_with_email(begun, address)
            if person:
                await self._link(begun, arrived, known, person)
                return person
        return None

    async def _link(self, begun: Transaction, arrived: Arrived, known: Known, person: Someone) -> None:
        """Where a talk with them alone goes on; written when it is new, or when Teams moved it."""
        if not arrived.private or not (self._moved(arrived, known) or known.person != person):
            return
        await link_account(
            begun.session, CHANNEL, arrived.account, person.id,
            reference=arrived.reference, now=self.now(), tenant=self.tenant_id or arrived.tenant,
        )  # fmt: skip
        known.linked = arrived.reference

    def _moved(self, arrived: Arrived, known: Known) -> bool:
        return arrived.private and known.linked != arrived.reference


def addresses(member: Mapping[str, Any], tenant_id: str) -> tuple[str, ...]:
    """The addresses that our own organisation vouches for; none for guests and people of other organisations."""
    role = str(member.get("userRole") or "").lower()
    tenant = str(member.get("tenantId") or "").lower()
    sign_in = str(member.get("userPrincipalName") or "").strip().lower()
    if role in OUTSIDERS or OUTSIDE_MARK in sign_in or (tenant and tenant_id and tenant != tenant_id):
        return ()
    mail = str(member.get("email") or "").strip().lower()
    return tuple(dict.fromkeys(one for one in (sign_in, mail) if "@" in one))
