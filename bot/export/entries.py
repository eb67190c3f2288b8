"""The entries of a dossier as sections of a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.cases import (
    Agreement,
    Call,
    Change,
    ChangeKind,
    Entry,
    Meeting,
    Period,
    PeriodKind,
    Report,
    Resit,
    Situation,
    SwitchRequest,
    happened_at,
)
from bot.export.parts import Block, Line, Passage, Section, Table
from bot.export.switch import switch_blocks
from bot.export.talk_entry import talk_blocks
from bot.export.wording import Wording
from bot.procedures.talks import ORIGIN, Talk

BEFORE = {ChangeKind.MOVED: "change-was", ChangeKind.HANDED_OVER: "change-was-of"}


def entry_section(entry: Entry, wording: Wording, today: date) -> Section:
    heading, blocks = _told(entry, wording, today)
    return Section(heading, tuple(blocks), wording.day_of(happened_at(entry)))


def _told(  # noqa: PLR0911 (one for each kind)
    entry: Entry, wording: Wording, today: date
) -> tuple[str, Iterator[Block]]:
    match entry:
        case Situation():
            return wording("situation", topic=wording.topic_title(entry.topic)), _situation(entry, wording)
        case Agreement():
            return wording("agreement"), _agreement(entry, wording, today)
        case Report():
            return wording.report_title(entry.kind), _report(entry, wording)
        case Call():
            return wording("call"), _call(entry, wording)
        case Resit():
            return wording("resit"), _resit(entry, wording)
        case Period():
            return wording.phrases(f"period.title-{entry.kind}"), _period(entry, wording)
        case Meeting():
            return wording.phrases(f"meeting.kind-{entry.kind}"), _meeting(entry, wording)
        case SwitchRequest():
            return wording.phrases("switch.title"), switch_blocks(entry, wording)
        case Talk():
            return wording("talk-form"), talk_blocks(entry, wording)


def _situation(situation: Situation, wording: Wording) -> Iterator[Block]:
    yield Line(wording.outcome_title(situation.topic, situation.outcome), wording("outcome"))
    yield Line(wording.person(situation.walked_by), wording("walked-by"))
    source = wording.source(situation.topic, situation.outcome)
    if source:
        yield Line(source, wording("source"))


def _agreement(agreement: Agreement, wording: Wording, today: date) -> Iterator[Block]:
    yield Line(wording.typed(agreement.what))
    yield Line(wording.people(agreement.owners), wording("who"))
    yield Line(wording.due(agreement, today), wording("due"))
    yield Line(wording(f"status-{agreement.status}"), wording("status"))
    if agreement.viewers:
        yield Line(wording.people(agreement.viewers), wording("viewers"))
    yield from origin_lines(agreement.origin, wording)
    if any(change.kind is not ChangeKind.LOGGED for change in agreement.history):
        yield _history(agreement, wording)
    else:
        yield Line(wording.person_on(agreement.made_by, agreement.made_at), wording("made-by"))


def _history(agreement: Agreement, wording: Wording) -> Table:
    headings = (wording("history-day"), wording("history-what"), wording("history-by"))
    rows = tuple(
        (wording.day_of(change.at), _change(change, wording), wording.person(change.by)) for change in agreement.history
    )
    return Table(headings, rows, (3, 5, 4))


def _change(change: Change, wording: Wording) -> str:
    """What changed; a detail that is a day is written out."""
    said, detail = wording(f"change-{change.kind}"), _written_out(change.detail, wording)
    if not detail:
        return said
    return wording(BEFORE.get(change.kind, "change-detail"), change=said, detail=detail)


def _written_out(detail: str, wording: Wording) -> str:
    try:
        return wording.day(date.fromisoformat(detail))
    except ValueError:
        return wording.typed(detail)


def origin_lines(origin: str, wording: Wording) -> Iterator[Line]:
    """`origin` is "topic/outcome", or empty."""
    if origin.startswith(f"{ORIGIN}/"):
        yield Line(wording("talk-form"), wording("origin"))
    elif origin:
        topic, _, outcome = origin.partition("/")
        titles = [wording.topic_title(topic), *([wording.outcome_title(topic, outcome)] if outcome else [])]
        yield Line(": ".join(titles), wording("origin"))


def _report(report: Report, wording: Wording) -> Iterator[Block]:
    yield from report_lines(report, wording)
    yield from report_passages(report, wording)
    yield shared_table(report, wording) or Line(wording("shared-with-nobody"))


def report_lines(report: Report, wording: Wording) -> Iterator[Line]:
    yield Line(wording.day(report.held_on), wording("held-on"))
    yield Line(wording.person_on(report.written_by, report.written_at), wording("written-by"))
    yield from origin_lines(report.origin, wording)


def report_passages(report: Report, wording: Wording) -> Iterator[Passage]:
    """All that was written, in the template's order; parts that the template no longer has come last."""
    template = wording.reports.get(report.kind)
    labels = {name: part.label.in_(wording.language) for name, part in template.parts.items()} if template else {}
    for name in dict.fromkeys((*labels, *report.texts)):
        text = wording.typed(report.texts.get(name, ""))
        if text:
            yield Passage(labels.get(name, name), text)


