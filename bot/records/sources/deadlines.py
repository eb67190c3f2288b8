"""The yearly calendar: each deadline to the roles that are reminded of it, with which of their students it concerns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.cases import Someone, Student
from bot.message import Open
from bot.records.batches import Batch
from bot.reminders.item import Item, Words
from knowledge.calendar.model import Deadline, YearCalendar
from knowledge.calendar.moments import Moment, moments
from knowledge.model import Role, Text
from knowledge.rules.enrolment import academic_year, academic_year_start, study_year
from knowledge.values import Values, filled_in

# A reminder may come some weeks before its lead where it moves out of a holiday.
MOVED = 60
AHEAD = timedelta(days=180 + MOVED)
# Whoever has a role that supervises nobody hears of a deadline as such, without students.
SUPERVISES = (Role.WPB, Role.SO, Role.IO, Role.SLC, Role.STUDENT)


@dataclass(frozen=True)
class Occurrence:
    """A moment with the name that it keeps when its day moves."""

    moment: Moment
    key: str
    texts: dict[Role, Words]
    says: Words | None = None


async def deadlines(batch: Batch) -> Iterable[Item]:
    known = batch.once(_Known, lambda: _Known(batch.product.calendar, batch.product.values, batch.today))
    return [item for person in batch.people.values() for item in _items(batch, person, known)]


class _Known:
    """What occurs around one day, by opleidingsschool, and what of it concerns which students."""

    def __init__(self, calendar: YearCalendar, values: Values, today: date) -> None:
        self.calendar, self.values, self.today = calendar, values, today
        self._found: dict[str, tuple[Occurrence, ...]] = {}
        self._concerning: dict[tuple[Role, str, int, str, int], tuple[Occurrence, ...]] = {}

    def of(self, opleidingsschool: str) -> tuple[Occurrence, ...]:
        name = opleidingsschool if opleidingsschool in self.calendar.partnerships else ""
        if name not in self._found:
            self._found[name] = occurrences(self.calendar, self.values, self.today, name)
        return self._found[name]

    def about(self, student: Student, role: Role) -> tuple[Occurrence, ...]:
        """Of which that role is reminded for that student."""
        profile = (role, student.opleidingsschool, student.level, student.form, student.start_year)
        if profile not in self._concerning:
            self._concerning[profile] = tuple(
                one
                for one in self.of(student.opleidingsschool)
                if role in one.moment.deadline.reminded and concerns(one.moment, student)
            )
        return self._concerning[profile]


def occurrences(calendar: YearCalendar, values: Values, today: date, opleidingsschool: str) -> tuple[Occurrence, ...]:
    """All of which somebody may hear today: those whose leads have begun, or which still make sense."""
    found, numbers = [], Counter[tuple[str, str]]()
    for moment in moments(calendar, values, _from(today), today + AHEAD, opleidingsschool):
        numbers[moment.deadline.id, moment.school_year] += 1
        key = f"{moment.deadline.id}/{moment.school_year}/{numbers[moment.deadline.id, moment.school_year]}"
        if _near(moment, today):
            found.append(
                Occurrence(
                    moment,
                    f"deadline/{key}{_slug(moment.opleidingsschool)}",
                    _texts(moment, values),
                    _says(moment.deadline, values, moment.last_day),
                )
            )
    return tuple(found)


def _from(today: date) -> date:
    """Before the first week of the school year before, so that what occurs more than once keeps its number."""
    return academic_year_start(academic_year(today) - 1) - timedelta(days=7)


def _near(moment: Moment, today: date) -> bool:
    deadline = moment.deadline
    first = moment.last_day - timedelta(days=max(deadline.leads, default=0) + MOVED)
    return first <= today <= moment.last_day + timedelta(days=deadline.still)


def _slug(opleidingsschool: str) -> str:
    return f"/{re.sub('[^a-z0-9]+', '-', opleidingsschool.lower()).strip('-')}" if opleidingsschool else ""


def _texts(moment: Moment, values: Values) -> dict[Role, Words]:
    return {
        role: _filled(reminded.text, values, moment.last_day) for role, reminded in moment.deadline.reminded.items()
    }


def _filled(text: Text, values: Values, day: date) -> Words:
    dutch, english = text.nl, text.in_("en")
    return Words(filled_in(dutch, values, day, "nl"), filled_in(english, values, day, "en"))


def _items(batch: Batch, person: Someone, known: _Known) -> Iterator[Item]:
    """In the first of somebody's roles in which it concerns them."""
    seen: set[str] = set()
    for role in person.roles:
        for occurrence, students in _concerning(batch, person, role, known):
            if occurrence.key not in seen:
                seen.add(occurrence.key)
                yield _item(person, role, occurrence, students)


def _concerning(
    batch: Batch, person: Someone, role: Role, known: _Known
) -> Iterable[tuple[Occurrence, tuple[int, ...]]]:
    if role not in SUPERVISES:
        return [(one, ()) for one in known.of("") if role in one.moment.deadline.reminded]
    found: dict[str, tuple[Occurrence, list[int]]] = {}
    for student in (batch.students[one] for one in batch.cared_for.get((person.id, role), ())):
        for one in known.about(student, role):
            found.setdefault(one.key, (one, []))[1].append(student.id)
    return [(one, tuple(students)) for one, students in found.values()]


def concerns(moment: Moment, student: Student) -> bool:
    """No paid job is on record yet."""
    year = study_year(student.start_year, moment.last_day)
    return moment.deadline.concerns.matches(student.level, student.form, year)


def _item(person: Someone, role: Role, occurrence: Occurrence, students: tuple[int, ...]) -> Item:
    deadline, last_day = occurrence.moment.deadline, occurrence.moment.last_day
    item = reminder_of(deadline, role, person.id, occurrence.key, last_day, occurrence.texts[role], students)
    return replace(item, says=occurrence.says)


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
    text = _filled(found.reminded[role].text, values, last_day)
    item = reminder_of(found, role, owner, f"event/{deadline}/{occurrence}", last_day, text, students)
    return replace(item, says=_says(found, values, last_day))


def reminder_of(
    deadline: Deadline, role: Role, owner: int, key: str, last_day: date, text: Words, students: tuple[int, ...]
) -> Item:
    reminded = deadline.reminded[role]
    return Item(
        key=key,
        owner=owner,
        kind=deadline.kind,
        last_day=last_day,
        title=Words(deadline.title.nl, deadline.title.en),
        text=text,
        rule=" ".join((*deadline.numbers, deadline.id)),
        leads=deadline.leads,
        still=deadline.still,
        must_act=deadline.must_act,
        action=Open(dialog=reminded.dialog, subject=reminded.subject) if reminded.dialog else None,
        students=() if role is Role.STUDENT else students,
        facts=deadline.facts,
    )


def _says(deadline: Deadline, values: Values, day: date) -> Words | None:
    return _filled(deadline.says, values, day) if deadline.says else None
