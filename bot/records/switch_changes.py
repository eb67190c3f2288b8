"""Starting and moving a request for another opleidingsschool: by the table, by the permissions, and told at once."""

from __future__ import annotations

from collections.abc import Callable

from bot.cases import SwitchRequest
from bot.message import Message
from bot.procedures.switch import MoveSwitch, OneSwitch, StartSwitch
from bot.records.carrier import Carrier, Carriers, OvertakenError
from bot.records.people import circle
from bot.records.switch_readers import Concerned, concerned
from bot.records.ties import ForbiddenError
from bot.switch_notices import switch_moved, switch_started
from knowledge.model import Role
from knowledge.phrases import Phrases
from knowledge.switch_request import ENDS, Actor, Move, State, move_of, start_of
from storage.switch_requests import add_move, add_request, change_request, open_request_of

HANDED_TO = (Role.IO, Role.SO)


async def start_request(carrier: Carrier, effect: StartSwitch) -> None:
    """Raises OvertakenError where the student has one already, ForbiddenError where there is no IO to send it to."""
    me = carrier.person.id
    await carrier.require(me, "start", "switch")
    if await open_request_of(carrier.session, me) is not None:
        raise OvertakenError
    approvers = [one.person for one in await circle(carrier.session, me, carrier.today) if one.role is Role.IO]
    if not approvers:
        raise ForbiddenError("start switch")
    move = start_of(effect.reason.route)
    number = await add_request(
        carrier.session,
        student_id=me,
        reason=effect.reason,
        route=effect.reason.route,
        wish=effect.wish,
        why=effect.why,
        since=effect.since,
        discussed=",".join(effect.discussed),
        minutes=effect.minutes,
        state=move.to,
        handler_id=approvers[0].id,
        reaches=",".join(move.reaches),
        started_at=carrier.now,
    )
    await add_move(
        carrier.session, number, by=me, move=move.name, text="", from_=move.to, to=move.to, to_person=None,
        now=carrier.now,
    )  # fmt: skip
    await carrier.audit("started", f"switch/{number}", me)
    started = await _request(carrier, number)
    await _tell(
        carrier, started, f"switch/{number}/started",
        lambda one: switch_started(_words(carrier, one), started, one.actors),
    )  # fmt: skip


async def move_request(carrier: Carrier, effect: MoveSwitch) -> None:
    """Raises OvertakenError where it moved meanwhile, ForbiddenError where the table does not allow it."""
    before = await _request(carrier, effect.request)
    await carrier.require(before.student.id, "move", "switch", part=bool(before.mine))
    move = move_of(effect.move, before.reason.route, before.state, before.mine)
    if before.version != effect.version:
        raise OvertakenError
    if move is None or Actor.NOBODY in move.who or (move.text == "needed" and not effect.text):
        raise ForbiddenError("move switch")
    state = move.leads_to(before.state, before.asked_from)
    handler = _handler(before, effect)
    reaches = tuple(dict.fromkeys((*before.reaches, *move.reaches, *_roles_of(before, effect.to))))
    knew = {one.person.id for one in await concerned(carrier.session, before, carrier.today)}
    await apply_move(carrier, before, move, state, handler=handler, reaches=reaches, effect=effect)
    moved = await _request(carrier, effect.request)
    await _tell(
        carrier, moved, f"switch/{moved.id}/{moved.version}",
        lambda one: switch_moved(_words(carrier, one), moved, one.person, one.actors, known=one.person.id in knew),
    )  # fmt: skip


def _words(carrier: Carrier, reader: Concerned) -> Phrases:
    return carrier.product.phrases[reader.person.language]


async def apply_move(
    carrier: Carrier,
    before: SwitchRequest,
    move: Move,
    state: State,
    *,
    handler: int | None,
    reaches: tuple[Role, ...],
    effect: MoveSwitch,
) -> None:
    changed = await change_request(
        carrier.session, before.id, effect.version, state=state, open=state not in ENDS, handler_id=handler,
        reaches=",".join(reaches),
    )  # fmt: skip
    if not changed:
        raise OvertakenError
    await add_move(
        carrier.session, before.id, by=carrier.person.id, move=move.name, text=effect.text, from_=before.state,
        to=state, to_person=effect.to, now=carrier.now,
    )  # fmt: skip
    await carrier.audit(move.name, f"switch/{before.id}", before.student.id)


def _handler(before: SwitchRequest, effect: MoveSwitch) -> int | None:
    """Handed to an IO or SO around the student, and to nobody else; else who had it keeps it."""
    handler = before.handler.id if before.handler else None
    if effect.move != "delegate":
        if effect.to is not None:
            raise ForbiddenError("share")
        return handler
    allowed = {one.person.id for one in before.around if one.role in HANDED_TO} - {handler}
    if effect.to not in allowed:
        raise ForbiddenError("share")
    return effect.to


def _roles_of(before: SwitchRequest, to: int | None) -> tuple[Role, ...]:
    """Whom it is handed to reads it, and whoever comes after them in that role."""
    return tuple(one.role for one in before.around if one.person.id == to and one.role in HANDED_TO)


async def _request(carrier: Carrier, number: int) -> SwitchRequest:
    found: SwitchRequest | None = await carrier.loader.load(OneSwitch(number))
    if found is None:
        raise ForbiddenError("see switch")
    return found


async def _tell(carrier: Carrier, request: SwitchRequest, key: str, say: Callable[[Concerned], Message]) -> None:
    """Whoever it came to, but not who did it."""
    for reader in await concerned(carrier.session, request, carrier.today):
        if reader.person.id != carrier.person.id:
            await carrier.tell(reader.person, key, say(reader))


CARRIERS: Carriers = {
    StartSwitch: start_request,
    MoveSwitch: move_request,
}
