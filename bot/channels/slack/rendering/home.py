"""App Home: where to start, what waits for me, who needs attention, and the agreements that I have to do with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.cases import Agreement, Call, Report, Someone
from bot.channels.slack.rendering.elements import Block, Element, actions, button, context, header, section, worded
from bot.channels.slack.rendering.forms import modal
from bot.channels.slack.rendering.identifiers import ACT, MOVE, SETTLE
from bot.channels.slack.rendering.limits import SECTION
from bot.channels.slack.rendering.text import pieces, shortened
from bot.lookups import Waiting
from bot.message import Action, Button, Command, FormView, Input, Open, action_to_text
from bot.notices import names, written_day
from knowledge.model import Role
from knowledge.phrases import Phrases

SHOWN, AGREEMENTS, STUDENTS = 15, 20, 10
LONGEST_WHAT = 300
MOVE_VIEW, DUE = "move_agreement", "due"
Possible = Set[tuple[int, str]]
Attention = Sequence[tuple[int, str]]
TAPPED = re.compile(r"(\d{1,12})/(\d{1,9})")


@dataclass(frozen=True)
class Tapped:
    """An agreement in the version that stood on the dashboard."""

    agreement: int
    version: int

    def __str__(self) -> str:
        return f"{self.agreement}/{self.version}"

    @classmethod
    def read(cls, text: str) -> Tapped | None:
        found = TAPPED.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True)
class Decisions:
    """By id: requests for another opleidingsschool, and talks whose form is to be signed."""

    requests: Sequence[int] = ()
    talks: Sequence[int] = ()


def home_view(
    person: Someone,
    agreements: Sequence[Agreement],
    waiting: Waiting,
    students_count: int,
    phrases: Phrases,
    today: date,
    possible: Possible = frozenset(),
    told: str = "",
    attention: Attention = (),
    decisions: Decisions = Decisions(),
) -> dict[str, Any]:
    """For views.publish. `agreements` are the open ones (`MyAgreements`), `today` the day in Amsterdam.

    `possible` are the agreements that may be settled or moved at once, by id. `told` is what came of a tap, and stands
    on top. `attention` are the students who need it: id, and name with the reasons. `decisions` wait for this person.

    A guest (`id` 0) sees how to begin, and no cases. The buttons carry actions as they do in messages: what they open
    is answered in the direct chat.
    """
    blocks = [section(worded(piece)) for piece in pieces(told, SECTION)[:1]]
    blocks += _beginning(person, students_count, phrases)
    if person.id:
        blocks += [*_waiting(waiting, decisions, phrases), *_attention(attention, phrases)]
        blocks += _agreements(person, agreements, possible, phrases, today)
    return {"type": "home", "blocks": _numbered(blocks)}


def _beginning(person: Someone, students_count: int, phrases: Phrases) -> Iterator[Block]:
    yield header(phrases("welcome.heading"))
    yield section(worded(phrases("slack.home-intro" if person.id else "slack.home-guest")))
    yield actions(list(_starts(person, students_count, phrases)))


def _starts(person: Someone, students_count: int, phrases: Phrases) -> Iterator[Element]:
    yield _button(phrases("command.menu"), Command(name="menu"), primary=True)
    if person.id and person.role is not Role.CONTENT_OWNER:
        yield _button(phrases("agreement.new"), Open(dialog="agree"))
        yield _button(phrases("agreement.mine"), Open(dialog="agreements"))
        yield _button(phrases("student.call-in"), Open(dialog="call-in"))
        if students_count and person.role is not Role.STUDENT:
            yield _button(phrases("slack.home-students", count=students_count), Open(dialog="students"))
    yield _button(phrases("command.help"), Command(name="help"))


def _waiting(waiting: Waiting, decisions: Decisions, phrases: Phrases) -> Iterator[Block]:
    if not (waiting.calls or waiting.reports or decisions.requests or decisions.talks):
        return
    yield header(phrases("waiting.heading"))
    for key, dialog, label, found in (
        ("waiting.requests", "switch-request", "switch.open", decisions.requests),
        ("waiting.talks", "talk", "talk.open-and-sign", decisions.talks),
    ):
        if found:
            opens = Open(dialog=dialog, subject=str(found[0]))
            yield _line(phrases(key, count=len(found)), _button(phrases(label), opens))
    for call in waiting.calls[:SHOWN]:
        yield _line(_call(call, phrases), _button(phrases("call.open"), Open(dialog="call", subject=str(call.id))))
    for report in waiting.reports[:SHOWN]:
        opens = Open(dialog="read-report", subject=str(report.id))
        yield _line(_report(report, phrases), _button(phrases("notice.open-report"), opens))
    more = len(waiting.calls[SHOWN:]) + len(waiting.reports[SHOWN:])
    if more:
        yield context([worded(phrases("slack.home-more", count=more))])


def _attention(students: Attention, phrases: Phrases) -> Iterator[Block]:
    if students:
        yield header(phrases("meeting.proposal", count=len(students)))
    for number, told in students[:STUDENTS]:
        opens = Open(dialog="student", subject=str(number))
        yield _line(told, _button(phrases("slack.home-open"), opens))
    if students[STUDENTS:]:
        more = phrases("agreement.and-more", count=len(students) - STUDENTS)
        yield _line(more, _button(phrases("student.attention"), Open(dialog="attention")))


def _call(call: Call, phrases: Phrases) -> str:
    student = call.student.name if call.student else phrases("notice.no-name")
    return phrases("notice.call", who=call.asker.name, student=student)


def _report(report: Report, phrases: Phrases) -> str:
    by = report.written_by.name if report.written_by else phrases("agreement.somebody")
    day = written_day(phrases, report.held_on)
    return phrases("notice.report", who=by, student=report.student.name, day=day)


def _agreements(
    me: Someone, agreements: Sequence[Agreement], possible: Possible, phrases: Phrases, today: date
) -> Iterator[Block]:
    yield header(phrases("agreement.list-open", student=""))
    if not agreements:
        yield section(worded(phrases("agreement.none")))
    for one in sorted(agreements, key=lambda agreement: (agreement.due, agreement.id))[:AGREEMENTS]:
        opens = _button(phrases("slack.home-open"), Open(dialog="agreement", subject=str(one.id)))
        yield _line(_agreement(me, one, phrases, today), opens)
        taps = list(_taps(one, possible, phrases))
        if taps:
            yield actions(taps)
    more = len(agreements) - AGREEMENTS
    if more > 0:
        shown = _button(phrases("agreement.mine"), Open(dialog="agreements"))
        yield _line(phrases("agreement.and-more", count=more), shown)


def _taps(one: Agreement, possible: Possible, phrases: Phrases) -> Iterator[Element]:
    tapped = str(Tapped(one.id, one.version))
    if (one.id, "settle") in possible:
        yield button(phrases("slack.home-settle"), SETTLE, value=tapped)
    if (one.id, "move") in possible:
        yield button(phrases("slack.home-move"), MOVE, value=tapped)


def move_view(agreement: Agreement, tapped: Tapped, phrases: Phrases) -> dict[str, Any]:
    asked = Input(name=DUE, label=phrases("agreement.due"), kind="date", value=agreement.due.isoformat())
    submit = Button(label=phrases("agreement.do-moved"), action=Command(name="move"))
    title = f"{phrases('agreement.move-to')} {shortened(agreement.what, LONGEST_WHAT)}"
    return modal(FormView(inputs=(asked,), submit=submit), title, phrases, str(tapped)) | {"callback_id": MOVE_VIEW}


def _agreement(me: Someone, one: Agreement, phrases: Phrases, today: date) -> str:
    return phrases(
        "agreement.line-overdue" if one.overdue(today) else "agreement.line",
        day=written_day(phrases, one.due),
        student=one.student.name,
        what=shortened(one.what, LONGEST_WHAT),
        owners=names(phrases, one.owners, me),
    )


def _line(text: str, accessory: Element) -> Block:
    return section(worded(pieces(text, SECTION)[0]), accessory)


def _button(label: str, action: Action, *, primary: bool = False) -> Element:
    return button(label, ACT, value=action_to_text(action), primary=primary)


def _numbered(blocks: list[Block]) -> list[Block]:
    """Every button of the view gets an action_id of its own, as `identifiers.PRESSED` knows them."""
    number = 0
    for block in blocks:
        for element in (*block.get("elements", ()), *((block["accessory"],) if "accessory" in block else ())):
            if element["type"] == "button":
                element["action_id"] = f"{element['action_id']}-{number}"
                number += 1
    return blocks
