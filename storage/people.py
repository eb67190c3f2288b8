"""Reading who is who and who supervises whom. Every function is one statement, inside the caller's transaction.

Lists of students name those whom the roster still has; who left is found by id, or when asked for.
Supervision ended when either left: whoever supervised on a day in the past may since have left.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Transaction
from storage.people_tables import Account, Person, PersonRole, Student, Supervision
from storage.prepared import Prepared

Reading = AsyncSession | Transaction
MOST_STUDENTS = 500
STUDENT = "student"
PERSONS = Person.__table__.c
STUDENTS = Student.__table__.c
ROLES = PersonRole.__table__.c
SUPERVISIONS = Supervision.__table__.c
ACCOUNTS = Account.__table__.c


@dataclass(frozen=True)
class PersonRow:
    id: int
    email: str
    name: str
    language: str
    school: str
    region: str
    left_on: date | None


@dataclass(frozen=True)
class StudentRow:
    """`id` is that of the person."""

    id: int
    email: str
    name: str
    number: str
    programme: str
    form: str
    start_year: int
    level: int
    school: str
    opleidingsschool: str
    region: str


@dataclass(frozen=True)
class SupervisorRow:
    """Somebody who supervises a student in that role, from a day until a last day (None: no end is known)."""

    person: PersonRow
    role: str
    from_: date
    until: date | None


_PERSON = tuple(PERSONS[name] for name in PersonRow.__dataclass_fields__)
_STUDENT = (PERSONS.id, PERSONS.email, PERSONS.name, *(c for c in STUDENTS if c is not STUDENTS.person_id))
_ANYBODY = select(PERSONS.id).limit(1)
_BY_ID = select(*_PERSON).where(PERSONS.id == bindparam("person"))
_BY_IDS = select(*_PERSON).where(PERSONS.id.in_(bindparam("people", expanding=True)))
_STUDENTS_BY_IDS = (
    select(*_STUDENT)
    .join_from(Student.__table__, Person.__table__, PERSONS.id == STUDENTS.person_id)
    .where(STUDENTS.person_id.in_(bindparam("students", expanding=True)))
)
_BY_EMAIL = select(*_PERSON).where(PERSONS.email == bindparam("email"))
_ROLES = (
    select(ROLES.person_id, ROLES.role)
    .where(ROLES.person_id.in_(bindparam("people", expanding=True)))
    .order_by(ROLES.person_id, ROLES.place)
)
_HERE = (
    select(*_PERSON, ROLES.role)
    .join_from(Person.__table__, PersonRole.__table__, ROLES.person_id == PERSONS.id)
    .where(PERSONS.left_on.is_(None))
    .order_by(ROLES.place)
)
_SOMEBODY = Prepared(_HERE.where(PERSONS.email == bindparam("email")))
_LINKED = Prepared(
    _HERE.join(Account.__table__, ACCOUNTS.person_id == PERSONS.id).where(
        ACCOUNTS.channel == bindparam("channel"), ACCOUNTS.external_id == bindparam("account")
    )
)


def _on_day() -> ColumnElement[bool]:
    day: ColumnElement[date] = bindparam("day", type_=Date)
    return and_(SUPERVISIONS.from_day <= day, or_(SUPERVISIONS.until_day.is_(None), SUPERVISIONS.until_day >= day))


def _students(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Whoever graduated and now works at a school keeps a student row: the role decides."""
    is_student = select(1).where(ROLES.person_id == PERSONS.id, ROLES.role == STUDENT).exists()
    found = select(*_STUDENT).join_from(Student.__table__, Person.__table__, PERSONS.id == STUDENTS.person_id)
    return found.where(PERSONS.left_on.is_(None), is_student, *conditions).limit(bindparam("most"))


_SUPERVISED = (
    _students(SUPERVISIONS.supervisor_id == bindparam("supervisor"), SUPERVISIONS.role == bindparam("role"), _on_day())
    .join(Supervision.__table__, SUPERVISIONS.student_id == STUDENTS.person_id)
    .order_by(PERSONS.name, PERSONS.id)
)
_AMONG = _students(STUDENTS.person_id.in_(bindparam("students", expanding=True)))
_OF_SCHOOL = _students(STUDENTS.school == bindparam("school")).order_by(PERSONS.name, PERSONS.id)
_OF_REGION = _students(STUDENTS.region == bindparam("region"), STUDENTS.person_id > bindparam("after")).order_by(
    STUDENTS.person_id
)
_TOWARDS = select(SUPERVISIONS.student_id, SUPERVISIONS.role).where(
    SUPERVISIONS.supervisor_id == bindparam("supervisor"),
    SUPERVISIONS.student_id.in_(bindparam("students", expanding=True)),
    _on_day(),
)
_SUPERVISORS = (
    select(*_PERSON, SUPERVISIONS.role, SUPERVISIONS.from_day, SUPERVISIONS.until_day)
    .join_from(Supervision.__table__, Person.__table__, PERSONS.id == SUPERVISIONS.supervisor_id)
    .where(SUPERVISIONS.student_id == bindparam("student"), _on_day())
    .order_by(SUPERVISIONS.from_day, SUPERVISIONS.id)
)


