"""Time-outs that were noted and that end, paid jobs that are not registered yet, and those that were noted or extended.

The weekly lesson of a student with a paid job has a day in the calendar: see `deadlines`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.clock import AMSTERDAM
from bot.message import Open
from bot.records.batches import Batch
from bot.records.sources.deadlines import event
from bot.reminders.events import ABSENCE, RECHECK, REGISTRATION, RETURN
from bot.reminders.item import Item, Settles
from knowledge.model import Role
from knowledge.rules.enrolment import academic_year
from knowledge.rules.paid_job import register_by
from storage.due_periods import Job, Returning, cancelled_time_outs, ending_time_outs, noted_time_outs

# Longer than any lead of the calendar, and than what may still be told of it.
AHEAD, BACK = timedelta(days=90), timedelta(days=30)
ENDED = {Role.STUDENT, Role.SO, Role.IO}


async def returning(batch: Batch) -> Iterable[Item]:
    """For each person in the first of their roles that hears of it."""
    concerned = _concerned(batch)
    found = await ending_time_outs(batch.session, concerned, batch.today - BACK, batch.today + AHEAD)
    return _returning(batch, found).values()


async def taken_back(batch: Batch, since: datetime) -> list[tuple[Item, datetime]]:
    """What `returning` would give of time-outs that were taken back since then, and when they were."""
    found = await cancelled_time_outs(batch.session, _concerned(batch), since)
    at = {str(one.id): moment for one, moment in found}
    items = _returning(batch, [one for one, _ in found]).values()
    return [(item, at[item.key.rpartition("/")[2]]) for item in items]


def _concerned(batch: Batch) -> list[int]:
    return list({one for (_, role), students in batch.cared_for.items() if role in ENDED for one in students})


def _returning(batch: Batch, found: Iterable[Returning]) -> dict[tuple[int, str], Item]:
    cared = {who: students for who, students in batch.cared_for.items() if who[1] in ENDED}
    by_student: dict[int, list[Returning]] = {}
    for one in found:
        by_student.setdefault(one.student_id, []).append(one)
    items: dict[tuple[int, str], Item] = {}
    for (person, role), students in cared.items():
        for one in (one for student in students for one in by_student.get(student, ())):
            item = event(batch, RETURN, role, person, str(one.id), one.until, (one.student_id,))
            if item:
                told = replace(item, since=one.changed_at.astimezone(AMSTERDAM).date(), action=_open(one.id))
                items.setdefault((person, item.key), replace(told, revision=one.version - 1))
    return items


async def absent(batch: Batch) -> Iterable[Item]:
    """A time-out is the one long absence that is on record: the decaan has to know of it."""
    found = await noted_time_outs(batch.session, _concerned(batch), batch.moment(BACK))
    items: dict[tuple[int, str], Item] = {}
    for (person, role), students in batch.cared_for.items() if found else ():
        for one in (one for one in found if one.student_id in students):
            noted = one.made_at.astimezone(AMSTERDAM).date()
            item = event(batch, ABSENCE, role, person, str(one.id), noted, (one.student_id,))
            if item:
                items.setdefault((person, item.key), replace(item, action=_open(one.id)))
    return items.values()


def _open(period: int) -> Open:
    return Open(dialog="period", subject=str(period))


async def unregistered(batch: Batch) -> Iterable[Item]:
    """To the student of each job, and to the SO of all theirs at once."""
    of = batch.cared_for.items() if batch.jobs else ()
    return [item for (person, role), students in of for item in _unregistered(batch, person, role, students)]


def _unregistered(batch: Batch, person: int, role: Role, students: Iterable[int]) -> Iterator[Item]:
    by_day: dict[date, list[Job]] = {}
    for one in (job for student in students for job in batch.jobs.get(student, ())):
        last_day = _register_by(batch, one)
        if last_day and one.registered_on is None and batch.today - BACK <= last_day <= batch.today + AHEAD:
            by_day.setdefault(last_day, []).append(one)
    for last_day, jobs in by_day.items():
        yield from (
            _for_student(batch, person, last_day, jobs)
            if role is Role.STUDENT
            else _for_others(batch, person, role, last_day, jobs)
        )


def _register_by(batch: Batch, one: Job) -> date | None:
    """The last day, for a job that begins with the academic year or in it."""
    year = academic_year(one.from_)
    rule = batch.once((REGISTRATION, year), lambda: register_by(batch.product.values, date(year, 5, 1), year))
    return rule.day if rule else None


def _for_student(batch: Batch, person: int, last_day: date, jobs: Iterable[Job]) -> Iterator[Item]:
    for one in jobs:
        item = event(batch, REGISTRATION, Role.STUDENT, person, str(one.id), last_day, ())
        if item:
            yield replace(
                item,
                text=batch.words("reminder-period.unregistered", day="{day}"),
                since=one.told_at.astimezone(AMSTERDAM).date(),
                action=_open(one.id),
                settles=Settles.NOTHING,
            )


def _for_others(batch: Batch, person: int, role: Role, last_day: date, jobs: Iterable[Job]) -> Iterator[Item]:
    students = tuple(dict.fromkeys(one.student_id for one in jobs))
    item = event(batch, REGISTRATION, role, person, f"{last_day.year}/{role}", last_day, students)
    if item:
        text = batch.words("reminder-period.unregistered-of", day="{day}", students="{students}")
        yield replace(item, text=text)


async def appointed(batch: Batch) -> Iterable[Item]:
    """The conditions are looked at again once a job was noted, and when its last day moved."""
    items: dict[tuple[int, str], Item] = {}
    for (person, role), students in batch.cared_for.items() if batch.jobs else ():
        for one in (job for student in students for job in batch.jobs.get(student, ())):
            told = one.told_at.astimezone(AMSTERDAM).date()
            if batch.today - BACK <= told:
                item = event(batch, RECHECK, role, person, str(one.id), told, (one.student_id,))
                if item:
                    action = Open(dialog="paid-job", subject=str(one.student_id))
                    items.setdefault((person, item.key), replace(item, action=action))
    return items.values()
