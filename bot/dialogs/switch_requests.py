"""Requests for another opleidingsschool: which there are, where one stands, and moving it on."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints

from bot.cases import Someone, Supervisor, SwitchRequest, SwitchStep
from bot.dialogs.choosing import SHOWN, first_lines, menu, not_for_you
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Form, FormField, Option
from bot.dialogs.fields import LONGEST_LINE, FreeText
from bot.dialogs.menu import Start
from bot.message import Button, Download, Link, Message, Open, Part
from bot.notices import names
from bot.procedures.switch import MoveSwitch, MySwitches, OneSwitch
from bot.switch_mail import mail_move, mailto, switch_mail
from bot.switch_notices import (
    MOST_BUTTONS,
    about,
    heading,
    move_buttons,
    open_button,
    quoted,
    route_part,
    silence,
    state_name,
    step_line,
)
from knowledge.model import Role
from knowledge.switch_request import Actor, Move, Route, State, label_key, move_of, moves_of

WITH_APPROVER = frozenset((State.ASKED, State.TALKING, State.INFORMED))
HANDED_TO = (Role.IO, Role.SO)
CONTRADICTIONS = {Route.CONTENT: ("C30", "C31", "C33"), Route.PERSONAL: ("C30", "C33")}


class Needed(BaseModel):
    text: FreeText


class Free(BaseModel):
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_LINE)] = ""


def switch_requests(context: Context, subject: str) -> Dialog:  # noqa: ARG001 (every dialog has a subject)
    found = context.look_up(MySwitches())
    if not found:
        yield Message(paragraphs=(context.phrases("switch.none"),), buttons=(menu(context),))
        return []
    yield Message(heading=context.phrases("switch.all"), paragraphs=first_lines(context, found, _line))
    chosen = yield Choice(
        id="which",
        prompt=context.phrases("switch.which"),
        options=tuple(Option(str(one.id), _option(context, one)) for one in found[:SHOWN]),
    )
    return [Start("switch-request", chosen)]


def _line(context: Context, request: SwitchRequest) -> str:
    mine = any(moves_of(request.reason.route, request.state, request.mine))
    key = "switch.line-yours" if request.open and mine and Actor.STUDENT not in request.mine else "switch.line"
    state = state_name(context.phrases, request.state, request.reason.route)
    return context.phrases(key, student=request.student.name, state=state)


def _option(context: Context, request: SwitchRequest) -> str:
    """Namesakes, and two requests of one student, are told apart."""
    return f"{request.student.name} · {request.student.number} · {context.local_day(request.started_at):%d-%m-%Y}"[:75]


def switch_request(context: Context, subject: str) -> Dialog:
    """`subject`: its id. Where it stands, drawn, and what this person may do."""
    request = context.look_up(OneSwitch(int(subject)))
    if request is None:
        yield not_for_you(context)
    else:
        yield shown(context, request)
    return []


def shown(context: Context, request: SwitchRequest) -> Message:
    mail = mail_move(request) is not None
    buttons = tuple(move_buttons(context.phrases, request, request.mine))
    return Message(
        heading=heading(context.phrases, request),
        paragraphs=tuple(_stands(context, request)),
        parts=(route_part(context.phrases, request), *_mail_part(context, request), *_folded(context, request)),
        downloads=(Download(label=context.phrases("switch.mail-file"), name=f"mail/{request.id}.eml"),) if mail else (),
        links=(Link(label=context.phrases("switch.mail-link"), url=_mailto(context, request)),) if mail else (),
        buttons=(*buttons, menu(context))[:MOST_BUTTONS],
    )


def _stands(context: Context, request: SwitchRequest) -> Iterator[str]:
    state = state_name(context.phrases, request.state, request.reason.route)
    yield context.phrases("switch.stands", state=state)
    last = request.history[-1] if request.history else None
    if last and last.move != "start":
        yield from (step_line(context.phrases, last), *quoted(last))
    if request.state in WITH_APPROVER:
        yield _with(context, request.handler)
    yield from _next(context, request)
    yield from silence(context.phrases, request)


def _with(context: Context, handler: Someone | None) -> str:
    if handler is None:
        return context.phrases("switch.with-nobody")
    if handler.id == context.me.id:
        return context.phrases("switch.with-you")
    return context.phrases("switch.with", who=handler.name)


def _next(context: Context, request: SwitchRequest) -> Iterator[str]:
    if not request.open:
        return
    label = label_key(request.state, request.reason.route)
    if request.state is State.WITH_VAKGROEP and not any(one.role is Role.VAKGROEPCOORDINATOR for one in request.around):
        label += "-unknown"
    own = Actor.STUDENT in request.mine and f"switch-next-you.{label}" in context.phrases.texts
    yield context.phrases(f"switch-next-you.{label}" if own else f"switch-next.{label}")


def _mailto(context: Context, request: SwitchRequest) -> str:
    return mailto(switch_mail(context.phrases, request, context.me, context.stagebureau.email))


def _mail_part(context: Context, request: SwitchRequest) -> Iterator[Part]:
    if mail_move(request) is None:
        return
    mail = switch_mail(context.phrases, request, context.me, context.stagebureau.email)
    to = context.phrases("switch.mail-to-cc" if mail.cc else "switch.mail-to", to=mail.to, cc=", ".join(mail.cc))
    lines = (mail.subject, *(line for line in mail.body.splitlines() if line.strip()))
    yield Part(heading=to, lines=lines, kind="quote")


def _folded(context: Context, request: SwitchRequest) -> Iterator[Part]:
    asked = about(context.phrases, request)
    whose = "switch.asked-you" if Actor.STUDENT in request.mine else "switch.asked"
    yield Part(heading=context.phrases(whose), lines=asked, kind="more", folded=True)
    steps = tuple(" ".join((step_line(context.phrases, step), *quoted(step))) for step in request.history)
    yield context.history_part(steps)
    known = [context.library.contradictions[name] for name in CONTRADICTIONS[request.reason.route]]
    lines = tuple(context.text(one.says) for one in known if one.says)
    heading_ = context.phrases("guide.contradiction-more")
    yield Part(heading=heading_, lines=lines, kind="contradiction", folded=True)


# Moving it on


def switch_move(context: Context, subject: str) -> Dialog:
    """`subject`: "12/grant". Whoever comes too late is told who decided, and what."""
    number, _, name = subject.partition("/")
    request = context.look_up(OneSwitch(int(number)))
    if request is None:
        yield not_for_you(context)
        return []
    move = move_of(name, request.reason.route, request.state, request.mine)
    if move is None:
        yield _already(context, request)
        return []
    to = None
    if name == "delegate":
        to = yield from _whom(context, request)
        if to is None:
            return []
    text = yield from _text(context, request, move, to)
    yield _moved(context, request, move, text, to)
    return [MoveSwitch(request.id, request.version, name, text, to.person.id if to else None)]


def _already(context: Context, request: SwitchRequest) -> Message:
    last = request.history[-1]
    state = state_name(context.phrases, request.state, request.reason.route)
    return Message(
        paragraphs=(
            context.phrases("switch.already"),
            step_line(context.phrases, last),
            *quoted(last),
            context.phrases("switch.stands", state=state),
        ),
        buttons=(open_button(context.phrases, request), menu(context)),
    )


def _whom(context: Context, request: SwitchRequest) -> Generator[Any, Any, Supervisor | None]:
    handler = request.handler.id if request.handler else 0
    people = {one.person.id: one for one in request.around if one.role in HANDED_TO and one.person.id != handler}
    if not people:
        yield Message(paragraphs=(context.phrases("switch.nobody-else"),), buttons=(menu(context),))
        return None
    chosen = yield Choice(
        id="whom",
        prompt=context.phrases("switch.hand-to"),
        options=tuple(
            Option(str(number), f"{context.role_name(one.role)}: {one.person.name}"[:75])
            for number, one in list(people.items())[:6]
        ),
    )
    return people[int(chosen)]


def _text(
    context: Context, request: SwitchRequest, move: Move, to: Supervisor | None
) -> Generator[Any, Any, str]:  # fmt: skip
    """What the others read with it; they are named before it goes out."""
    if move.text == "none":
        return ""
    who = _readers(context, request, move, to)
    said = silence(context.phrases, _after(context, request, move, "", to))
    read = context.phrases("switch.text-read-by", who=who) if who else context.phrases("switch.text-read-by-nobody")
    yield Message(heading=heading(context.phrases, request), paragraphs=(*said, read))
    needed = move.text == "needed"
    given = yield Form(
        id="text",
        prompt=context.phrases(f"switch-ask.{move.name}"),
        model=Needed if needed else Free,
        fields=(
            FormField("text", context.phrases("switch.text"), "text", required=needed,
                      hint=context.no_medical),
        ),
        submit=context.phrases(f"switch-move.{move.name}"),
    )  # fmt: skip
    return str(given.text)


def _readers(context: Context, request: SwitchRequest, move: Move, to: Supervisor | None) -> str:
    """The names of who hears of it: the student, and those around them whom it came to or comes to now."""
    reached = {*request.reaches, *move.reaches, Role.IO, *((to.role,) if to else ())}
    handler = request.handler.id if request.handler else 0
    told = [one.person for one in request.around if one.role in reached or one.person.id == handler]
    if Actor.STUDENT not in request.mine:
        told.insert(0, Someone(request.student.id, request.student.name, "", (Role.STUDENT,)))
    return names(context.phrases, [one for one in dict.fromkeys(told) if one.id != context.me.id])


def _after(context: Context, request: SwitchRequest, move: Move, text: str, to: Supervisor | None) -> SwitchRequest:
    """How it stands once this is done."""
    state = move.leads_to(request.state, request.asked_from)
    person = to.person if to else None
    step = SwitchStep(move.name, context.me, context.now, text, request.state, state, person)
    return replace(request, state=state, handler=person or request.handler, history=(*request.history, step))


def _moved(context: Context, request: SwitchRequest, move: Move, text: str, to: Supervisor | None) -> Message:
    after = _after(context, request, move, text, to)
    warning = context.medical_warning(text)
    return Message(
        paragraphs=(
            context.phrases("switch.is-done", state=state_name(context.phrases, after.state, after.reason.route)),
            *((warning,) if warning else ()),
            *_next(context, after),
        ),
        parts=(route_part(context.phrases, after),),
        buttons=(
            open_button(context.phrases, after),
            *_all(context, request),
            menu(context),
        ),
    )


def _all(context: Context, request: SwitchRequest) -> Iterator[Button]:
    """A student has one open request at most."""
    if Actor.STUDENT not in request.mine:
        yield Button(label=context.phrases("switch.all"), action=Open(dialog="switch-requests"))
