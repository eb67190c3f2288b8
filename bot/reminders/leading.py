"""Who leads, and so hears of what others leave undone."""

from __future__ import annotations

from datetime import date

from knowledge.model import Role
from knowledge.rules.long_study import StudyLength, long_study
from knowledge.values import Values


def leads(role: Role, *, disability: bool, long: bool, has_other: bool) -> bool:
    """Of IO and SLC: the IO, but the SLC (the opleiding) for a student with a disability or one who studies long.

    Where there is nobody in that role it falls to the other.
    """
    wanted = Role.SLC if disability or long else Role.IO
    return role is wanted or (role in (Role.IO, Role.SLC) and not has_other)


def studies_long(values: Values, start_year: int, day: date) -> bool:
    """Whether the IO no longer supervises the student."""
    found = long_study(values, start_year, day)
    return found is not None and found.length is StudyLength.LANGSTUDEERDER
