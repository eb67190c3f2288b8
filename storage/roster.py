"""Applying a roster to the database: what it says now holds, and what held before is kept as history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from storage.people_tables import Person, PersonRole, Student, Supervision
from storage.roster_people import (
    OF_PERSON,
    OF_STUDENT,
    Known,
    Listed,
    ListedStudent,
    PeopleChanges,
    people_changes,
)
from storage.roster_supervision import Days, Key, Link, LinkChanges, link_changes

PERSONS = cast("Table", Person.__table__)
ROLES = cast("Table", PersonRole.__table__)
STUDENTS = cast("Table", Student.__table__)
SUPERVISIONS = cast("Table", Supervision.__table__)
# Two imports at once would both add the same people. SQLite has but one writer.
ONE_IMPORT = text("LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE")

Rows = list[dict[str, Any]]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class PersonLine:
    """`fields` names what changed: columns of the tables, and "roles"."""

    name: str
    email: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinkLine:
    student: str
    supervisor: str
    role: str


@dataclass(frozen=True)
class RosterChanges:
    """What an import did. `moved` links have another first or last day; somebody may be both returned and changed."""

    added: tuple[PersonLine, ...]
    changed: tuple[PersonLine, ...]
    left: tuple[PersonLine, ...]
    returned: tuple[PersonLine, ...]
    begun: tuple[LinkLine, ...]
    moved: tuple[LinkLine, ...]
    ended: tuple[LinkLine, ...]


async def apply_roster(
    session: AsyncSession, listed: Sequence[Listed], today: date, tell: Tell = lambda _: None
) -> RosterChanges:
    """Within the caller's transaction; roll that back for a dry run. `listed` must agree with itself.

    `today` is the first day on which the roster holds. `tell` hears what is going on.
    """
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        await connection.execute(ONE_IMPORT)
    tell("Comparing the people")
    known = await _known(connection)
    people = people_changes(known, listed)
    tell("Writing the people")
    await _write_people(connection, people, today)
    tell("Comparing who supervises whom")
    ids = await _ids(connection)
    links = link_changes(await _links(connection), _said(listed, ids), today)
    tell("Writing who supervises whom")
    await _write_links(connection, links)
    names = {one.id: one.name for one in known.values()} | {ids[one.email]: one.name for one in listed}
    return _summary(people, links, names)


async def _known(connection: AsyncConnection) -> dict[int, Known]:
    roles: dict[int, list[str]] = defaultdict(list)
    for person, role in await connection.execute(
        select(ROLES.c.person_id, ROLES.c.role).order_by(ROLES.c.person_id, ROLES.c.place)
    ):
        roles[person].append(role)
    student_columns = [STUDENTS.c[name] for name in OF_STUDENT]
    students = {
        person: ListedStudent(*student)
        for person, *student in await connection.execute(select(STUDENTS.c.person_id, *student_columns))
    }
    columns = (PERSONS.c.id, *(PERSONS.c[name] for name in OF_PERSON), PERSONS.c.left_on)
    return {
        person.id: Known(*person, tuple(roles.get(person.id, ())), students.get(person.id))  # type: ignore[call-arg]
        for person in await connection.execute(select(*columns).order_by(PERSONS.c.id))
    }


async def _write_people(connection: AsyncConnection, people: PeopleChanges, today: date) -> None:
    await _many(connection, _update(PERSONS, PERSONS.c.id), [_released(person) for person in people.released])
    changed = [change for change in people.changed if change.of_person]
    await _many(
        connection,
        _update(PERSONS, PERSONS.c.id),
        [{"key": change.known.id, **_of_person(change.listed)} for change in changed],
    )
    here_or_not = [(one, None) for one, _ in people.returned] + [(one, today) for one in people.left]
    await _many(
        connection, _update(PERSONS, PERSONS.c.id), [{"key": one.id, "left_on": day} for one, day in here_or_not]
    )
    await _many(connection, insert(PERSONS), [{**_of_person(one), "left_on": None} for one in people.added])
    ids = await _ids(connection) if people.added else {}
    await _write_roles(connection, people, ids)
    await _write_students(connection, people, ids)


async def _write_roles(connection: AsyncConnection, people: PeopleChanges, ids: Mapping[str, int]) -> None:
    changed = [(change.known.id, change.listed.roles) for change in people.changed if change.other_roles]
    old = delete(ROLES).where(ROLES.c.person_id == bindparam("key"))
    await _many(connection, old, [{"key": person} for person, _ in changed])
    given = changed + [(ids[one.email], one.roles) for one in people.added]
    await _many(
        connection,
        insert(ROLES),
        [
            {"person_id": person, "role": role, "place": place}
            for person, roles in given
            for place, role in enumerate(roles)
        ],
    )


async def _write_students(connection: AsyncConnection, people: PeopleChanges, ids: Mapping[str, int]) -> None:
    changed: Rows = []
    begun = [(ids[one.email], one.student) for one in people.added]
    for change in people.changed:
        if change.of_student and change.known.student is None:
            begun.append((change.known.id, change.listed.student))
        elif change.of_student and change.listed.student:
            changed.append({"key": change.known.id, **asdict(change.listed.student)})
    await _many(connection, _update(STUDENTS, STUDENTS.c.person_id), changed)
    added = [{"person_id": person, **asdict(student)} for person, student in begun if student]
    await _many(connection, insert(STUDENTS), added)


async def _ids(connection: AsyncConnection) -> dict[str, int]:
    return {row.email: row.id for row in await connection.execute(select(PERSONS.c.id, PERSONS.c.email))}


async def _links(connection: AsyncConnection) -> list[tuple[Key, Link]]:
    table = SUPERVISIONS.c
    columns = (table.student_id, table.supervisor_id, table.role, table.id, table.from_day, table.until_day)
    rows = await connection.execute(select(*columns).order_by(table.id))
    return [(Key(student, supervisor, role), Link(*link)) for student, supervisor, role, *link in rows]


def _said(listed: Sequence[Listed], ids: Mapping[str, int]) -> Iterable[tuple[Key, Days]]:
    for student in listed:
        for one in student.supervisions:
            yield Key(ids[student.email], ids[one.supervisor], one.role), Days(one.from_, one.until)


async def _write_links(connection: AsyncConnection, links: LinkChanges) -> None:
    become = [
        {"key": link.id, "from_day": link.from_, "until_day": link.until} for _, link in links.moved + links.ended
    ]
    await _many(connection, _update(SUPERVISIONS, SUPERVISIONS.c.id), become)
    gone = delete(SUPERVISIONS).where(SUPERVISIONS.c.id == bindparam("key"))
    await _many(connection, gone, [{"key": link.id} for _, link in links.removed])
    begun = [
        {
            "student_id": key.student,
            "supervisor_id": key.supervisor,
            "role": key.role,
            "from_day": first,
            "until_day": last,
        }
        for key, first, last in links.begun
    ]
    await _many(connection, insert(SUPERVISIONS), begun)


def _update(table: Table, key: Any) -> Any:
    """Sets what the parameters name, on the row that `key` names."""
    return update(table).where(key == bindparam("key"))


async def _many(connection: AsyncConnection, statement: Any, rows: Rows) -> None:
    if rows:
        await connection.execute(statement, rows)


def _of_person(someone: Listed) -> dict[str, Any]:
    return {name: getattr(someone, name) for name in OF_PERSON}


def _released(person: int) -> dict[str, Any]:
    """No e-mail address looks like this, so that it is in nobody's way."""
    return {"key": person, "email": f"released:{person}"}


def _summary(people: PeopleChanges, links: LinkChanges, names: Mapping[int, str]) -> RosterChanges:
    def line(key: Key) -> LinkLine:
        return LinkLine(names[key.student], names[key.supervisor], key.role)

    return RosterChanges(
        added=tuple(PersonLine(one.name, one.email) for one in people.added),
        changed=tuple(PersonLine(one.listed.name, one.listed.email, one.fields) for one in people.changed),
        left=tuple(PersonLine(one.name, one.email) for one in people.left),
        returned=tuple(PersonLine(one.name, one.email) for _, one in people.returned),
        begun=tuple(line(key) for key, *_ in links.begun),
        moved=tuple(line(key) for key, _ in links.moved),
        ended=tuple(line(key) for key, _ in links.ended + links.removed),
    )
