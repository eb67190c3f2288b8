"""Which students need attention, and why: one small function for each reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache

from bot.cases import Student
from bot.clock import AMSTERDAM
from bot.lookups import MyStudents
from bot.permissions import may
from bot.procedures.meetings import NeedAttention, Reason, Reasons, ReasonsFor
from bot.records.loader import Loader, Loaders
from bot.records.people import students_with_ids
from bot.records.switch import visible_requests
from bot.records.ties import ties_to
from knowledge.rules.long_study import StudyLength, long_study
from knowledge.rules.traffic_light import Colour
from knowledge.values import Values, load_values
from storage.attention import (
    last_talk_colours,
    latest_situations,
    open_request_ids,
    overdue_counts,
    waiting_call_counts,
)
from storage.switch_requests import requests_of_ids

RECENT = timedelta(days=60)
Found = Mapping[int, Reason]
Students = Mapping[int, Student]


async def overdue_agreements(loader: Loader, students: Students) -> Found:
    counts = await overdue_counts(loader.session, students, loader.today)
    return {one: Reason("overdue", count) for one, count in counts.items()}


async def recent_situations(loader: Loader, students: Students) -> Found:
    walked = await latest_situations(loader.session, students, loader.now - RECENT)
    return {
        one: Reason("situation", day=at.astimezone(AMSTERDAM).date(), about=f"{topic}/{outcome}")
        for one, (topic, outcome, at) in walked.items()
    }


async def open_calls(loader: Loader, students: Students) -> Found:
    counts = await waiting_call_counts(loader.session, students, loader.person.id)
    return {one: Reason("call", count) for one, count in counts.items()}


async def long_studies(loader: Loader, students: Students) -> Found:
    """Also who is in the last year with an IO: what comes next is to be agreed then."""
    found = {one: long_study(_values(), student.start_year, loader.today) for one, student in students.items()}
    return {
        one: Reason("long-study", study.study_year)
        for one, study in found.items()
        if study and study.length is not StudyLength.REGULAR
    }


async def last_talks(loader: Loader, students: Students) -> Found:
    """A last progress talk that was yellow or red."""
    colours = await last_talk_colours(loader.session, students)
    worrying = (Colour.YELLOW, Colour.RED)
    return {
        one: Reason(f"talk-{colour}", day=held_on) for one, (colour, held_on) in colours.items() if colour in worrying
    }


async def open_switches(loader: Loader, students: Students) -> Found:
    """Only those that came to the person."""
    rows = await requests_of_ids(loader.session, await open_request_ids(loader.session, students))
    seen = await visible_requests(loader, rows)
    return {one.student.id: Reason("switch", day=one.started_at.astimezone(AMSTERDAM).date()) for one in seen}


@cache
def _values() -> Values:
    return load_values()


# Each with the kind of object that one must be allowed to see. Who takes part in those of `LOOKS_ITSELF` the function
# looks at.
LOOKS_ITSELF = ("call", "switch")
REASONS: tuple[tuple[str, Callable[[Loader, Students], Awaitable[Found]]], ...] = (
    ("agreement", overdue_agreements),
    ("situation", recent_situations),
    ("call", open_calls),
    ("student", long_studies),
    ("talk", last_talks),
    ("switch", open_switches),
)


async def reasons_for(loader: Loader, students: Students) -> Reasons:
    ties = await ties_to(loader.session, loader.person, students.values(), loader.today) if students else {}
    reasons: dict[int, tuple[Reason, ...]] = dict.fromkeys(students, ())
    for kind, look in REASONS:
        part = kind in LOOKS_ITSELF
        seen = {
            id_: one for id_, one in students.items() if may(loader.person, "see", kind, replace(ties[id_], part=part))
        }
        found = await look(loader, seen) if seen else {}
        for student, reason in found.items():
            reasons[student] = (*reasons[student], reason)
    return reasons


async def load_need_attention(loader: Loader, _: NeedAttention) -> tuple[tuple[Student, tuple[Reason, ...]], ...]:
    mine = {one.id: one for one in await loader.load(MyStudents())}
    found = [(mine[one], reasons) for one, reasons in (await reasons_for(loader, mine)).items() if reasons]
    return tuple(sorted(found, key=lambda pair: -len(pair[1])))


async def load_reasons_for(loader: Loader, lookup: ReasonsFor) -> Reasons:
    return await reasons_for(loader, await students_with_ids(loader.session, lookup.students))


LOADERS: Loaders = {
    NeedAttention: load_need_attention,
    ReasonsFor: load_reasons_for,
}
