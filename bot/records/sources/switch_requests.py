"""Requests for another opleidingsschool with which nothing happens: to whom they lie with."""

from __future__ import annotations

from collections.abc import Iterable

from bot.clock import AMSTERDAM
from bot.message import Open
from bot.records.batches import Batch
from bot.reminders.item import Item, Settles, Words
from knowledge.switch_request import Actor, Route, State, waits_for
from storage.due_procedures import HANDLER, OWN, VAKGROEP, OpenRequest, open_requests

# The note sets no terms: these are ours.
AGAIN = (2, 5, 10)
STILL = 10
PARTS = {Actor.APPROVER: HANDLER, Actor.STUDENT: OWN, Actor.VAKGROEPCOORDINATOR: VAKGROEP}


async def waiting(batch: Batch) -> Iterable[Item]:
    found = await open_requests(batch.session, list(batch.people), batch.today)
    lying = (one for one in found if _lies_with(one) and _may_still(batch, one))
    return {(one.person, one.id): _item(batch, one) for one in lying}.values()


def _lies_with(one: OpenRequest) -> bool:
    """Where the roster names no vakgroepcoördinator, the handler writes down what that person decides."""
    actor = waits_for(Route(one.route), State(one.state))
    if actor is None:
        return False
    if actor is Actor.VAKGROEPCOORDINATOR and not one.has_vakgroep:
        return one.part == HANDLER
    return one.part == PARTS[actor]


def _may_still(batch: Batch, one: OpenRequest) -> bool:
    """A vakgroepcoördinator has no students, and was found by their tie to this one."""
    if one.part == VAKGROEP:
        return True
    around = batch.roles_towards(one.person, one.student_id, one.region)
    return bool(around) and batch.may_see(one.person, "switch", one.student_id, one.region)


def _item(batch: Batch, one: OpenRequest) -> Item:
    title, text = _words(batch, one)
    return Item(
        key=f"switch/{one.id}",
        owner=one.person,
        kind="switch-request",
        last_day=one.moved_at.astimezone(AMSTERDAM).date(),
        title=title,
        text=text,
        rule="request for another opleidingsschool",
        again=AGAIN,
        still=STILL,
        action=Open(dialog="switch-request", subject=str(one.id)),
        students=() if one.part == OWN else (one.student_id,),
        settles=Settles.NOTHING,
    )


def _words(batch: Batch, one: OpenRequest) -> tuple[Words, Words]:
    if one.part == OWN:
        text = "asked" if one.state == State.QUESTIONED else "granted"
        return batch.words("reminder-switch.own-title"), batch.words(f"reminder-switch.{text}")
    return (
        batch.words("reminder-switch.title", student=one.student),
        batch.words("reminder-switch.text", student=one.student),
    )
