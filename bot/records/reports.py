"""Talk reports as the person who asks may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.cases import Reader, Report, Student
from bot.lookups import OneReport
from bot.procedures.occasions import ReportsOf
from bot.records.loader import Loader, Loaders
from bot.records.people import people_with_ids, students_with_ids
from storage.case_files import ReportRow, reports_of_ids
from storage.occasions import occasions_of, reports_of


async def load_one_report(loader: Loader, lookup: OneReport) -> Report | None:
    rows = await reports_of_ids(loader.session, [lookup.id])
    if not rows:
        return None
    (row,) = rows
    part = loader.person.id in {row.report.written_by, *(reader for reader, _ in row.readers)}
    if not await loader.may(row.report.student_id, "see", "report", part=part):
        return None
    await loader.saw(f"report/{lookup.id}", row.report.student_id)
    return (await reports_with_names(loader, rows))[0]


async def reports_with_names(loader: Loader, rows: Sequence[ReportRow]) -> tuple[Report, ...]:
    students = await students_with_ids(loader.session, {row.report.student_id for row in rows})
    ids = {one for row in rows for one in (row.report.written_by, *(reader for reader, _ in row.readers)) if one}
    people = await people_with_ids(loader.session, ids)
    occasions = await occasions_of(loader.session, [row.report.id for row in rows])
    return tuple(
        _report(row, students[row.report.student_id], people, occasions.get(row.report.id, (None, None)))
        for row in rows
    )


async def load_reports_of(loader: Loader, lookup: ReportsOf) -> tuple[Report, ...]:
    ids = await reports_of(loader.session, meeting=lookup.meeting or None, talk=lookup.talk or None)
    found = await visible_reports(loader, await reports_of_ids(loader.session, ids)) if ids else ()
    return tuple(sorted(found, key=lambda one: one.id))


async def visible_reports(loader: Loader, rows: Sequence[ReportRow]) -> tuple[Report, ...]:
    return await loader.visible("report", await reports_with_names(loader, rows), _readers)


def _report(row: ReportRow, about: Student, people: Any, occasion: tuple[int | None, int | None]) -> Report:
    stored = row.report
    return Report(
        id=stored.id,
        student=about,
        kind=stored.kind,
        held_on=stored.held_on,
        texts=stored.texts,
        written_by=people.get(stored.written_by),
        written_at=stored.written_at,
        readers=tuple(Reader(people[one], seen_at) for one, seen_at in row.readers if one in people),
        origin=stored.origin,
        meeting=occasion[0],
        talk=occasion[1],
    )


def _readers(report: Report) -> set[int]:
    written_by = {report.written_by.id} if report.written_by else set()
    return {reader.person.id for reader in report.readers} | written_by


LOADERS: Loaders = {
    OneReport: load_one_report,
    ReportsOf: load_reports_of,
}
