"""A student's timeline, and what waits for the person who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.cases import Dossier, Entry, Meeting, PeriodKind, Report, Situation, Student
from bot.lookups import DossierPage, Waiting, WaitingForMe
from bot.permissions import may
from bot.procedures.talks import Talk
from bot.records.agreements import visible_agreements
from bot.records.calls import calls_with_names, may_see_call
from bot.records.loader import MOST_LISTED, Loader, Loaders
from bot.records.meetings import meetings_in_dossier
from bot.records.people import circle, people_with_ids, students_with_ids
from bot.records.periods import periods_in_dossier
from bot.records.reports import visible_reports
from bot.records.resits import resits_in_dossier
from bot.records.switch import visible_requests
from bot.records.talks import visible_talks
from bot.records.ties import ties_to
from storage.agreements import agreements_of_ids
from storage.case_files import (
    calls_of_ids,
    reports_of_ids,
    situations_of_ids,
    unseen_reports,
    waiting_calls,
)
from storage.switch_requests import requests_of_ids
from storage.talks import talks_of_ids
from storage.timeline import KINDS, TimelineReader, count_timeline, timeline

PAGE = 10


async def load_dossier_page(loader: Loader, lookup: DossierPage) -> Dossier | None:
    if not await loader.may(lookup.student, "see", "dossier"):
        return None
    await loader.saw(f"dossier/{lookup.student}", lookup.student)
    return await whole_dossier(loader, lookup.student, most=PAGE, skip=PAGE * lookup.page)


async def whole_dossier(loader: Loader, student_id: int, *, most: int, skip: int = 0) -> Dossier:
    """Without a look at the permissions: for whoever has looked already."""
    student = (await students_with_ids(loader.session, [student_id]))[student_id]
    reader = await _reader(loader, student)
    keys = await timeline(loader.session, student_id, reader, most=most, skip=skip)
    entries = await _entries(loader, student_id, keys)
    return Dossier(
        student=student,
        around=await circle(loader.session, student_id, loader.today),
        entries=together([entries[key] for key in keys if key in entries]),
        total=await count_timeline(loader.session, student_id, reader),
    )


def together(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """A report stands right behind the meeting or the talk of which it is, where that is among them."""
    of = {(type(one), one.id) for one in entries if isinstance(one, Meeting | Talk)}
    behind: dict[Any, list[Entry]] = {}
    first: list[Entry] = []
    for one in entries:
        at = _occasion(one) if isinstance(one, Report) else None
        (behind.setdefault(at, []) if at in of else first).append(one)
    return tuple(each for one in first for each in (one, *behind.get((type(one), getattr(one, "id", 0)), ())))


def _occasion(report: Report) -> tuple[type[Meeting | Talk], int] | None:
    if report.meeting:
        return Meeting, report.meeting
    return (Talk, report.talk) if report.talk else None


async def _reader(loader: Loader, student: Student) -> TimelineReader:
    """What asks for a part in it, such as a report for a WPB or a call, is left out for others, and not counted."""
    ties = (await ties_to(loader.session, loader.person, [student], loader.today))[student.id]

    def kinds(*, part: bool) -> frozenset[str]:
        return frozenset(one for one in KINDS if may(loader.person, "see", one, replace(ties, part=part)))

    whole = kinds(part=False)
    return TimelineReader(loader.person.id, whole, kinds(part=True) - whole, frozenset(ties.roles))


async def _entries(loader: Loader, student_id: int, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Entry]:
    """Each kind looks at the permissions once more."""

    def ids(kind: str) -> list[int]:
        return [identifier for found, identifier in keys if found == kind]

    agreements = await visible_agreements(loader, await agreements_of_ids(loader.session, ids("agreement")))
    reports = await visible_reports(loader, await reports_of_ids(loader.session, ids("report")))
    situations = await _situations(loader, ids("situation"))
    rows = await calls_of_ids(loader.session, ids("call"))
    calls = await calls_with_names(loader, [row for row in rows if may_see_call(loader, row)])
    entries: dict[tuple[str, int], Entry] = {("agreement", one.id): one for one in agreements}
    entries |= {("report", one.id): one for one in reports}
    entries |= {("situation", one.id): one for one in situations}
    entries |= {("call", one.id): one for one in calls}
    meetings = await meetings_in_dossier(loader, student_id, ids("meeting"))
    entries |= {("meeting", one.id): one for one in meetings}
    resits = await resits_in_dossier(loader, student_id, ids("resit"))
    entries |= {("resit", one.id): one for one in resits}
    for kind in PeriodKind:
        periods = await periods_in_dossier(loader, student_id, kind, ids(kind))
        entries |= {(kind, one.id): one for one in periods}
    switches = await visible_requests(loader, await requests_of_ids(loader.session, ids("switch")))
    entries |= {("switch", one.id): one for one in switches}
    talks = await visible_talks(loader, await talks_of_ids(loader.session, ids("talk")))
    entries |= {("talk", one.id): one for one in talks}
    return entries


async def _situations(loader: Loader, ids: Sequence[int]) -> tuple[Situation, ...]:
    rows = await situations_of_ids(loader.session, ids)
    people = await people_with_ids(loader.session, {row.walked_by for row in rows if row.walked_by})
    return tuple(
        Situation(row.id, row.topic, row.outcome, people.get(row.walked_by) if row.walked_by else None, row.at)
        for row in rows
    )


async def load_waiting_for_me(loader: Loader, _: WaitingForMe) -> Waiting:
    calls = await waiting_calls(loader.session, loader.person.id, MOST_LISTED)
    reports = await reports_of_ids(loader.session, await unseen_reports(loader.session, loader.person.id, MOST_LISTED))
    visible = [row for row in calls if may_see_call(loader, row)]
    return Waiting(await calls_with_names(loader, visible), await visible_reports(loader, reports))


LOADERS: Loaders = {
    DossierPage: load_dossier_page,
    WaitingForMe: load_waiting_for_me,
}
