"""Planning a morning: what everybody must hear of then, written as one notice a person.

It streams over the people of the roster by the batch, each batch in a transaction of its own. What was told is written
in that same transaction, row by row in the version that was read: a second run, also at the same time in another
process, tells nothing again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone
from bot.clock import AMSTERDAM
from bot.product import Product
from bot.records.batches import Batch, batch_of
from bot.records.rhythm import Rhythms
from bot.records.sources import items_of
from bot.reminders.bundle import FOR, HANDED, Told, bundle
from bot.reminders.deciding import Due, Remembered, State, due_on
from bot.reminders.item import Item
from knowledge.model import Role
from storage.database import Sessions
from storage.ledger import New, add_deliveries
from storage.people import PersonRow, people_by_ids
from storage.reminded_people import educators_of_schools, educators_of_students, people_after, with_account
from storage.reminders import (
    NOTICE,
    Claim,
    ReminderRow,
    WaitingRow,
    claim,
    opt_outs_of,
    readers_among,
    reminders_of,
    told,
    told_nobody,
    waiting_for,
    waiting_readers,
)
from storage.tables import Json

AT_ONCE, READERS_AT_ONCE = 400, 20
_item: TypeAdapter[Item] = TypeAdapter(Item)
Memory = Mapping[tuple[int, str], Remembered]


@dataclass(frozen=True)
class Outgoing:
    """Something due, with who hears of it: the owner, to whom they handed it over, or the SO of an owner whom nothing
    reaches (`instead`: "handed" or "for").
    """

    due: Due
    remembered: Remembered | None
    reader: int
    instead: str = ""

    @property
    def item(self) -> Item:
        return self.due.item


@dataclass(frozen=True)
class Planner:
    """`everybody_reached`: whoever has no account on a platform reads the web chat (the demonstration)."""

    sessions: Sessions
    product: Product
    everybody_reached: bool = False

    async def plan(self, at: datetime, *, morning: time | None = None) -> int:
        """How many people are told something. `morning`: only those whose day begins at that time."""
        rhythms = Rhythms(self.product.calendar)
        if not rhythms.open_at(at):
            return 0
        count, after, shared = 0, 0, dict[object, Any]()
        while True:
            async with self.sessions.begin() as session:
                rows = await people_after(session, after, AT_ONCE)
                if not rows:
                    break
                batch = await batch_of(session, self.product, _day(at), rows, shared)
                count += await _tell_batch(batch, await self._outgoing(batch, rhythms, at, morning), at, self)
            after = rows[-1].id
            await asyncio.sleep(0)
        return count + await self._tell_readers(at)

    async def would(self, at: datetime) -> AsyncIterator[tuple[Batch, list[Outgoing]]]:
        """What would go out at that moment, by the batch; changes nothing."""
        rhythms, after, shared = Rhythms(self.product.calendar), 0, dict[object, Any]()
        while rhythms.open_at(at):
            async with self.sessions() as session:
                rows = await people_after(session, after, AT_ONCE)
                if not rows:
                    return
                batch = await batch_of(session, self.product, _day(at), rows, shared)
                yield batch, await self._outgoing(batch, rhythms, at, None)
            after = rows[-1].id

    async def _outgoing(self, batch: Batch, rhythms: Rhythms, at: datetime, morning: time | None) -> list[Outgoing]:
        of = {person: rhythms.of_person(batch, person) for person in batch.people}
        awake = {
            person
            for person, rhythm in of.items()
            if rhythm.hours.open_at(at, rhythm.works) and morning in (None, rhythm.hours.morning)
        }
        if not awake:
            return []
        memory = await memory_of(batch.session, batch.people)
        without = await opt_outs_of(batch.session, list(batch.people))
        found = [
            (due, memory.get((item.owner, item.key)))
            for item in await items_of(batch)
            if item.owner in awake and (item.must_act or (item.owner, item.kind) not in without)
            if (due := due_on(item, memory.get((item.owner, item.key)), batch.today, of[item.owner].works))
        ]
        return await self._routed(batch, found)

    async def _routed(self, batch: Batch, found: Sequence[tuple[Due, Remembered | None]]) -> list[Outgoing]:
        handed = {row.hears for _, row in found if row and row.hears}
        here = {
            one for one, row in (await people_by_ids(batch.session, handed)).items() if row.left_on is None
        } if handed else set[int]()  # fmt: skip
        educators = {} if self.everybody_reached else await educators_of(batch, {due.item.owner for due, _ in found})
        return [_route(due, row, here, educators) for due, row in found]

    async def _tell_readers(self, at: datetime) -> int:
        """Those who may hear of what is somebody else's: all of theirs in one message, after everybody was planned."""
        count, after = 0, 0
        while True:
            async with self.sessions.begin() as session:
                readers = await waiting_readers(session, after, READERS_AT_ONCE)
                if not readers:
                    return count
                count += await _tell_waiting(session, self.product, readers, at)
            after = readers[-1]


def _day(at: datetime) -> date:
    return at.astimezone(AMSTERDAM).date()


async def memory_of(session: AsyncSession, owners: Iterable[int]) -> Memory:
    return {(row.person_id, row.key): remembered(row) for row in await reminders_of(session, list(owners))}


def remembered(row: ReminderRow) -> Remembered:
    return Remembered(row.last_day, row.told_on, State(row.state), row.later, row.hears, row.version, row.told_to)


