"""Talk reports as the person who asks may see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.cases import Reader, Report, Student
from bot.lookups import OneReport
from bot.records.loader import Loader, Loaders
from bot.records.people import people_with_ids, students_with_ids
from storage.case_files import ReportRow, reports_of_ids


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
    return tuple(_report(row, students[row.report.student_id], people) for row in rows)


async def visible_reports(loader: Loader, rows: Sequence[ReportRow]) -> tuple[Report, ...]:
    return await loader.visible("report", await reports_with_names(loader, rows), _readers)


def _report(row: ReportRow, about: Student, people: Any) -> Report:
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
    )


def _readers(report: Report) -> set[int]:
    written_by = {report.written_by.id} if report.written_by else set()
    return {reader.person.id for reader in report.readers} | written_by


LOADERS: Loaders = {
    OneReport: load_one_report,
}
