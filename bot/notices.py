"""What others read when something was agreed, written, or asked: exactly what the asker was shown before.

Pure: each gives the message for one recipient in their own language. Buttons open the thing itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.cases import Agreement, Call, CallState, ChangeKind, Report, Someone
from bot.message import Button, Message, Open
from knowledge.library import Library
from knowledge.phrases import Phrases
from knowledge.values import MONTHS

WEEKDAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def written_day(phrases: Phrases, day: date) -> str:
    """ "vrijdag 12 maart 2027"."""
    weekday, month = WEEKDAYS[phrases.language][day.weekday()], MONTHS[phrases.language][day.month - 1]
    return f"{weekday} {day.day} {month} {day.year}"


def names(phrases: Phrases, people: Iterable[Someone], me: Someone | None = None) -> str:
    """ "jij, Samira en Joost", in the order given."""
    return listed(phrases, [phrases("guide.you") if me and one.id == me.id else one.name for one in people])


def listed(phrases: Phrases, written: Sequence[str]) -> str:
    """ "Samira, Joost en Marleen"."""
    if len(written) < 2:
        return "".join(written)
    return f"{', '.join(written[:-1])} {phrases('guide.and')} {written[-1]}"


def about_outcome(library: Library, phrases: Phrases, about: str) -> str:
    """The title of the outcome that "topic/outcome" names; empty when there is none (any more)."""
    name, _, outcome = about.partition("/")
    topic = library.topics.get(name)
    if topic is None:
        return ""
    found = topic.outcomes.get(outcome)
    return (found.title if found else topic.title).in_(phrases.language)


def agreement_logged(phrases: Phrases, agreement: Agreement, by: Someone, reader: Someone) -> Message:
    return Message(
        heading=phrases("notice.agreement", student=agreement.student.name),
        paragraphs=(
            phrases("notice.logged", who=by.name),
            agreement.what,
            phrases("notice.owners", who=names(phrases, agreement.owners, reader)),
            phrases("notice.due", day=written_day(phrases, agreement.due)),
        ),
        buttons=(_open(phrases, "notice.open-agreement", "agreement", agreement.id),),
    )


def agreement_changed(
    phrases: Phrases, agreement: Agreement, kind: ChangeKind, by: Someone, reader: Someone
) -> Message:
    fillings = {
        "who": by.name,
        "day": written_day(phrases, agreement.due),
        "owners": names(phrases, agreement.owners, reader),
    }
    return Message(
        heading=phrases("notice.agreement", student=agreement.student.name),
        paragraphs=(phrases(f"notice.{kind}", **fillings), agreement.what),
        buttons=(_open(phrases, "notice.open-agreement", "agreement", agreement.id),),
    )


def report_shared(phrases: Phrases, report: Report, title: str) -> Message:
    by = report.written_by.name if report.written_by else ""
    return Message(
        heading=title,
        paragraphs=(
            phrases("notice.report", who=by, student=report.student.name, day=written_day(phrases, report.held_on)),
        ),
        buttons=(_open(phrases, "notice.open-report", "read-report", report.id),),
    )


def report_seen(phrases: Phrases, report: Report, title: str, by: Someone) -> Message:
    return Message(paragraphs=(phrases("notice.seen", who=by.name, title=title, student=report.student.name),))


def call_message(phrases: Phrases, call: Call, situation: str) -> Message:
    """What the person who is called in reads; the asker sees the same before it goes out."""
    student = call.student.name if call.student else phrases("notice.no-name")
    own = call.student is not None and call.student.id == call.asker.id
    lines = [phrases("notice.call-self" if own else "notice.call", who=call.asker.name, student=student)]
    if situation:
        lines.append(phrases("notice.situation", situation=situation))
    if call.note:
        lines.append(phrases("notice.note", note=call.note))
    return Message(heading=phrases("notice.call-heading", who=call.asker.name), paragraphs=tuple(lines))


def call_asked(phrases: Phrases, call: Call, situation: str) -> Message:
    return call_message(phrases, call, situation).model_copy(
        update={
            "buttons": (
                _open(phrases, "call.take", "take-call", call.id),
                _open(phrases, "call.call-back", "call-back", call.id),
                _open(phrases, "call.open", "call", call.id),
            )
        }
    )


def call_answered(phrases: Phrases, call: Call) -> Message:
    key = "notice.taken" if call.state is CallState.TAKEN else "notice.call-back"
    student = call.student.name if call.student else phrases("notice.no-name")
    return Message(paragraphs=(phrases(key, who=call.asked.name, student=student, email=call.asked.email),))


def call_passed_on(phrases: Phrases, call: Call, first: Someone) -> Message:
    student = call.student.name if call.student else phrases("notice.no-name")
    line = phrases("notice.passed-on", first=first.name, now=call.asked.name, student=student)
    return Message(paragraphs=(line,))


def call_unanswered(phrases: Phrases, call: Call) -> Message:
    return Message(paragraphs=(phrases("notice.unanswered", who=call.asked.name, email=call.asked.email),))


def _open(phrases: Phrases, label: str, dialog: str, identifier: int) -> Button:
    return Button(label=phrases(label), action=Open(dialog=dialog, subject=str(identifier)))