async def educators_of(batch: Batch, owners: set[int]) -> dict[int, int]:
    """By owner whom nothing reaches, the SO who tells them."""
    unreached = owners - await with_account(batch.session, owners) if owners else set()
    if not unreached:
        return {}
    students = await educators_of_students(batch.session, unreached, batch.today)
    schools = await educators_of_schools(batch.session, {batch.people[one].school for one in unreached} - {""})
    found = {one: students.get(one) or schools.get(batch.people[one].school) for one in unreached}
    return {one: educator for one, educator in found.items() if educator and educator != one}


def _route(due: Due, row: Remembered | None, here: set[int], educators: Mapping[int, int]) -> Outgoing:
    owner = due.item.owner
    if row and row.hears in here:
        return Outgoing(due, row, row.hears or owner, HANDED)
    if owner in educators:
        return Outgoing(due, row, educators[owner], FOR)
    return Outgoing(due, row, owner)


# Telling


async def _tell_batch(batch: Batch, outgoing: Sequence[Outgoing], at: datetime, planner: Planner) -> int:
    """Whoever only hears of their own is told now."""
    if not outgoing:
        return 0
    later = await readers_among(batch.session, list(batch.people))
    if not planner.everybody_reached:
        later |= {one.id for one in batch.with_role(Role.SO)}
    waits = {id(one) for one in outgoing if one.instead or one.reader in later}
    claims = [_claim(batch, one, wait=id(one) in waits) for one in outgoing]
    won = await claim(batch.session, claims, at)
    bundles: dict[int, list[tuple[Told, int]]] = {}
    for one, made in zip(outgoing, claims, strict=True):
        if (one.item.owner, one.item.key) in won and id(one) not in waits:
            bundles.setdefault(one.reader, []).append((Told(one.item, names_of(batch, one.item)), made.row.version))
    await _write(batch, bundles, at)
    return len(bundles)


def _claim(batch: Batch, one: Outgoing, *, wait: bool) -> Claim:
    before = one.remembered
    row = ReminderRow(
        person_id=one.item.owner,
        key=one.item.key,
        last_day=one.item.last_day,
        told_on=batch.today,
        state=State.WAITING,
        later=None,
        hears=before.hears if before else None,
        version=before.version + 1 if before else 1,
    )
    if not wait:
        return Claim(row)
    waiting = {"item": _item.dump_python(one.item, mode="json"), "instead": one.instead, "version": row.version}
    return Claim(row, one.reader, waiting)


def names_of(batch: Batch, item: Item) -> tuple[str, ...]:
    return tuple(batch.students[one].name for one in item.students if one in batch.students)


async def _tell_waiting(session: AsyncSession, product: Product, readers: Sequence[int], at: datetime) -> int:
    rows = await waiting_for(session, readers)
    people = await people_by_ids(session, {*readers, *(row.owner for row in rows)})
    batch = await batch_of(session, product, _day(at), list(people.values()))
    bundles: dict[int, list[tuple[Told, int]]] = {}
    lost = []
    for row in rows:
        one = _told(batch, row) if _is_here(people, row.reader) and _is_here(people, row.owner) else None
        if one is None:
            lost.append(row.id)
        else:
            reader = row.reader if one.instead_of else row.owner
            bundles.setdefault(reader, []).append((one, row.waiting["version"]))
    await _write(batch, bundles, at)
    await told(session, [row.id for row in rows if row.id not in lost])
    await told_nobody(session, lost)
    return len(bundles)


def _is_here(people: Mapping[int, PersonRow], person: int) -> bool:
    """Whoever left after it was decided that they hear of it, hears nothing."""
    return person in people and people[person].left_on is None


def _told(batch: Batch, row: WaitingRow) -> Told:
    """Whoever may see none of the students does not hear of it for another: it goes to its owner."""
    item = _item.validate_python(row.waiting["item"])
    instead = row.waiting["instead"]
    mine = {one for role in Role for one in batch.cared_for.get((row.reader, role), ())}
    if not instead or (item.students and not mine & {*item.students}):
        return Told(item, names_of(batch, item))
    names = tuple(batch.students[one].name for one in item.students if one in mine)
    return Told(item, names).for_another(batch.people[row.owner].name, instead)


async def _write(batch: Batch, bundles: Mapping[int, Sequence[tuple[Told, int]]], at: datetime) -> None:
    notices = []
    for person, told_ in bundles.items():
        stored = _message(batch, batch.people[person], [one for one, _ in told_])
        what = sorted(f"{one.item.owner}/{one.item.key}/{version}" for one, version in told_)
        digest = sha256("\n".join(what).encode()).hexdigest()[:16]
        notices.append(New(f"{NOTICE}{person}/{batch.today}/{digest}", person, stored, again=True))
    await add_deliveries(batch.session, notices, at)


def _message(batch: Batch, reader: Someone, told_: Sequence[Told]) -> Json:
    """Most students hear of the same deadlines: what names no students is made once for everybody."""

    def make() -> Json:
        message = bundle(batch.product.phrases[reader.language], reader, told_, batch.today)
        return message.model_dump(mode="json", exclude_defaults=True)

    if any(one.item.students or one.instead_of for one in told_):
        return make()
    alike = tuple(replace(one.item, owner=0) for one in told_)
    return batch.once((reader.language, reader.roles, alike), make)
