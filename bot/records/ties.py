"""What binds a person to a student today: read from the roster, never from what a button says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone, Student, Supervisor
from bot.permissions import Ties, may
from bot.records.people import circle, students_with_ids
from knowledge.model import Role
from storage.case_files import was_called_in


class ForbiddenError(Exception):
    """The permissions do not allow this person to do that. The text names the action and the kind of object only."""


async def ties_to(session: AsyncSession, person: Someone, student: Student, day: date) -> Ties:
    around = await circle(session, student.id, day)
    roles = frozenset(_roles(person, student, around))
    called = Role.REGIOCOORDINATOR in roles and await was_called_in(session, student.id, person.id)
    return Ties(roles, called)


def _roles(person: Someone, student: Student, around: tuple[Supervisor, ...]) -> Iterator[Role]:
    """An SO has the students of the school; a regiocoördinator those of the region; others whom they supervise."""
    yield from (one.role for one in around if one.person.id == person.id)
    if person.id == student.id:
        yield Role.STUDENT
    if Role.SO in person.roles and person.school and person.school == student.school:
        yield Role.SO
    if Role.REGIOCOORDINATOR in person.roles and person.region and person.region == student.region:
        yield Role.REGIOCOORDINATOR


async def permitted(
    session: AsyncSession, person: Someone, day: date, student_id: int, action: str, kind: str, *, part: bool = False
) -> bool:
    """`part`: whether the person takes part in the object itself."""
    if part and may(person, action, kind, Ties(part=True)):
        return True
    found = (await students_with_ids(session, [student_id])).get(student_id)
    if found is None:
        return False
    return may(person, action, kind, replace(await ties_to(session, person, found, day), part=part))


async def require(
    session: AsyncSession, person: Someone, day: date, student_id: int, action: str, kind: str, *, part: bool = False
) -> None:
    """Raises ForbiddenError."""
    if not await permitted(session, person, day, student_id, action, kind, part=part):
        raise ForbiddenError(f"{action} {kind}")