def shared_table(report: Report, wording: Wording) -> Table | None:
    """With whom, and when they said they read it; None where it is shared with nobody."""
    rows = tuple(
        (
            wording.person(reader.person),
            wording.moment(reader.seen_at) if reader.seen_at else wording("not-seen"),
        )
        for reader in report.readers
    )
    return Table((wording("shared-with"), wording("seen")), rows, (5, 4)) if rows else None


def _call(call: Call, wording: Wording) -> Iterator[Block]:
    yield Line(wording.person(call.asker), wording("asker"))
    yield Line(wording.person(call.asked), wording("asked"))
    yield from origin_lines(call.about, wording)
    answered = wording.moment(call.answered_at) if call.answered_at else ""
    state = wording(f"call-{call.state}")
    yield Line(wording("call-on", state=state, when=answered) if answered else state, wording("status"))
    note = wording.typed(call.note)
    if note:
        yield Passage(wording("call-note"), note)


def _meeting(meeting: Meeting, wording: Wording) -> Iterator[Block]:
    yield Line(wording.moment(meeting.starts_at), wording("starts-at"))
    if meeting.cancelled:
        yield Line(wording("meeting-cancelled"), wording("status"))
    place = wording.typed(meeting.place)
    if place:
        yield Line(place, wording("place"))
    yield Line(wording.person(meeting.organiser), wording("organiser"))
    yield Line(wording.people(meeting.people), wording("present"))


def _resit(resit: Resit, wording: Wording) -> Iterator[Block]:
    yield Line(wording.phrases(f"resit.line-{resit.chance}"))
    for name, day in (("assessed", resit.assessed_on), ("earliest", resit.earliest_on), ("until", resit.until)):
        if day:
            yield Line(wording.phrases(f"resit.{name}", day=wording.day(day)))
    yield Line(wording.person_on(resit.made_by, resit.made_at), wording("made-by"))


def _period(period: Period, wording: Wording) -> Iterator[Block]:
    if period.cancelled:
        yield Line(wording.phrases("period.was-cancelled"))
    yield Line(wording.phrases("period.from", day=wording.day(period.from_)))
    last = wording.day(period.until) if period.until else ""
    yield Line(wording.phrases("period.until", day=last) if last else wording.phrases("period.open-end"))
    if period.kind is PeriodKind.PAID_JOB:
        yield from _job(period, wording)
    elif period.why:
        yield Line(wording.phrases("period.why", why=wording.typed(period.why)))
    for step in period.history:
        who, day = wording.person(step.by), wording.day_of(step.at)
        yield Line(wording.phrases(f"period.change-{step.change}", who=who, day=day))


def _job(job: Period, wording: Wording) -> Iterator[Block]:
    yield Line(wording.phrases("period.school", school=wording.typed(job.school)))
    if job.fte is not None:
        written = f"{job.fte:g}"
        yield Line(
            wording.phrases("period.size", fte=written.replace(".", ",") if wording.language == "nl" else written)
        )
    who = wording.person(job.wpb) if job.wpb else ""
    yield Line(wording.phrases("period.wpb", who=who) if who else wording.phrases("period.no-wpb"))
    day = wording.day(job.registered_on) if job.registered_on else ""
    yield Line(wording.phrases("period.registered", day=day) if day else wording.phrases("period.not-registered"))
