"""Is a student a langstudeerder, and from when does the IO no longer supervise?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.model import ContradictionId, FactId
from knowledge.rules.enrolment import academic_year_start, study_year
from knowledge.values import Values


class StudyLength(StrEnum):
    REGULAR = "regular"
    LAST_YEAR_WITH_IO = "last-year-with-io"
    LANGSTUDEERDER = "langstudeerder"


@dataclass(frozen=True)
class LongStudy:
    """`handover` is the first day on which the opleiding (usually the SLC) supervises instead of the IO."""

    length: StudyLength
    study_year: int
    handover: date
    facts: tuple[FactId, ...]
    contradictions: tuple[ContradictionId, ...]


DETAILS: dict[StudyLength, tuple[tuple[FactId, ...], tuple[ContradictionId, ...]]] = {
    StudyLength.REGULAR: (("S7-01",), ()),
    StudyLength.LAST_YEAR_WITH_IO: (("S7-01", "S7-02", "S7-03"), ("C22",)),
    StudyLength.LANGSTUDEERDER: (("S7-01", "S7-02", "S7-03"), ("C23",)),
}


def long_study(values: Values, start_year: int, as_of: date) -> LongStudy | None:
    """Where a student stands who first enrolled on 1 September of `start_year` (section 5 jaar of langer).

    A langstudeerder has more than five full years behind the enrolment, so from the first day of year 6;
    year 5 itself is unclear in the note (C22). The enrolment is taken as unbroken, the diploma as not yet
    obtained. None before the first rule.
    """
    years = values["long-study-years"].number(as_of)
    if years is None:
        return None
    year = study_year(start_year, as_of)
    length = _length(year, int(years))
    facts, contradictions = DETAILS[length]
    return LongStudy(length, year, academic_year_start(start_year + int(years)), facts, contradictions)


def _length(year: int, years_with_io: int) -> StudyLength:
    if year > years_with_io:
        return StudyLength.LANGSTUDEERDER
    return StudyLength.LAST_YEAR_WITH_IO if year == years_with_io else StudyLength.REGULAR
