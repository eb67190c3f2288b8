"""From students to the red-green list: a colour for each, with why, by opleidingsschool."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.paid_job_wording import STUDY, JobWording
from bot.paid_jobs.reading import Listed
from knowledge.rules.paid_job import Condition, Eligibility, PaidJob, PaidJobAnswer, State, judge
from knowledge.values import Values

HIGHEST_LEVEL = 4
COLUMNS = ("opleidingsschool", "number", "name", "level", "colour", "why")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Colour(StrEnum):
    """`grey`: the note has no limit or no number for it. `incomplete`: the file does not tell enough."""

    GREEN = "green"
    RED = "red"
    GREY = "grey"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class Judged:
    """`level` is that of the job: the one above the level at the check."""

    student: Listed
    level: int
    colour: Colour
    why: str


def judged(students: Iterable[Listed], values: Values, wording: JobWording, as_of: date) -> tuple[Judged, ...]:
    """In the order of the schools, then of the file."""
    found = [_judged(one, values, wording, as_of) for one in students]
    return tuple(sorted(found, key=lambda one: one.student.opleidingsschool.casefold()))


def _judged(student: Listed, values: Values, wording: JobWording, as_of: date) -> Judged:
    level = min(student.level + 1, HIGHEST_LEVEL)
    answer = judge(values, PaidJob(
        form=student.form,
        level=level,
        study_year=student.year + 1,
        as_of=as_of,
        credits_at_check=student.credits,
        open_credits=student.open_credits,
        propedeuse=student.propedeuse,
        fte=student.fte,
        lesson_hours=student.hours,
        mentor_tasks=student.mentor,
    ))  # fmt: skip
    return Judged(student, level, colour_of(answer), _why(answer, wording))


def relevant(answer: PaidJobAnswer) -> list[Condition]:
    """The list is about the study; of the job it looks at what the file tells."""
    return [one for one in answer.conditions if one.requirement in STUDY or one.state is not State.UNKNOWN]


def colour_of(answer: PaidJobAnswer) -> Colour:
    if answer.verdict is Eligibility.NOT_ALLOWED:
        return Colour.RED
    unknown = [one for one in relevant(answer) if one.state is State.UNKNOWN]
    if not answer.conditions or (unknown and all(one.silent for one in unknown)):
        return Colour.GREY
    return Colour.INCOMPLETE if unknown else Colour.GREEN


def _why(answer: PaidJobAnswer, wording: JobWording) -> str:
    """What is not met or not known; else that all is."""
    telling = [one for one in relevant(answer) if one.state is not State.MET]
    if not answer.conditions:
        return wording.phrases("paid-job.no-limits")
    return "; ".join(map(wording.condition, telling)) or wording.phrases("paid-job.all-met")


def as_csv(found: Sequence[Judged], wording: JobWording) -> str:
    """With the mark by which spreadsheets know UTF-8, and semicolons. Nothing in it is read as a formula."""
    written = io.StringIO()
    rows = csv.writer(written, delimiter=";", lineterminator="\r\n")
    rows.writerow([wording.phrases(f"paid-job.column-{column}") for column in COLUMNS])
    rows.writerows([_harmless(cell) for cell in _cells(one, wording)] for one in found)
    return "\ufeff" + written.getvalue()


def _cells(one: Judged, wording: JobWording) -> tuple[str, ...]:
    colour = wording.phrases(f"paid-job.{one.colour}")
    return (one.student.opleidingsschool, one.student.number, one.student.name, str(one.level), colour, one.why)


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_table(found: Sequence[Judged], wording: JobWording) -> Iterator[str]:
    """To read on a screen: a heading with counts for each school, and below it a line for each student."""
    for school in dict.fromkeys(one.student.opleidingsschool for one in found):
        here = [one for one in found if one.student.opleidingsschool == school]
        counts = {colour: sum(one.colour is colour for one in here) for colour in Colour}
        told = ", ".join(
            f"{wording.phrases(f'paid-job.{colour}')}: {count}" for colour, count in counts.items() if count
        )
        yield f"{school or '-'} ({told})"
        yield from (f"  {_line(one, wording)}" for one in here)


def _line(one: Judged, wording: JobWording) -> str:
    colour = wording.phrases(f"paid-job.{one.colour}").upper()
    return f"{colour}  {one.student.number}  {one.student.name}  {one.why}".replace("    ", "  ")
