"""People by the batch, each with their students, as the sources of reminders need them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone, Student
from bot.clock import AMSTERDAM
from bot.permissions import Ties, may
from bot.product import Product
from bot.records.people import someone, student
from bot.reminders.item import Words
from knowledge.model import Role
from storage.due_periods import Job, jobs_of
from storage.people import PersonRow, roles_of, students_among
from storage.reminded_people import placed_at, supervised_by

Made = TypeVar("Made")
ROLES = {role.value: role for role in Role}
# As long ago as something of the calendar that is near today may still be told.
JOB_ENDED = timedelta(days=180)
Cared = Mapping[tuple[int, Role], tuple[int, ...]]


@dataclass(frozen=True)
class Batch:
    """`cared_for`: which students are whose, by person and the role in which, by name. `today` is the day in
    Europe/Amsterdam. `jobs`: the paid jobs of students, of now and later, and those that ended not long ago.
    """

    session: AsyncSession
    product: Product
    today: date
    people: Mapping[int, Someone]
    students: Mapping[int, Student]
    cared_for: Cared
    shared: dict[object, Any] = field(default_factory=dict)
    jobs: Mapping[int, tuple[Job, ...]] = field(default_factory=dict)

    def once(self, what: object, make: Callable[[], Made]) -> Made:
        """What is the same for all batches of one planning, worked out for the first."""
        if what not in self.shared:
            self.shared[what] = make()
        return cast("Made", self.shared[what])

    def with_role(self, role: Role) -> tuple[Someone, ...]:
        return tuple(one for one in self.people.values() if role in one.roles)

    def may_see(self, person: int, kind: str, student_id: int, region: str, *, then: bool = False) -> bool:
        """Whether somebody who takes part in something about the student still sees it."""
        reader, roles = self.people[person], self.roles_towards(person, student_id, region)
        return may(reader, "see", kind, Ties(roles, called=True, part=True, then=then))

    def roles_towards(self, person: int, student_id: int, region: str) -> frozenset[Role]:
        """In which a student is theirs."""
        reader = self.people[person]
        roles = {role for role in reader.roles if student_id in self.cared_for.get((person, role), ())}
        if Role.REGIOCOORDINATOR in reader.roles and reader.region and reader.region == region:
            roles.add(Role.REGIOCOORDINATOR)
        return frozenset(roles)

    def moment(self, ago: timedelta) -> datetime:
        """The beginning of the day that long ago."""
        return datetime.combine(self.today - ago, time(0), AMSTERDAM)

    def words(self, key: str, **fillings: object) -> Words:
        """A phrase in both languages."""
        phrases = self.product.phrases
        return Words(phrases["nl"](key, **fillings), phrases["en"](key, **fillings))


async def batch_of(
    session: AsyncSession,
    product: Product,
    today: date,
    rows: Sequence[PersonRow],
    shared: dict[object, Any] | None = None,
) -> Batch:
    roles = await roles_of(session, [row.id for row in rows])
    people = {row.id: someone(row, roles[row.id]) for row in rows}
    students: dict[int, Student] = {}
    cared: dict[tuple[int, Role], dict[int, None]] = {}
    for supervisor, role, row in await supervised_by(session, list(people), today):
        if row.id not in students:
            students[row.id] = student(row)
        cared.setdefault((supervisor, ROLES[role]), {})[row.id] = None
    await _add_schools(session, people.values(), students, cared)
    for row in await students_among(session, [one.id for one in people.values() if Role.STUDENT in one.roles]):
        if row.id not in students:
            students[row.id] = student(row)
        cared[row.id, Role.STUDENT] = {row.id: None}
    return Batch(
        session,
        product,
        today,
        people,
        students,
        {who: tuple(found) for who, found in cared.items()},
        {} if shared is None else shared,
        await _jobs(session, students, today),
    )


async def _jobs(session: AsyncSession, students: Collection[int], today: date) -> dict[int, tuple[Job, ...]]:
    found: dict[int, tuple[Job, ...]] = {}
    for one in await jobs_of(session, list(students), today, today - JOB_ENDED):
        found[one.student_id] = (*found.get(one.student_id, ()), one)
    return found


async def _add_schools(
    session: AsyncSession,
    people: Collection[Someone],
    students: dict[int, Student],
    cared: dict[tuple[int, Role], dict[int, None]],
) -> None:
    """An SO has the students of the school."""
    educators: dict[str, list[int]] = {}
    for one in people:
        if Role.SO in one.roles and one.school:
            educators.setdefault(one.school, []).append(one.id)
    for row in await placed_at(session, list(educators)):
        if row.id not in students:
            students[row.id] = student(row)
        for educator in educators[row.school]:
            cared.setdefault((educator, Role.SO), {})[row.id] = None
