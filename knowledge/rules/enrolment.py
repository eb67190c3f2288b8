"""How a student is enrolled, and which study year a day falls in: shared by the rules."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

FIRST_MONTH = 9


class ProgrammeForm(StrEnum):
    FULL_TIME = "full-time"
    PART_TIME = "part-time"


def academic_year_start(year: int) -> date:
    """The first day, 1 September, of the academic year that starts in that calendar year."""
    return date(year, FIRST_MONTH, 1)


def academic_year(day: date) -> int:
    """The calendar year in which the academic year of that day started: 2023 for 2023-2024 (section 5)."""
    return day.year if day >= academic_year_start(day.year) else day.year - 1


def study_year(start_year: int, as_of: date) -> int:
    """The year of study on that day, from 1; 0 or less before the first one (section 5 jaar of langer).

    `start_year` is the calendar year of the first 1 September. It takes the enrolment as unbroken.
    """
    return academic_year(as_of) - start_year + 1
