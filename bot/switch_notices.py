"""What others read when a request for another opleidingsschool begins or moves, and the way it goes as a drawing.

Pure: each gives the message for one reader in their own language.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from bot.cases import Someone, SwitchRequest, SwitchStep
from bot.clock import AMSTERDAM
from bot.message import Button, Message, Open, Part
from bot.notices import written_day
from knowledge.phrases import Phrases
from knowledge.switch_request import ENDS, SAME, Actor, Move, Route, State, label_key, moves_of, path

MOST_BUTTONS = 6
LONGEST_LABEL = 75
# Ways that are open to somebody, and that nobody is urged to take.
NOT_URGED = ("ask", "escalate", "withdraw")
# Where the note does not say how it goes on, or who decides (C33).
SILENT = {
    (State.TALKING, Route.CONTENT): "who-decides",
    (State.GRANTED, Route.CONTENT): "who-decides",
    (State.INFORMED, Route.PERSONAL): "nobody-decides",
    (State.GRANTED, Route.PERSONAL): "nobody-seeks",
    (State.REFUSED, Route.CONTENT): "unclear-step",
    (State.WITH_VAKGROEP, Route.CONTENT): "unclear-step",
    (State.REFUSED, Route.PERSONAL): "after-no",
    **{(state, route): "after-end" for state in (State.REJECTED, State.UNPLACED) for route in Route},
}


def switch_started(phrases: Phrases, request: SwitchRequest, actors: Collection[Actor]) -> Message:
    """What the first readers get; the student sees the same before it goes out."""
    return Message(
        heading=heading(phrases, request),
        paragraphs=(phrases("switch-notice.started", student=request.student.name), *about(phrases, request)),
        parts=(route_part(phrases, request),),
        buttons=_notice_buttons(phrases, request, actors),
    )


def switch_moved(
    phrases: Phrases, request: SwitchRequest, reader: Someone, actors: Collection[Actor], *, known: bool
) -> Message:
    """Whoever reads of it for the first time gets all that is in it; who `known` it can open it."""
    last = request.history[-1]
    mine = (phrases("switch-notice.for-you"),) if last.to and last.to.id == reader.id else ()
    return Message(
        heading=heading(phrases, request),
        paragraphs=(step_line(phrases, last), *quoted(last), *mine, *silence(phrases, request),
                    *(() if known else about(phrases, request))),
        parts=(route_part(phrases, request),),
        buttons=_notice_buttons(phrases, request, actors),
    )  # fmt: skip


def switch_passed(phrases: Phrases, request: SwitchRequest, gone: Someone | None, heir: Someone | None) -> Message:
    """The approver is no longer around the student: named to everybody, with who is it now."""
    was = gone.name if gone else phrases("agreement.somebody")
    key = "switch-notice.passed" if heir else "switch-notice.nobody"
    line = phrases(key, was=was, now=heir.name if heir else "", student=request.student.name)
    return Message(heading=heading(phrases, request), paragraphs=(line,), buttons=(open_button(phrases, request),))


def switch_closed(phrases: Phrases, request: SwitchRequest) -> Message:
    line = phrases("switch-notice.closed", student=request.student.name)
    return Message(heading=heading(phrases, request), paragraphs=(line,))


def heading(phrases: Phrases, request: SwitchRequest) -> str:
    return phrases("switch.heading", student=request.student.name)


def about(phrases: Phrases, request: SwitchRequest) -> tuple[str, ...]:
    """What the student asks and why, line by line."""
    student = request.student
    discussed = ", ".join(phrases(f"switch-with.{role}") for role in request.discussed)
    lines = [
        phrases("switch.placed", programme=student.programme, level=student.level, school=student.school),
        phrases("switch.reason", reason=phrases(f"switch-reason.{request.reason}")),
        phrases("switch.wish", wish=request.wish),
        phrases("switch.why", why=request.why),
        phrases("switch.since", day=written_day(phrases, request.since)),
        phrases("switch.discussed", who=discussed) if discussed else phrases("switch.discussed-nobody"),
    ]
    if request.minutes:
        lines.insert(2, phrases("switch.minutes", minutes=request.minutes))
    return tuple(lines)


def route_part(phrases: Phrases, request: SwitchRequest) -> Part:
    """The way behind, where it is, and the way ahead if all goes well."""
    been = [step.from_ for step in request.history]
    way = path(request.reason.route, been, request.state)
    since = {step.state: step.at for step in reversed(request.history)}
    lines = (
        *(_stop(phrases, request, one, since.get(one)) for one in (*way.behind, way.now)),
        *(_stop(phrases, request, one, None) for one in way.ahead),
    )
    return Part(heading=phrases(f"switch.route-{request.reason.route}"), lines=lines, kind="route", at=len(way.behind))


def _stop(phrases: Phrases, request: SwitchRequest, state: State, since: datetime | None) -> str:
    name = state_name(phrases, state, request.reason.route)
    if since is None:
        return name
    return phrases("switch.stop", name=name, day=written_day(phrases, since.astimezone(AMSTERDAM).date()))


def state_name(phrases: Phrases, state: State, route: Route) -> str:
    return phrases(f"switch-state.{label_key(state, route)}")


def step_line(phrases: Phrases, step: SwitchStep) -> str:
    """ "Op donderdag 11 maart 2027: Marleen de Wit stond de wissel toe."."""
    who = step.by.name if step.by else phrases("agreement.somebody")
    to = step.to.name if step.to else phrases("agreement.somebody")
    day = written_day(phrases, step.at.astimezone(AMSTERDAM).date())
    return phrases("switch.step", day=day, what=phrases(f"switch-done.{step.move}", who=who, to=to))


def quoted(step: SwitchStep) -> tuple[str, ...]:
    return (f"“{step.text}”",) if step.text else ()


def silence(phrases: Phrases, request: SwitchRequest) -> tuple[str, ...]:
    """What the note leaves open where the request stands now."""
    key = SILENT.get((request.state, request.reason.route))
    return (phrases(f"switch-silent.{key}"),) if key else ()


def move_buttons(phrases: Phrases, request: SwitchRequest, actors: Collection[Actor]) -> Iterator[Button]:
    """What the reader may do now, each once, in the order of the table."""
    if request.state in ENDS:
        return
    found: dict[str, Move] = {}
    for move in moves_of(request.reason.route, request.state, actors):
        found.setdefault(move.name, move)
    for number, (name, move) in enumerate(found.items()):
        yield Button(
            label=phrases(f"switch-move.{name}")[:LONGEST_LABEL],
            action=Open(dialog="switch-move", subject=f"{request.id}/{name}"),
            primary=number == 0 and move.to != SAME and name not in NOT_URGED,
        )


def _notice_buttons(phrases: Phrases, request: SwitchRequest, actors: Collection[Actor]) -> tuple[Button, ...]:
    """The mail itself is in the request: whoever has to send it opens that first."""
    moves = move_buttons(phrases, request, actors)
    if any(move.name == "mail" for move in moves_of(request.reason.route, request.state, actors)):
        return (open_button(phrases, request).model_copy(update={"primary": True}), *list(moves)[1:])[:MOST_BUTTONS]
    return (*moves, open_button(phrases, request))[:MOST_BUTTONS]


def open_button(phrases: Phrases, request: SwitchRequest) -> Button:
    return Button(label=phrases("switch.open"), action=Open(dialog="switch-request", subject=str(request.id)))
