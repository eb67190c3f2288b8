"""Deadlines of the calendar as entries, in the words that each role reads.

A link may leak, and calendars are kept by others than the school: students are there by their initials only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.cases import Student
from bot.ical.entry import Entry
from knowledge.calendar.model import Deadline
from knowledge.calendar.moments import Moment
from knowledge.calendar.year import Year
from knowledge.model import Language, Role
from knowledge.phrases import Phrases
from knowledge.rules.enrolment import academic_year_start
from knowledge.values import MONTHS, Values, filled_in

WITH_STUDENTS = (Role.STUDENT, Role.WPB, Role.SO, Role.IO, Role.SLC)
MOST_INITIALS = 20


@dataclass(frozen=True)
class Reader:
    """For whom: their students by the role in which they are theirs (for a student: themselves)."""

    roles: tuple[Role, ...]
    students: Mapping[Role, Sequence[Student]]


@dataclass(frozen=True)
class Words:
    phrases: Phrases
    values: Values

    @property
    def language(self) -> Language:
        return self.phrases.language

    def text(self, deadline: Deadline, moment: Moment, role: Role, students: Sequence[Student]) -> str:
        day = f"{moment.last_day.day} {MONTHS[self.language][moment.last_day.month - 1]}"
        named = self.initials(students) if students else self.phrases("calendar-feed.your-students")
        said = deadline.reminded[role].text.in_(self.language)
        for name, value in (("day", day), ("students", named), ("count", str(len(students) or "…"))):
            said = said.replace(f"{{{name}}}", value)
        return filled_in(said, self.values, moment.last_day, self.language)

    def initials(self, students: Sequence[Student]) -> str:
        shown = ", ".join(initials(one.name) for one in students[:MOST_INITIALS])
        more = len(students) - MOST_INITIALS
        return shown + (self.phrases("calendar-feed.and-more", count=more) if more > 0 else "")

    def remark(self, moment: Moment) -> tuple[str, ...]:
        says = moment.deadline.says
        return (filled_in(says.in_(self.language), self.values, moment.last_day, self.language),) if says else ()

    def title(self, moment: Moment) -> str:
        title = moment.deadline.title.in_(self.language)
        return self.phrases("calendar-feed.proposal", title=title) if moment.proposed else title

    def revised(self, moment: Moment) -> tuple[int, date]:
        """How often the dated value that gives the day was changed before, and since when it holds as it does."""
        began = academic_year_start(int(moment.school_year[:4]))
        value = self.values.get(moment.deadline.when.value or "")
        entry = value.entry(moment.last_day) if value else None
        return (value.values.index(entry), max(began, entry.from_)) if value and entry else (0, began)


def initials(name: str) -> str:
    """ "S.e.I." of Samira el Idrissi."""
    return "".join(f"{letters[0]}." for word in name.split() if (letters := [c for c in word if c.isalpha()]))


def deadline_entries(found: Iterable[tuple[Moment, Reader]], words: Words) -> Iterator[Entry]:
    """For each moment of whole school years, by day, that says something to one of its reader's roles."""
    numbers = Numbers()
    for moment, reader in found:
        number = numbers.next(moment)
        texts = [
            words.text(moment.deadline, moment, role, students)
            for role in reader.roles
            if (students := _concerned(moment, role, reader)) is not None
        ]
        if texts:
            yield _entry(moment, number, words, (*dict.fromkeys(texts), *words.remark(moment)))


def all_entries(year: Year, words: Words) -> Iterator[Entry]:
    """A whole year for whoever keeps the calendar: what each role reads, without students."""
    numbers = Numbers()
    for moment in (moment for row in year.rows for moment in row.moments):
        number = numbers.next(moment)
        texts = (f"{role}: {words.text(moment.deadline, moment, role, ())}" for role in moment.deadline.reminded)
        yield _entry(moment, number, words, (*texts, *words.remark(moment)))


def _concerned(moment: Moment, role: Role, reader: Reader) -> list[Student] | None:
    """None when this role is not reminded, or has no student whom it concerns."""
    if role not in moment.deadline.reminded:
        return None
    if role not in WITH_STUDENTS:
        return []
    concerns = moment.deadline.concerns
    found = [
        one
        for one in reader.students.get(role, ())
        if concerns.matches(one.level, one.form, moment.study_year(one.start_year))
    ]
    return found or None


class Numbers:
    """The how-manieth of its deadline in the school year a moment is: what it is known by when its day changes."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, str]] = Counter()

    def next(self, moment: Moment) -> int:
        key = (moment.deadline.id, moment.school_year, moment.opleidingsschool)
        self._counts[key] += 1
        return self._counts[key]


def _entry(moment: Moment, number: int, words: Words, texts: Iterable[str]) -> Entry:
    own = "".join(c if c.isalnum() else "-" for c in moment.opleidingsschool.lower())
    uid = "/".join(filter(None, ("deadline", own, moment.deadline.id, moment.school_year, str(number))))
    # By the content alone, no present: a feed is read whole, and the same deadlines must give the same bytes.
    revision, since = words.revised(moment)
    return Entry(
        uid=uid,
        title=words.title(moment),
        start=moment.last_day,
        changed=datetime.combine(since, time(), tzinfo=UTC),
        text="\n\n".join(texts),
        sequence=revision,
        kind=moment.deadline.kind,
    )
