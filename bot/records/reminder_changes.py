"""What people do with reminders, checked once more: the first stands."""

from __future__ import annotations

from dataclasses import replace

from bot.lookups import Circle, Colleagues
from bot.procedures.reminding import ChooseKind, Coming, HandOverReminder, MarkReminder, MyKinds, OneReminder, SeeAll
from bot.records.carrier import Carrier, Carriers, OvertakenError
from bot.records.people import person_with_id
from bot.records.ties import ForbiddenError
from bot.reminders.bundle import FEW, handed, may_hand_over
from bot.reminders.deciding import State
from storage.reminders import Claim, ReminderRow, claim, opt_in, opt_out, see_all


async def mark(carrier: Carrier, effect: MarkReminder) -> None:
    found = await _found(carrier, effect.subject)
    row = replace(_row(found), state=effect.state, later=effect.later)
    if effect.later is not None:
        row = replace(row, state=State.WAITING)
    await _write(carrier, row, effect.version)


async def _found(carrier: Carrier, subject: str) -> Coming:
    found: Coming | None = await carrier.loader.load(OneReminder(subject))
    if found is None:
        raise ForbiddenError("see reminder")
    if found.settled:
        raise OvertakenError
    return found


def _row(found: Coming) -> ReminderRow:
    """As it is remembered, or as the first of its row: told on no day yet."""
    before, item = found.remembered, found.item
    if before is None:
        return ReminderRow(item.owner, item.key, item.last_day, None, State.WAITING, None, None, 0)
    told_on = before.told_on if before.last_day == item.last_day else None
    return ReminderRow(
        item.owner,
        item.key,
        item.last_day,
        told_on,
        before.state,
        before.later,
        before.hears,
        before.version,
        before.told_to,
    )


async def _write(carrier: Carrier, row: ReminderRow, version: int) -> None:
    """Only in the version that the person saw."""
    if row.version != version:
        raise OvertakenError
    written = replace(row, version=version + 1)
    if not await claim(carrier.session, [Claim(written)], carrier.now):
        raise OvertakenError


async def hand_over(carrier: Carrier, effect: HandOverReminder) -> None:
    """It stays the owner's: whoever hands on what was handed to them, or back to the owner, makes no chain."""
    found = await _found(carrier, effect.subject)
    heir = await person_with_id(carrier.session, effect.to)
    if heir is None or heir.left or not may_hand_over(carrier.person, found.item):
        raise ForbiddenError("hand over reminder")
    await _only_who_may(carrier, found, effect.to)
    back = heir.id == found.item.owner
    await _write(carrier, replace(_row(found), hears=None if back else heir.id, later=None), effect.version)
    phrases = carrier.product.phrases[heir.language]
    heading = phrases("reminder.back-heading" if back else "reminder.handed-heading", who=carrier.person.name)
    told = found.told if back else found.told.for_another(carrier.person.name)
    message = handed(phrases, heir, told, heading, carrier.today)
    await carrier.tell(heir, f"reminder/{found.item.owner}/{found.item.key}/{effect.version + 1}", message)


async def _only_who_may(carrier: Carrier, found: Coming, to: int) -> None:
    """Nothing about a few students goes to anybody who is not around each of them; the rest stays among colleagues."""
    students = found.item.students
    if students and len(students) <= FEW:
        circles = [await carrier.loader.load(Circle(one)) for one in students]
        allowed = set.intersection(*({one.person.id for one in circle} for circle in circles))
    else:
        allowed = {one.person.id for one in await carrier.loader.load(Colleagues())}
    if to == carrier.person.id or to not in {*allowed, found.item.owner}:
        raise ForbiddenError("share")


async def see_all_of(carrier: Carrier, effect: SeeAll) -> None:
    """One's own of that day; what was handed over is seen one by one."""
    await see_all(carrier.session, carrier.person.id, effect.day, carrier.now)


async def choose_kind(carrier: Carrier, effect: ChooseKind) -> None:
    kinds = {one.slug: one for one in await carrier.loader.load(MyKinds())}
    if effect.kind not in kinds or kinds[effect.kind].must:
        raise ForbiddenError("choose kind")
    await (opt_in if effect.wanted else opt_out)(carrier.session, carrier.person.id, effect.kind)


CARRIERS: Carriers = {
    MarkReminder: mark,
    HandOverReminder: hand_over,
    SeeAll: see_all_of,
    ChooseKind: choose_kind,
}