async def knows_anybody(session: AsyncSession) -> bool:
    """Whether the database holds a person at all, also one who left."""
    return await session.scalar(_ANYBODY) is not None


async def person_by_id(session: AsyncSession, person: int) -> PersonRow | None:
    """Also somebody who left: history names them."""
    return _person((await session.execute(_BY_ID, {"person": person})).first())


async def person_by_email(session: AsyncSession, email: str, *, also_left: bool = False) -> PersonRow | None:
    """Capitals do not matter."""
    found = _person((await session.execute(_BY_EMAIL, {"email": email.strip().lower()})).first())
    return found if found and (also_left or found.left_on is None) else None


async def somebody_by_email(session: Reading, email: str) -> tuple[PersonRow, tuple[str, ...]] | None:
    """Who has that address now, with their roles: the one statement that each event of the web chat begins with."""
    return await _somebody(session, _SOMEBODY, email=email.strip().lower())


async def somebody_by_account(session: Reading, channel: str, account: str) -> tuple[PersonRow, tuple[str, ...]] | None:
    """Whose account on a platform that is, if they are still here: the same for the events of other channels."""
    return await _somebody(session, _LINKED, channel=channel, account=account)


async def _somebody(on: Reading, found: Prepared, **asked: str) -> tuple[PersonRow, tuple[str, ...]] | None:
    if isinstance(on, Transaction):
        rows = await found.rows(on, **asked)
    else:
        rows = [tuple(row) for row in await on.execute(found.statement, asked)]
    return (PersonRow(*rows[0][:-1]), tuple(row[-1] for row in rows)) if rows else None


async def roles_of(session: AsyncSession, people: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Each one's roles in the order of the roster; empty where there are none. Meant for a page of people."""
    found: dict[int, list[str]] = {person: [] for person in people}
    for person, role in await session.execute(_ROLES, {"people": list(found)}):
        found[person].append(role)
    return {person: tuple(roles) for person, roles in found.items()}


async def students_supervised(
    session: AsyncSession, supervisor: int, role: str, day: date, most: int = MOST_STUDENTS
) -> list[StudentRow]:
    """Whom that person supervises in that role on that day, by name."""
    asked = {"supervisor": supervisor, "role": role, "day": day, "most": most}
    return [StudentRow(*row) for row in await session.execute(_SUPERVISED, asked)]


async def students_among(session: AsyncSession, students: Collection[int]) -> list[StudentRow]:
    """Those of them who are still here."""
    asked = {"students": list(students), "most": len(students)}
    return [StudentRow(*row) for row in await session.execute(_AMONG, asked)]


async def roles_towards(
    session: AsyncSession, supervisor: int, students: Collection[int], day: date
) -> list[tuple[int, str]]:
    """Each of those students whom that person supervises on that day, with the role in which."""
    asked = {"supervisor": supervisor, "students": list(students), "day": day}
    return [(student, role) for student, role in await session.execute(_TOWARDS, asked)]


async def students_of_school(session: AsyncSession, school: str, most: int = MOST_STUDENTS) -> list[StudentRow]:
    """Who is placed at the school, by name. No name is no school: nobody."""
    if not school:
        return []
    return [StudentRow(*row) for row in await session.execute(_OF_SCHOOL, {"school": school, "most": most})]


async def students_of_region(
    session: AsyncSession, region: str, after: int = 0, most: int = MOST_STUDENTS
) -> list[StudentRow]:
    """A page in the order of the ids, of those behind the id `after`: a region is too large to sort by name.

    No name is no region: nobody.
    """
    if not region:
        return []
    asked = {"region": region, "after": after, "most": most}
    return [StudentRow(*row) for row in await session.execute(_OF_REGION, asked)]


async def supervisors_of(session: AsyncSession, student: int, day: date) -> list[SupervisorRow]:
    """Everybody around the student on that day, who is there longest first."""
    rows = await session.execute(_SUPERVISORS, {"student": student, "day": day})
    width = len(_PERSON)
    return [SupervisorRow(PersonRow(*row[:width]), *row[width:]) for row in rows]


def _person(row: Sequence[Any] | None) -> PersonRow | None:
    return PersonRow(*row) if row else None


async def people_by_ids(session: AsyncSession, people: Collection[int]) -> dict[int, PersonRow]:
    """Also those who left: history names them. Meant for a page of people."""
    found = await session.execute(_BY_IDS, {"people": list(people)})
    return {row.id: PersonRow(*row) for row in found}


async def students_by_ids(session: AsyncSession, students: Collection[int]) -> dict[int, StudentRow]:
    """Also those who left. Meant for a page of students."""
    found = await session.execute(_STUDENTS_BY_IDS, {"students": list(students)})
    return {row.id: StudentRow(*row) for row in found}
