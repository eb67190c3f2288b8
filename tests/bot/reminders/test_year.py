"""A year, day by day: every morning exactly those hear exactly what they must, by a computation of its own."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import AMSTERDAM
from bot.product import Product, load_product
from bot.records.planning import Planner
from bot.roster.listing import listed
from knowledge.calendar.model import YearCalendar
from storage.agreements import add_agreement, change_agreement, note_change
from storage.case_tables import Agreement, Notice, Situation
from storage.database import Database, connect, sqlite_url
from storage.people_tables import Person
from storage.reminder_tables import Reminder
from storage.roster import apply_roster
from storage.schema import upgrade
from tests.bot.reminders.writing import Writer
from tests.bot.reminders.year import DAY, LEERT, Expectation, Promise, School, Told, made_up

STUDENTS = int(os.environ.get("WEGWIJZER_YEAR_STUDENTS", "20"))
# The second has a leap day; each has both clock changes.
YEARS = (date(2026, 9, 1), date(2027, 9, 1))


@cache
def product() -> Product:
    return load_product()


@pytest.mark.parametrize("first", YEARS, ids=["2026", "2027"])
@settings(max_examples=1, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(seed=st.integers(0, 2**32))
def test_a_year_day_by_day(first: date, seed: int) -> None:
    """With days on which the server is down, agreements that move or are done, and a student meeting that moves."""
    with TemporaryDirectory() as folder:
        asyncio.run(_year(Path(folder), Random(seed), first))  # noqa: S311 (no secret)


async def _year(folder: Path, dice: Random, first: date) -> None:
    database = connect(sqlite_url(folder))
    await upgrade(database)
    days = [first + number * DAY for number in range(366)]
    up = [day for day in days if dice.random() > 0.03 and day not in _holiday_of_the_server(dice, first)]
    calendars = _calendars(product().calendar)
    moved = first + timedelta(days=dice.randint(60, 200))
    school = made_up(dice, STUDENTS, first)

    def calendar_on(day: date) -> YearCalendar:
        return calendars[day >= moved]

    expected = Expectation(school, calendar_on, product().values, up)
    heard_of: set[str] = set()
    try:
        people = await _begin(database, school, first)
        for day in days:
            if day in up:
                heard_of |= {_kind(key) for _, key, _ in await _morning(database, expected, people, day)}
            await _happens(database, school, people, day)
        assert heard_of >= KINDS, "the year is too quiet to tell anything"
    finally:
        await database.close()


KINDS = {
    "agreement", "agreement/escalated", "meeting", "meeting/minutes", "switch", "progress-talk", "progress-talk/sign",
    "event/resit-possible", "event/suitability-talk", "event/return-from-timeout", "event/paid-job-registration",
    "event/paid-job-recheck", "event/long-study-handover", "deadline/paid-job-lesson-visit",
    "deadline/paid-job-registration", "event/inform-decaan", "event/third-chance-request",
}  # fmt: skip


def _kind(key: str) -> str:
    """Without numbers and names."""
    first, second, *rest = key.split("/")
    return "/".join((first, second) if first in ("event", "deadline") else (first, *rest[:1]))


def _holiday_of_the_server(dice: Random, first: date) -> set[date]:
    start = first + dice.randint(100, 200) * DAY
    return {start + number * DAY for number in range(12)}


def _calendars(calendar: YearCalendar) -> tuple[YearCalendar, YearCalendar]:
    """Before and after a student meeting was put ten days later."""
    leert = calendar.partnerships[LEERT]
    meetings = tuple(day + timedelta(days=11) for day in leert.student_meetings)
    later = leert.model_copy(update={"student_meetings": meetings})
    return calendar, replace(calendar, partnerships={**calendar.partnerships, LEERT: later})


async def _begin(database: Database, school: School, first: date) -> dict[str, int]:
    async with database.sessions.begin() as session:
        await apply_roster(session, listed(school.rows()), first - DAY)
        people = {row.email: row.id for row in await session.execute(select(Person.email, Person.id))}
        for one in school.pupils:
            if one.disability:
                row = {"student_id": people[one.email], "topic": "beperking", "outcome": "x", "walked_by": None}
                await session.execute(insert(Situation).values(**row, at=_at(first, 12)))
    return people


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), AMSTERDAM)


async def _morning(database: Database, expected: Expectation, people: dict[str, int], day: date) -> set[Told]:
    planner = Planner(database.sessions, _with(expected.calendar_on(day), expected), everybody_reached=True)
    before = await _notices(database)
    count = await planner.plan(_at(day, 8))
    async with database.sessions.begin() as session:
        asked = select(Reminder.person_id, Reminder.key, Reminder.last_day).where(Reminder.told_on == day)
        found = {tuple(row) for row in await session.execute(asked)}
    told = expected.told_on(day)
    wanted = {(people[who], key, last) for who, key, last in told}
    assert found == wanted, (day, sorted(found - wanted), sorted(wanted - found))
    assert await _notices(database) - before == count == len({who for who, *_ in wanted}), "one message a person"
    if day.day % 7 == 0:
        assert await planner.plan(_at(day, 9)) == 0, "a second run tells nothing"
    return told


def _with(calendar: YearCalendar, expected: Expectation) -> Product:
    made: Product = expected.once(("product", id(calendar)), lambda: replace(product(), calendar=calendar))
    return made


async def _notices(database: Database) -> int:
    async with database.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(Notice)) or 0


async def _happens(database: Database, school: School, people: dict[str, int], day: date) -> None:
    """In the course of the day."""
    async with database.sessions.begin() as session:
        writer = Writer(session, people, day)
        for happening in school.happening:
            await writer.write(happening)
        for one in school.promises:
            if day in one.due and day == min(one.due):
                await _made(session, one, people, day)
            elif day in one.due:
                await session.execute(update(Agreement).where(Agreement.id == one.number).values(due=one.due[day]))
                await note_change(
                    session, one.number, by=people[one.owner], change="moved", detail="", now=_at(day, 12)
                )
            if day == one.done and day >= min(one.due):
                assert await change_agreement(session, one.number, 1, status="done")


async def _made(session: AsyncSession, one: Promise, people: dict[str, int], day: date) -> None:
    number = await add_agreement(
        session, student_id=people[one.pupil.email], what=f"afspraak {one.number}", due=one.due[day], origin="",
        owners=[people[one.owner]], viewers=[], made_by=people[one.owner], now=_at(day, 12),
    )  # fmt: skip
    one.number = number


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25)])
def test_the_clock_changes_on_a_sunday(day: date) -> None:
    """What makes the year above go through both."""
    hours = {_at(day + number * DAY, 8).utcoffset() for number in (-1, 1)}
    assert len(hours) == 2
