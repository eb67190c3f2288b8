"""From rows of the roster to the people that dialogs know."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone, Student, Supervisor
from knowledge.model import Role
from storage.people import (
    PersonRow,
    Reading,
    StudentRow,
    people_by_ids,
    person_by_id,
    roles_of,
    somebody_by_account,
    somebody_by_email,
    students_by_ids,
    supervisors_of,
)

ORDER = (Role.WPB, Role.SO, Role.IO, Role.SLC, Role.REGIOCOORDINATOR)


def someone(row: PersonRow, roles: tuple[str, ...]) -> Someone:
    return Someone(
        id=row.id,
        name=row.name,
        email=row.email,
        roles=tuple(Role(role) for role in roles) or (Role.STUDENT,),
        language="en" if row.language == "en" else "nl",
        school=row.school,
        region=row.region,
        left=row.left_on is not None,
    )


def student(row: StudentRow) -> Student:
    return Student(
        id=row.id,
        name=row.name,
        number=row.number,
        programme=row.programme,
        form=row.form,
        start_year=row.start_year,
        level=row.level,
        school=row.school,
        opleidingsschool=row.opleidingsschool,
        region=row.region,
    )


async def person_with_id(session: AsyncSession, person: int) -> Someone | None:
    """Also somebody who left the roster; see `Someone.left`."""
    row = await person_by_id(session, person)
    return await _with_roles(session, row)


async def person_with_email(session: Reading, email: str) -> Someone | None:
    """Only somebody who is on the roster now."""
    found = await somebody_by_email(session, email)
    return someone(*found) if found else None


async def person_with_account(session: Reading, channel: str, external_id: str) -> Someone | None:
    """Whose account on a platform this is; None when it is not linked, or its person is not on the roster now."""
    found = await somebody_by_account(session, channel, external_id)
    return someone(*found) if found else None


class UnknownPersonError(Exception):
    """Nobody on the roster has that address."""


async def known_person(session: AsyncSession, email: str) -> Someone:
    """Raises UnknownPersonError."""
    person = await person_with_email(session, email)
    if person is None:
        raise UnknownPersonError(f"Nobody on the roster has the address {email}.")
    return person


async def _with_roles(session: AsyncSession, row: PersonRow | None) -> Someone | None:
    return someone(row, (await roles_of(session, [row.id]))[row.id]) if row else None


async def people_with_ids(session: AsyncSession, ids: Collection[int]) -> Mapping[int, Someone]:
    if not ids:
        return {}
    rows = await people_by_ids(session, ids)
    roles = await roles_of(session, list(rows))
    return {person: someone(row, roles[person]) for person, row in rows.items()}


async def students_with_ids(session: AsyncSession, ids: Collection[int]) -> Mapping[int, Student]:
    return {one: student(row) for one, row in (await students_by_ids(session, ids)).items()} if ids else {}


async def circle(session: AsyncSession, student_id: int, day: date) -> tuple[Supervisor, ...]:
    """Who is around the student on that day, WPB first; those who left are not among them."""
    rows = await supervisors_of(session, student_id, day)
    roles = await roles_of(session, [row.person.id for row in rows])
    found = [Supervisor(someone(row.person, roles[row.person.id]), Role(row.role)) for row in rows]
    return tuple(sorted(found, key=lambda one: ORDER.index(one.role) if one.role in ORDER else len(ORDER)))
