"""What occurs of the calendar around a day, with the words in which each role reads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.cases import Student
from bot.reminders.item import Words
from knowledge.calendar.model import YearCalendar
from knowledge.calendar.moments import Moment, moments
from knowledge.model import Role, Text
from knowledge.rules.enrolment import academic_year, academic_year_start, study_year
from knowledge.values import Values, filled_in

# A reminder may come some weeks before its lead where it moves out of a holiday.
MOVED = 60


@dataclass(frozen=True)
class Occurrence:
    """A moment with the name that it keeps when its day moves."""

    moment: Moment
    key: str
    texts: dict[Role, Words]
    says: Words | None = None

    def near(self, today: date) -> bool:
        """Whether somebody may hear of it today: its leads have begun, and it still makes sense."""
        deadline, last_day = self.moment.deadline, self.moment.last_day
        first = last_day - timedelta(days=max(deadline.leads, default=0) + MOVED)
        return first <= today <= last_day + timedelta(days=deadline.still)

    def concerns(self, student: Student, *, paid_job: bool) -> bool:
        """`paid_job`: one of the student is on record."""
        year = study_year(student.start_year, self.moment.last_day)
        return self.moment.deadline.concerns.matches(student.level, student.form, year, paid_job=paid_job)


@dataclass(frozen=True)
class YearPlan:
    """The occurrences of a calendar, by opleidingsschool; each school year is worked out once."""

    calendar: YearCalendar
    values: Values
    _known: dict[tuple[str, int], tuple[Occurrence, ...]] = field(default_factory=dict)

    def around(self, today: date, opleidingsschool: str) -> tuple[Occurrence, ...]:
        """Those near today; of a partnership without a calendar of its own those of everybody."""
        name = opleidingsschool if opleidingsschool in self.calendar.partnerships else ""
        key = name, academic_year(today)
        if key not in self._known:
            self._known[key] = tuple(self._of_years(*key))
        return tuple(one for one in self._known[key] if one.near(today))

    def _of_years(self, name: str, year: int) -> Iterator[Occurrence]:
        """Of the school year with the one before it and the one after it, whole, so that each keeps its number."""
        from_, until = academic_year_start(year - 1) - timedelta(days=7), academic_year_start(year + 2)
        numbers: Counter[tuple[str, str]] = Counter()
        for moment in moments(self.calendar, self.values, from_, until, name):
            which = moment.deadline.id, moment.school_year
            numbers[which] += 1
            key = "/".join(("deadline", *which, str(numbers[which]), *_slug(moment.opleidingsschool)))
            texts = {
                role: filled(one.text, self.values, moment.last_day) for role, one in moment.deadline.reminded.items()
            }
            says = moment.deadline.says
            yield Occurrence(moment, key, texts, filled(says, self.values, moment.last_day) if says else None)


def _slug(opleidingsschool: str) -> tuple[str, ...]:
    slug = re.sub("[^a-z0-9]+", "-", opleidingsschool.lower()).strip("-")
    return (slug,) if slug else ()


def filled(text: Text, values: Values, day: date) -> Words:
    """In both languages, with the values that hold on that day."""
    dutch, english = text.nl, text.in_("en")
    return Words(filled_in(dutch, values, day, "nl"), filled_in(english, values, day, "en"))
