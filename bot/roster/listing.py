"""Rows as storage takes them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.roster.columns import SUPERVISING
from bot.roster.row import Row
from knowledge.model import Role
from storage.roster_people import Listed, ListedStudent, ListedSupervision


def listed(rows: Iterable[Row]) -> list[Listed]:
    return [_listed(row) for row in rows]


def _listed(row: Row) -> Listed:
    only_student = row.roles == (Role.STUDENT,)
    return Listed(
        email=row.email,
        name=row.name,
        roles=tuple(role.value for role in row.roles),
        language=row.language,
        # The school and region of a student's row are those of the placement, not of their own work.
        school="" if only_student else row.school,
        region="" if only_student else row.region,
        student=_student(row) if Role.STUDENT in row.roles else None,
        supervisions=tuple(_supervisions(row)),
    )


def _student(row: Row) -> ListedStudent:
    return ListedStudent(
        number=row.number,
        programme=row.programme,
        form=row.form or "",
        start_year=row.start_year or 0,
        level=row.level or 0,
        school=row.school,
        opleidingsschool=row.opleidingsschool,
        region=row.region,
    )


def _supervisions(row: Row) -> Iterable[ListedSupervision]:
    for column, role in SUPERVISING.items():
        for one in getattr(row, column):
            yield ListedSupervision(role.value, one.email, one.from_, one.until)
