"""Placements that were not passed, as the person who asks may see them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cases import Resit
from bot.procedures.resits import ResitsAbout
from bot.records.loader import Loader, Loaders
from bot.records.people import people_with_ids, students_with_ids
from storage.resit_tables import Resit as ResitRow
from storage.resits import resits_about, resits_of_ids


async def load_resits_about(loader: Loader, lookup: ResitsAbout) -> tuple[Resit, ...]:
    if not await loader.may(lookup.student, "see", "resit"):
        return ()
    return await with_names(loader, await resits_about(loader.session, lookup.student))


async def resits_in_dossier(loader: Loader, student: int, ids: Sequence[int]) -> tuple[Resit, ...]:
    if not ids or not await loader.may(student, "see", "resit"):
        return ()
    return await with_names(loader, await resits_of_ids(loader.session, ids))


async def with_names(loader: Loader, rows: Sequence[ResitRow]) -> tuple[Resit, ...]:
    students = await students_with_ids(loader.session, {row.student_id for row in rows})
    people = await people_with_ids(loader.session, {row.made_by for row in rows if row.made_by})
    return tuple(
        Resit(
            id=row.id,
            student=students[row.student_id],
            chance=row.chance,
            assessed_on=row.assessed_on,
            earliest_on=row.earliest_on,
            until=row.until,
            made_by=people.get(row.made_by) if row.made_by else None,
            made_at=row.made_at,
        )
        for row in rows
    )


LOADERS: Loaders = {ResitsAbout: load_resits_about}
