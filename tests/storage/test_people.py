"""The roster in the database: what changes, what stays as history, and reading it back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from storage.people import (
    knows_anybody,
    person_by_email,
    person_by_id,
    roles_of,
    students_of_region,
    students_of_school,
    students_supervised,
    supervisors_of,
)
from storage.people_tables import Person, Supervision
from storage.roster import LinkLine, PersonLine, RosterChanges, apply_roster
from storage.roster_people import Listed, ListedStudent, ListedSupervision
from storage.roster_supervision import Days, Key, Link, link_changes

TODAY = date(2026, 11, 24)
LATER = TODAY + timedelta(days=7)
ANNA = Listed("anna@school.nl", "Anna", ("wpb",), school="Lyceum")
BRAM = Listed("bram@school.nl", "Bram", ("so", "wpb"), school="Lyceum")
FACTS = ListedStudent("0912", "Leraar Frans", "full-time", 2025, 2, "Lyceum", "Rivierenland", "Noord")
BY_ANNA = ListedSupervision("wpb", "anna@school.nl")
SANNE = Listed("sanne@hr.nl", "Sanne de Vries", ("student",), student=FACTS, supervisions=(BY_ANNA,))
NOTHING = RosterChanges((), (), (), (), (), (), ())


async def imported(database: Database, *listed: Listed, on: date = TODAY) -> RosterChanges:
    async with database.sessions.begin() as session:
        return await apply_roster(session, listed, on)


async def id_of(session: AsyncSession, email: str) -> int:
    found = await person_by_email(session, email, also_left=True)
    assert found
    return found.id


async def links(database: Database) -> list[tuple[date, date | None]]:
    async with database.sessions.begin() as session:
        rows = await session.execute(select(Supervision.from_, Supervision.until).order_by(Supervision.id))
        return [(first, last) for first, last in rows]


class Statements:
    """What is sent to the database, as long as one looks."""

    def __init__(self, database: Database) -> None:
        self.engine = database.engine.sync_engine
        self.sent: list[str] = []

    def _hear(self, *said: Any) -> None:
        self.sent.append(said[2])

    def __enter__(self) -> Statements:
        event.listen(self.engine, "before_cursor_execute", self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._hear)


async def test_a_second_import_of_the_same_writes_nothing(database: Database) -> None:
    changes = await imported(database, ANNA, SANNE)
    assert changes.added == (PersonLine("Anna", "anna@school.nl"), PersonLine("Sanne de Vries", "sanne@hr.nl"))
    assert changes.begun == (LinkLine("Sanne de Vries", "Anna", "wpb"),)
    with Statements(database) as statements:
        assert await imported(database, ANNA, SANNE, on=LATER) == NOTHING
    assert not [one for one in statements.sent if one.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert await links(database) == [(TODAY, None)]


async def test_only_what_changed_is_written_and_named(database: Database) -> None:
    await imported(database, ANNA, BRAM, SANNE)
    changes = await imported(
        database,
        replace(ANNA, name="Anna Bos", roles=("io", "wpb"), language="en"),
        replace(BRAM, roles=("wpb", "so")),
        replace(SANNE, student=replace(FACTS, level=3, school="Mavo")),
    )
    assert changes == replace(
        NOTHING,
        changed=(
            PersonLine("Anna Bos", "anna@school.nl", ("name", "language", "roles")),
            PersonLine("Bram", "bram@school.nl", ("roles",)),
            PersonLine("Sanne de Vries", "sanne@hr.nl", ("level", "school")),
        ),
    )
    async with database.sessions.begin() as session:
        anna, bram = await id_of(session, "anna@school.nl"), await id_of(session, "bram@school.nl")
        assert await roles_of(session, [anna, bram, -1]) == {anna: ("io", "wpb"), bram: ("wpb", "so"), -1: ()}
        (sanne,) = await students_of_school(session, "Mavo")
    assert (sanne.level, sanne.name) == (3, "Sanne de Vries")


async def test_who_is_no_longer_listed_left_and_comes_back_as_the_same(database: Database) -> None:
    await imported(database, ANNA, BRAM, SANNE)
    async with database.sessions.begin() as session:
        before = await id_of(session, "sanne@hr.nl")
    changes = await imported(database, ANNA, on=LATER)
    assert {line.name for line in changes.left} == {"Bram", "Sanne de Vries"}
    assert changes.ended == (LinkLine("Sanne de Vries", "Anna", "wpb"),)
    assert await links(database) == [(TODAY, LATER - timedelta(days=1))]
    async with database.sessions.begin() as session:
        assert await person_by_email(session, "sanne@hr.nl") is None
        assert await students_of_school(session, "Lyceum") == []
        found = await person_by_id(session, before)
        assert found
        assert (found.name, found.left_on) == ("Sanne de Vries", LATER)
    back = LATER + timedelta(days=30)
    changes = await imported(database, ANNA, SANNE, on=back)
    assert changes == replace(
        NOTHING,
        returned=(PersonLine("Sanne de Vries", "sanne@hr.nl"),),
        begun=(LinkLine("Sanne de Vries", "Anna", "wpb"),),
    )
    assert await links(database) == [(TODAY, LATER - timedelta(days=1)), (back, None)]
    async with database.sessions.begin() as session:
        found = await person_by_email(session, "SANNE@hr.nl")
    assert found
    assert (found.id, found.left_on) == (before, None)


async def test_a_student_is_known_by_the_number(database: Database) -> None:
    """Two students swap addresses, of all things; their dossiers do not."""
    tess = Listed("tess@hr.nl", "Tess", ("student",), student=replace(FACTS, number="7"))
    await imported(database, ANNA, SANNE, tess)
    async with database.sessions.begin() as session:
        before = await id_of(session, "sanne@hr.nl"), await id_of(session, "tess@hr.nl")
    changes = await imported(database, ANNA, replace(SANNE, email=tess.email), replace(tess, email=SANNE.email))
    assert {line.fields for line in changes.changed} == {("email",)}
    async with database.sessions.begin() as session:
        assert (await id_of(session, "tess@hr.nl"), await id_of(session, "sanne@hr.nl")) == before


async def test_an_address_that_is_handed_out_again_brings_no_dossier(database: Database) -> None:
    await imported(database, ANNA, SANNE)
    await imported(database, ANNA, on=LATER)
    other = replace(SANNE, student=replace(FACTS, number="1234"))
    changes = await imported(database, ANNA, other, on=LATER)
    assert changes.added == (PersonLine("Sanne de Vries", "sanne@hr.nl"),)
    assert await imported(database, ANNA, other, on=LATER) == NOTHING
    changes = await imported(database, ANNA, other, replace(SANNE, email="sanne2@hr.nl"), on=LATER)
    assert changes.returned == (PersonLine("Sanne de Vries", "sanne2@hr.nl"),)
    async with database.sessions.begin() as session:
        assert len(await students_of_school(session, "Lyceum")) == 2


async def test_a_number_that_was_mistyped_is_corrected(database: Database) -> None:
    await imported(database, ANNA, SANNE)
    changes = await imported(database, ANNA, replace(SANNE, student=replace(FACTS, number="0913")))
    assert changes == replace(NOTHING, changed=(PersonLine("Sanne de Vries", "sanne@hr.nl", ("number",)),))


async def test_a_student_who_becomes_a_supervisor_is_no_student_any_more(database: Database) -> None:
    await imported(database, ANNA, SANNE)
    await imported(database, ANNA, replace(SANNE, roles=("wpb",), student=None, supervisions=()), on=LATER)
    async with database.sessions.begin() as session:
        assert await students_of_school(session, "Lyceum") == []
        anna = await id_of(session, "anna@school.nl")
        assert await students_supervised(session, anna, "wpb", TODAY) == []
    changes = await imported(database, ANNA, SANNE, on=LATER)
    assert changes.changed == (PersonLine("Sanne de Vries", "sanne@hr.nl", ("roles",)),)


async def test_links_follow_the_days_of_the_file(database: Database) -> None:
    spring = ListedSupervision("wpb", "anna@school.nl", date(2027, 2, 1), date(2027, 6, 30))
    await imported(
        database, ANNA, BRAM, replace(SANNE, supervisions=(BY_ANNA, ListedSupervision("wpb", "bram@school.nl")))
    )
    changed = replace(SANNE, supervisions=(replace(BY_ANNA, until=date(2027, 1, 31)), spring))
    changes = await imported(database, ANNA, BRAM, changed, on=LATER)
    assert (len(changes.begun), len(changes.moved), len(changes.ended)) == (1, 1, 1)
    assert sorted(await links(database), key=str) == [
        (TODAY, LATER - timedelta(days=1)),
        (TODAY, date(2027, 1, 31)),
        (date(2027, 2, 1), date(2027, 6, 30)),
    ]
    assert await imported(database, ANNA, BRAM, changed, on=date(2027, 5, 1)) == NOTHING


async def test_a_link_that_never_held_a_day_leaves_nothing(database: Database) -> None:
    await imported(database, ANNA, SANNE)
    changes = await imported(database, ANNA, replace(SANNE, supervisions=()))
    assert (len(changes.ended), await links(database)) == (1, [])


async def test_a_dry_run_says_the_same_and_keeps_nothing(database: Database) -> None:
    async with database.sessions() as session:
        told = await apply_roster(session, [ANNA, SANNE], TODAY)
        await session.rollback()
    async with database.sessions.begin() as session:
        assert not await knows_anybody(session)
    assert await imported(database, ANNA, SANNE) == told


async def test_two_imports_at_once_add_everybody_once(database: Database) -> None:
    await asyncio.gather(*(imported(database, ANNA, BRAM, SANNE) for _ in range(4)))
    async with database.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(Person)) == 3


async def test_the_number_of_statements_does_not_grow_with_the_roster(database: Database) -> None:
    def school(level: int) -> list[Listed]:
        facts = (replace(FACTS, number=str(n), level=level) for n in range(400))
        return [ANNA, *(replace(SANNE, email=f"s{n}@hr.nl", student=student) for n, student in enumerate(facts))]

    with Statements(database) as statements:
        for level in (1, 2):
            assert len((await imported(database, *school(level))).begun) == 400 * (level == 1)
        assert len((await imported(database, on=LATER)).left) == 401
    assert len(statements.sent) < 40


async def test_who_is_around_a_student_on_a_day(database: Database) -> None:
    first, last = date(2026, 9, 1), date(2026, 12, 31)
    io = Listed("ilse@hr.nl", "Ilse", ("io",))
    around = (
        ListedSupervision("wpb", "anna@school.nl", first, last),
        ListedSupervision("wpb", "bram@school.nl", last + timedelta(days=1)),
        ListedSupervision("io", "ilse@hr.nl", first - timedelta(days=1)),
    )
    await imported(database, ANNA, BRAM, io, replace(SANNE, supervisions=around))
    async with database.sessions.begin() as session:
        sanne, anna = await id_of(session, "sanne@hr.nl"), await id_of(session, "anna@school.nl")

        async def names(day: date) -> list[str]:
            return [one.person.name for one in await supervisors_of(session, sanne, day)]

        assert await names(first) == await names(last) == ["Ilse", "Anna"]
        assert await names(first - timedelta(days=1)) == ["Ilse"]
        assert await names(last + timedelta(days=1)) == ["Ilse", "Bram"]
        assert [one.id for one in await students_supervised(session, anna, "wpb", last)] == [sanne]
        assert await students_supervised(session, anna, "wpb", last + timedelta(days=1)) == []
        assert await students_supervised(session, anna, "so", last) == []
        ilse = next(one for one in await supervisors_of(session, sanne, last) if one.role == "io")
    assert (ilse.person.email, ilse.from_, ilse.until) == ("ilse@hr.nl", first - timedelta(days=1), None)


async def test_who_left_did_supervise_before(database: Database) -> None:
    await imported(database, ANNA, SANNE)
    await imported(database, replace(SANNE, supervisions=()), on=LATER)
    async with database.sessions.begin() as session:
        sanne = await id_of(session, "sanne@hr.nl")
        (anna,) = await supervisors_of(session, sanne, TODAY)
        assert (anna.person.name, anna.person.left_on) == ("Anna", LATER)
        assert await supervisors_of(session, sanne, LATER) == []


async def test_students_of_a_school_and_of_a_region(database: Database) -> None:
    places = [("Zoë", "Lyceum"), ("Ada", "Lyceum"), ("Bob", "Mavo"), ("Cor", "")]
    listed = [
        Listed(
            f"{name}@hr.nl".lower(),
            name,
            ("student",),
            student=replace(FACTS, number=name, school=school, region=region),
        )
        for (name, school), region in zip(places, ("Noord", "Noord", "Noord", ""), strict=True)
    ]
    await imported(database, *listed)
    async with database.sessions.begin() as session:
        assert [one.name for one in await students_of_school(session, "Lyceum")] == ["Ada", "Zoë"]
        assert [one.name for one in await students_of_school(session, "Lyceum", most=1)] == ["Ada"]
        assert await students_of_school(session, "") == await students_of_region(session, "") == []
        first = await students_of_region(session, "Noord", most=2)
        rest = await students_of_region(session, "Noord", after=first[-1].id, most=2)
    assert [len(first), len(rest)] == [2, 1]
    assert {one.name for one in first + rest} == {"Zoë", "Ada", "Bob"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_reading_never_walks_through_a_table(database: Database) -> None:
    await imported(database, ANNA, SANNE)
    with Statements(database) as statements:
        async with database.sessions.begin() as session:
            sanne = await id_of(session, "sanne@hr.nl")
            await person_by_id(session, sanne)
            await roles_of(session, [sanne])
            await students_supervised(session, sanne, "wpb", TODAY)
            await students_of_school(session, "Lyceum")
            await students_of_region(session, "Noord")
            await supervisors_of(session, sanne, TODAY)
    reads = [one for one in statements.sent if one.startswith("SELECT")]
    assert len(reads) == 7
    async with database.engine.connect() as connection:
        for read in reads:
            nothing = (None,) * read.count("?")
            plan = [str(step) for *_, step in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {read}", nothing)]
            assert not [step for step in plan if step.startswith("SCAN")], plan


def test_a_later_first_day_or_an_earlier_period_takes_no_days_from_what_ran() -> None:
    key, link = Key(1, 2, "wpb"), Link(1, TODAY - timedelta(days=30), None)
    ended = [(key, link._replace(until=TODAY - timedelta(days=1)))]
    for days in (Days(LATER, None), Days(date(2025, 9, 1), date(2025, 12, 31))):
        changes = link_changes([(key, link)], [(key, days)], TODAY)
        assert (changes.ended, changes.begun, changes.moved) == (ended, [(key, *days)], [])


DAY = st.integers(-4, 4).map(lambda days: TODAY + timedelta(days=days))
SPANS = st.builds(Days, st.none() | DAY, st.none() | DAY).filter(
    lambda days: (days.from_ or date.min) <= (days.until or date.max)
)
KEYS = st.builds(Key, st.integers(1, 2), st.integers(3, 4), st.just("wpb"))


def apart(spans: list[Days]) -> bool:
    """As the reading of a file demands: nobody twice on the same day in the same role."""
    ordered = sorted((days.from_ or date.min, days.until or date.max) for days in spans)
    return all(earlier[1] < later[0] for earlier, later in pairwise(ordered))


ROSTERS = st.dictionaries(KEYS, st.lists(SPANS, min_size=1, max_size=3).filter(apart), max_size=3)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(ROSTERS, st.integers(0, 3)), min_size=1, max_size=5))
def test_any_row_of_rosters_is_followed_and_keeps_the_past(imports: list[tuple[dict[Key, list[Days]], int]]) -> None:
    """After each import: what it says is there, nothing else runs, a second time changes nothing, the past stays."""
    kept: dict[int, tuple[Key, Link]] = {}
    ids, today = count(1), TODAY
    for roster, wait in imports:
        today += timedelta(days=wait)
        listed = [(key, days) for key, spans in roster.items() for days in spans]
        past = {link.id for _, link in kept.values() if link.from_ < today}
        changes = link_changes(kept.values(), listed, today)
        kept |= {link.id: (key, link) for key, link in changes.moved + changes.ended}
        for _, link in changes.removed:
            del kept[link.id]
        kept |= {(new := next(ids)): (key, Link(new, first, last)) for key, first, last in changes.begun}
        assert past <= kept.keys()
        assert all(link.until is None or link.from_ <= link.until for _, link in kept.values())
        for key, days in listed:
            of_key = [link for other, link in kept.values() if other == key]
            assert any(link.until == days.until and days.from_ in (None, link.from_) for link in of_key)
        running = [key for key, link in kept.values() if link.until is None or link.until >= today]
        assert len(running) == sum(days.until is None or days.until >= today for _, days in listed)
        again = link_changes(kept.values(), listed, today + timedelta(days=1))
        assert not any(vars(again).values())
