"""The yearly calendar: each deadline to the roles that are reminded of it, with which of their students it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from bot.cases import Someone, Student
from bot.message import Open
from bot.records.batches import Batch
from bot.reminders.events import REGISTRATION, event_key
from bot.reminders.item import Item, Words
from bot.reminders.occurring import Occurrence, YearPlan, filled
from knowledge.calendar.model import Deadline
from knowledge.model import Role
from knowledge.rules.enrolment import academic_year
from storage.due_periods import Job

# Whoever has a role that supervises nobody hears of a deadline as such, without students.
SUPERVISES = (Role.WPB, Role.SO, Role.IO, Role.SLC, Role.STUDENT)


async def deadlines(batch: Batch) -> Iterable[Item]:
    known = batch.once(_Near, lambda: _Near(batch.product.year_plan, batch.today))
    return [item for person in batch.people.values() for item in _items(batch, person, known)]


@dataclass(frozen=True)
class _Near:
    """What is near on a day. Students of one kind are alike to the calendar: each kind is looked at once."""

    plan: YearPlan
    today: date
    _found: dict[str, tuple[Occurrence, ...]] = field(default_factory=dict)
    _about: dict[tuple[Role, str, int, str, int, bool], tuple[Occurrence, ...]] = field(default_factory=dict)

    def around(self, opleidingsschool: str) -> tuple[Occurrence, ...]:
        if opleidingsschool not in self._found:
            self._found[opleidingsschool] = self.plan.around(self.today, opleidingsschool)
        return self._found[opleidingsschool]

    def about(self, student: Student, role: Role, *, job: bool) -> tuple[Occurrence, ...]:
        """Of which that role is reminded for that student; `job`: of what concerns who has a paid job too."""
        kind = (role, student.opleidingsschool, student.level, student.form, student.start_year, job)
        if kind not in self._about:
            near = self.around(student.opleidingsschool)
            self._about[kind] = tuple(
                one for one in near if role in one.moment.deadline.reminded and one.concerns(student, paid_job=job)
            )
        return self._about[kind]


def _items(batch: Batch, person: Someone, known: _Near) -> Iterator[Item]:
    """In the first of somebody's roles in which it concerns them."""
    seen: set[str] = set()
    for role in person.roles:
        for occurrence, students in _concerning(batch, person, role, known):
            if occurrence.key not in seen:
                seen.add(occurrence.key)
                yield _item(person, role, occurrence, students)


def _concerning(
    batch: Batch, person: Someone, role: Role, known: _Near
) -> Iterable[tuple[Occurrence, tuple[int, ...]]]:
    if role not in SUPERVISES:
        return [(one, ()) for one in known.around("") if role in one.moment.deadline.reminded]
    found: dict[str, tuple[Occurrence, list[int]]] = {}
    for student in (batch.students[one] for one in batch.cared_for.get((person.id, role), ())):
        jobs = batch.jobs.get(student.id, ())
        for one in known.about(student, role, job=bool(jobs)):
            if jobs and not _for_jobs(one, jobs, person.id):
                continue
            found.setdefault(one.key, (one, []))[1].append(student.id)
    return [(one, tuple(students)) for one, students in found.values()]


def _for_jobs(one: Occurrence, jobs: tuple[Job, ...], person: int) -> bool:
    """The weekly lesson: to the WPB of a job of that week, where one was named. Whose job for next year was noted
    hears of registering that one, and not in general.
    """
    deadline, last_day = one.moment.deadline, one.moment.last_day
    if deadline.concerns.paid_job:
        return any(job.holds_on(last_day) and job.wpb in (None, person) for job in jobs)
    coming = academic_year(last_day) + 1
    return deadline.id != REGISTRATION or not any(academic_year(job.from_) == coming for job in jobs)


def _item(person: Someone, role: Role, occurrence: Occurrence, students: tuple[int, ...]) -> Item:
    deadline, last_day = occurrence.moment.deadline, occurrence.moment.last_day
    text, says = occurrence.texts[role], occurrence.says
    return reminder_of(deadline, role, person.id, occurrence.key, last_day, text, students, says)


def event(
    batch: Batch, deadline: str, role: Role, owner: int, occurrence: str, last_day: date, students: tuple[int, ...]
) -> Item | None:
    """For a source that knows when an event of the calendar falls for somebody. None where the calendar does not have
    it, or does not remind that role of it.
    """
    found = next((one for one in batch.product.calendar.deadlines if one.id == deadline), None)
    if found is None or role not in found.reminded or not found.leads:
        return None
    values = batch.product.values
    text = filled(found.reminded[role].text, values, last_day)
    says = filled(found.says, values, last_day) if found.says else None
    return reminder_of(found, role, owner, event_key(deadline, occurrence), last_day, text, students, says)


def reminder_of(
    deadline: Deadline,
    role: Role,
    owner: int,
    key: str,
    last_day: date,
    text: Words,
    students: tuple[int, ...],
    says: Words | None,
) -> Item:
    reminded = deadline.reminded[role]
    return Item(
        key=key,
        owner=owner,
        kind=deadline.kind,
        last_day=last_day,
        title=_words(deadline.title.nl, deadline.title.en),
        text=text,
        rule=" ".join((*deadline.numbers, deadline.id)),
        leads=deadline.leads,
        still=deadline.still,
        must_act=deadline.must_act,
        action=_open(reminded.dialog, reminded.subject) if reminded.dialog else None,
        students=() if role is Role.STUDENT else students,
        says=says,
        facts=deadline.facts,
        happens=deadline.when.happens,
    )


# Thousands of people are reminded of the same deadline.
@lru_cache(maxsize=1024)
def _words(dutch: str, english: str) -> Words:
    return Words(dutch, english)


@lru_cache(maxsize=1024)
def _open(dialog: str, subject: str) -> Open:
    return Open(dialog=dialog, subject=subject)
