"""What binds a person to a student today: read from the roster, never from what a button says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone, Student
from bot.permissions import Ties, may
from bot.records.people import students_with_ids
from knowledge.model import Role
from storage.case_files import called_in_about
from storage.people import roles_towards


class ForbiddenError(Exception):
    """The permissions do not allow this person to do that. The text names the action and the kind of object only."""


async def ties_to(session: AsyncSession, person: Someone, students: Collection[Student], day: date) -> dict[int, Ties]:
    """By the student's id."""
    supervised: dict[int, set[Role]] = {one.id: set() for one in students}
    for student, role in await roles_towards(session, person.id, list(supervised), day):
        supervised[student].add(Role(role))
    roles = {one.id: frozenset((*supervised[one.id], *_by_place(person, one))) for one in students}
    regional = [student for student, found in roles.items() if Role.REGIOCOORDINATOR in found]
    called = await called_in_about(session, person.id, regional) if regional else set()
    return {student: Ties(found, student in called) for student, found in roles.items()}


def _by_place(person: Someone, student: Student) -> Iterator[Role]:
    """An SO has the students of the school; a regiocoördinator those of the region."""
    if person.id == student.id:
        yield Role.STUDENT
    if Role.SO in person.roles and person.school and person.school == student.school:
        yield Role.SO
    if Role.REGIOCOORDINATOR in person.roles and person.region and person.region == student.region:
        yield Role.REGIOCOORDINATOR


async def permitted(
    session: AsyncSession,
    person: Someone,
    day: date,
    student_id: int,
    action: str,
    kind: str,
    *,
    part: bool = False,
    then: bool = False,
) -> bool:
    """`part`: whether the person takes part in the object itself; `then`: whether it is of their time."""
    if may(person, action, kind, Ties(part=part, then=then)):
        return True
    found = (await students_with_ids(session, [student_id])).get(student_id)
    if found is None:
        return False
    ties = (await ties_to(session, person, [found], day))[student_id]
    return may(person, action, kind, replace(ties, part=part))


async def require(
    session: AsyncSession, person: Someone, day: date, student_id: int, action: str, kind: str, *, part: bool = False
) -> None:
    """Raises ForbiddenError."""
    if not await permitted(session, person, day, student_id, action, kind, part=part):
        raise ForbiddenError(f"{action} {kind}")
