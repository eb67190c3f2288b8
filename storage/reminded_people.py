"""Reading the roster by the batch: everybody of a page with their students, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.people import PERSONS, ROLES, SUPERVISIONS, PersonRow, StudentRow
from storage.people_tables import Account, Person, PersonRole, Student, Supervision

STUDENTS = Student.__table__.c
_PERSON = tuple(PERSONS[name] for name in PersonRow.__dataclass_fields__)
_STUDENT = (PERSONS.id, PERSONS.email, PERSONS.name, *(c for c in STUDENTS if c is not STUDENTS.person_id))
_IS_STUDENT = select(1).where(ROLES.person_id == PERSONS.id, ROLES.role == "student").exists()
_STUDENTS = select(*_STUDENT, PERSONS.left_on).join_from(
    Student.__table__, Person.__table__, PERSONS.id == STUDENTS.person_id
)


def here(rows: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Without those about a student who left, as their last column says. In SQL that would lead SQLite to begin with
    everybody who is still here.
    """
    return [tuple(row[:-1]) for row in rows if row[-1] is None]


async def people_after(session: AsyncSession, after: int, most: int) -> list[PersonRow]:
    """Whom the roster has now, a page in the order of their ids."""
    asked = select(*_PERSON).where(PERSONS.id > after, PERSONS.left_on.is_(None)).order_by(PERSONS.id).limit(most)
    return [PersonRow(*row) for row in (await session.execute(asked)).all()]


async def supervised_by(
    session: AsyncSession, supervisors: Collection[int], day: date
) -> list[tuple[int, str, StudentRow]]:
    """Each student of each of them on that day, with the role in which."""
    asked = (
        select(SUPERVISIONS.supervisor_id, SUPERVISIONS.role, *_STUDENT, PERSONS.left_on)
        .join_from(Supervision.__table__, Student.__table__, SUPERVISIONS.student_id == STUDENTS.person_id)
        .join(Person.__table__, PERSONS.id == STUDENTS.person_id)
        .where(SUPERVISIONS.supervisor_id.in_(supervisors), on_day(day), _IS_STUDENT)
        .order_by(PERSONS.name, PERSONS.id)
    )
    found = here((await session.execute(asked)).all())
    return [(who, role, StudentRow(*student)) for who, role, *student in found]


async def placed_at(session: AsyncSession, schools: Collection[str]) -> list[StudentRow]:
    if not schools:
        return []
    asked = _STUDENTS.where(STUDENTS.school.in_(schools), _IS_STUDENT).order_by(PERSONS.name, PERSONS.id)
    return [StudentRow(*row) for row in here((await session.execute(asked)).all())]


def on_day(day: date) -> ColumnElement[bool]:
    return and_(SUPERVISIONS.from_day <= day, or_(SUPERVISIONS.until_day.is_(None), SUPERVISIONS.until_day >= day))


async def with_account(session: AsyncSession, people: Collection[int]) -> set[int]:
    """Those whom something reaches on a platform."""
    linked = select(Account.person_id).where(Account.person_id.in_(people), Account.gone_at.is_(None))
    return set(await session.scalars(linked.distinct()))


async def educators_of_students(session: AsyncSession, students: Collection[int], day: date) -> dict[int, int]:
    """The SO of each of these students on that day."""
    asked = select(SUPERVISIONS.student_id, SUPERVISIONS.supervisor_id).where(
        SUPERVISIONS.student_id.in_(students), SUPERVISIONS.role == "so", on_day(day)
    )
    rows = (await session.execute(asked.order_by(SUPERVISIONS.id.desc()))).all()
    return dict(rows)


async def educators_of_schools(session: AsyncSession, schools: Collection[str]) -> dict[str, int]:
    """The SO of each of these schools; of several the one who is longest on the roster."""
    asked = (
        select(PERSONS.school, PERSONS.id)
        .join_from(Person.__table__, PersonRole.__table__, ROLES.person_id == PERSONS.id)
        .where(PERSONS.school.in_(schools), ROLES.role == "so", PERSONS.left_on.is_(None))
        .order_by(PERSONS.id.desc())
    )
    return dict((await session.execute(asked)).all())
