"""Noting and changing time-outs and paid jobs: whoever is around the student hears of it, the student too."""

from __future__ import annotations

from typing import Any

from bot.cases import Period, PeriodChange, PeriodKind, Someone
from bot.period_notices import period_changed, period_noted
from bot.procedures.periods import ChangePeriod, NotePeriod
from bot.records.carrier import Carrier, Carriers, OvertakenError
from bot.records.people import circle, person_with_id
from bot.records.periods import with_names
from bot.records.ties import ForbiddenError
from bot.reminders.events import RECHECK, REGISTRATION, RETURN, event_key
from knowledge.model import Role
from storage.periods import (
    add_period,
    change_period,
    forget_told,
    lock_student,
    note_period_change,
    periods_about,
    periods_of_ids,
)

TOLD = (Role.WPB, Role.SO, Role.IO, Role.SLC)


async def note_period(carrier: Carrier, effect: NotePeriod) -> None:
    """Two time-outs of one student never overlap: whoever is second sees the first one."""
    await carrier.require(effect.student, "note", effect.kind)
    if effect.wpb is not None:
        await carrier.only_around(effect.student, [effect.wpb])
    await lock_student(carrier.session, effect.student)
    if effect.kind is PeriodKind.TIME_OUT and await _overlaps(carrier, effect):
        raise OvertakenError
    number = await add_period(
        carrier.session,
        student_id=effect.student,
        kind=effect.kind,
        from_=effect.from_,
        until=effect.until,
        details=_details(effect),
        made_by=carrier.person.id,
        now=carrier.now,
        wpb_id=effect.wpb,
        registered_on=effect.registered_on,
    )
    await carrier.audit("noted", f"{effect.kind}/{number}", effect.student)
    noted = await _period(carrier, number)
    for reader in await _readers(carrier, noted):
        message = period_noted(carrier.product.phrases[reader.language], noted, carrier.person)
        await carrier.tell(reader, f"period/{number}/1", message)


def _details(effect: NotePeriod) -> dict[str, Any]:
    if effect.kind is PeriodKind.TIME_OUT:
        return {"why": effect.why}
    return {"school": effect.school, "fte": effect.fte}


async def _overlaps(carrier: Carrier, effect: NotePeriod) -> bool:
    found = await periods_about(carrier.session, effect.student, effect.kind, effect.from_)
    return any(effect.until is None or one.from_ <= effect.until for one in found)


async def change_noted_period(carrier: Carrier, effect: ChangePeriod) -> None:
    before = await _period(carrier, effect.period)
    await carrier.require(before.student.id, "note", before.kind)
    if not await change_period(carrier.session, before.id, effect.version, **_values(carrier, effect)):
        raise OvertakenError
    old = before.until.isoformat() if before.until and effect.change in MOVES else ""
    await note_period_change(
        carrier.session, before.id, by=carrier.person.id, change=effect.change, detail=old, now=carrier.now
    )
    if effect.change in MOVES:
        await forget_told(carrier.session, [event_key(one, before.id) for one in (RETURN, RECHECK, REGISTRATION)])
    await carrier.audit(effect.change, f"{before.kind}/{before.id}", before.student.id)
    after = await _period(carrier, before.id)
    for reader in await _readers(carrier, after):
        message = period_changed(carrier.product.phrases[reader.language], after, effect.change, carrier.person)
        await carrier.tell(reader, f"period/{before.id}/{after.version}", message)


MOVES = (PeriodChange.EXTENDED, PeriodChange.ENDED)


def _values(carrier: Carrier, effect: ChangePeriod) -> dict[str, Any]:
    match effect.change:
        case PeriodChange.CANCELLED:
            return {"cancelled": True}
        case PeriodChange.REGISTERED:
            return {"registered_on": effect.day or carrier.today}
        case _:
            return {"until": effect.day, "told_at": carrier.now}


async def _period(carrier: Carrier, number: int) -> Period:
    """Raises ForbiddenError where there is none."""
    rows = await periods_of_ids(carrier.session, [number])
    if not rows:
        raise ForbiddenError("see period")
    return (await with_names(carrier.loader, rows))[0]


async def _readers(carrier: Carrier, period: Period) -> list[Someone]:
    """Once each, as far as they see it; not who did it."""
    around = await circle(carrier.session, period.student.id, carrier.today)
    found = {one.person.id: one.person for one in around if one.role in TOLD}
    student = await person_with_id(carrier.session, period.student.id)
    if student:
        found[student.id] = student
    found.pop(carrier.person.id, None)
    return [one for one in found.values() if await carrier.may_see(one, period.kind, period.student.id)]


CARRIERS: Carriers = {NotePeriod: note_period, ChangePeriod: change_noted_period}
