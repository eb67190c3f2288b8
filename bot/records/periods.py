"""Time-outs and paid jobs, as the person who asks may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cases import Period, PeriodChange, PeriodKind, PeriodStep, Someone, Student
from bot.procedures.periods import OnePeriod, PeriodsAbout
from bot.records.loader import Loader, Loaders
from bot.records.people import people_with_ids, students_with_ids
from storage.period_tables import Period as PeriodRow
from storage.period_tables import PeriodChange as ChangeRow
from storage.periods import changes_of, periods_about, periods_of_ids


async def load_periods_about(loader: Loader, lookup: PeriodsAbout) -> tuple[Period, ...]:
    if not await loader.may(lookup.student, "see", lookup.kind):
        return ()
    return await with_names(loader, await periods_about(loader.session, lookup.student, lookup.kind, loader.today))


async def load_one_period(loader: Loader, lookup: OnePeriod) -> Period | None:
    rows = await periods_of_ids(loader.session, [lookup.id])
    if not rows or not await loader.may(rows[0].student_id, "see", rows[0].kind):
        return None
    return (await with_names(loader, rows))[0]


async def periods_in_dossier(loader: Loader, student: int, kind: PeriodKind, ids: Sequence[int]) -> tuple[Period, ...]:
    if not ids or not await loader.may(student, "see", kind):
        return ()
    return await with_names(loader, await periods_of_ids(loader.session, ids))


async def with_names(loader: Loader, rows: Sequence[PeriodRow]) -> tuple[Period, ...]:
    changes = await changes_of(loader.session, [row.id for row in rows])
    students = await students_with_ids(loader.session, {row.student_id for row in rows})
    ids = {one for row in rows for one in (row.made_by, row.wpb_id)} | {one.person_id for one in changes}
    people = await people_with_ids(loader.session, {one for one in ids if one})
    history: dict[int, list[ChangeRow]] = {}
    for one in changes:
        history.setdefault(one.period_id, []).append(one)
    return tuple(_period(row, students[row.student_id], people, history.get(row.id, ())) for row in rows)


def _period(row: PeriodRow, about: Student, people: Mapping[int, Someone], changes: Sequence[ChangeRow]) -> Period:
    return Period(
        id=row.id,
        student=about,
        kind=PeriodKind(row.kind),
        from_=row.from_,
        until=row.until,
        made_by=_named(people, row.made_by),
        made_at=row.made_at,
        why=row.details.get("why", ""),
        school=row.details.get("school", ""),
        fte=row.details.get("fte"),
        wpb=_named(people, row.wpb_id),
        registered_on=row.registered_on,
        cancelled=row.cancelled,
        version=row.version,
        history=tuple(
            PeriodStep(PeriodChange(one.change), _named(people, one.person_id), one.at, one.detail) for one in changes
        ),
    )


def _named(people: Mapping[int, Someone], number: int | None) -> Someone | None:
    return people.get(number) if number else None


LOADERS: Loaders = {PeriodsAbout: load_periods_about, OnePeriod: load_one_period}
