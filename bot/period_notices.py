"""What those around a student, and the student, read of a time-out or a paid job: what the asker was shown before."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cases import Period, PeriodChange, PeriodKind, Someone
from bot.message import Button, Message, Open
from bot.notices import written_day
from knowledge.phrases import Phrases


def period_noted(phrases: Phrases, period: Period, by: Someone) -> Message:
    return _message(phrases, period, phrases(f"period.noted-{period.kind}", who=by.name))


def period_changed(phrases: Phrases, period: Period, change: PeriodChange, by: Someone) -> Message:
    return _message(phrases, period, phrases(f"period.told-{change}", who=by.name))


def _message(phrases: Phrases, period: Period, first: str) -> Message:
    return Message(
        heading=phrases(f"period.heading-{period.kind}", student=period.student.name),
        paragraphs=(first, *said_of(phrases, period)),
        buttons=(
            Button(label=phrases(f"period.open-{period.kind}"), action=Open(dialog="period", subject=str(period.id))),
        ),
    )


def said_of(phrases: Phrases, period: Period) -> tuple[str, ...]:
    """What is noted, a line each."""
    lines = (
        phrases("period.from", day=written_day(phrases, period.from_)),
        phrases("period.until", day=written_day(phrases, period.until)) if period.until else phrases("period.open-end"),
    )
    if period.kind is PeriodKind.TIME_OUT:
        return (*lines, phrases("period.why", why=period.why)) if period.why else lines
    return (*lines, *_of_job(phrases, period))


def _of_job(phrases: Phrases, period: Period) -> Iterator[str]:
    yield phrases("period.school", school=period.school)
    if period.fte is not None:
        yield phrases("period.size", fte=written_number(phrases, period.fte))
    yield phrases("period.wpb", who=period.wpb.name) if period.wpb else phrases("period.no-wpb")
    day = written_day(phrases, period.registered_on) if period.registered_on else ""
    yield phrases("period.registered", day=day) if day else phrases("period.not-registered")


def written_number(phrases: Phrases, number: float) -> str:
    """ "0,3" in Dutch."""
    written = f"{number:g}"
    return written.replace(".", ",") if phrases.language == "nl" else written


def period_line(phrases: Phrases, period: Period) -> str:
    """In one line, for a list."""
    until = written_day(phrases, period.until) if period.until else phrases("period.no-end")
    days = phrases("period.days", start=written_day(phrases, period.from_), end=until)
    said = phrases(f"period.line-{period.kind}", days=days, school=period.school)
    return phrases("period.taken-back", line=said) if period.cancelled else said
