"""Requests for another opleidingsschool as the person who asks may see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone, Student, Supervisor, SwitchRequest, SwitchStep
from bot.permissions import Ties, may
from bot.procedures.switch import MySwitches, OneSwitch
from bot.records.loader import MOST_LISTED, Loader, Loaders
from bot.records.people import circle, people_with_ids, students_with_ids
from bot.records.ties import ties_to
from knowledge.model import Role
from knowledge.switch_request import Actor, Reason, State
from storage.switch_requests import SwitchRow, requests_around, requests_of_ids
from storage.switch_tables import SwitchMove


async def load_one_switch(loader: Loader, lookup: OneSwitch) -> SwitchRequest | None:
    found = await visible_requests(loader, await requests_of_ids(loader.session, [lookup.id]))
    if not found:
        return None
    around = await circle(loader.session, found[0].student.id, loader.today)
    return replace(found[0], around=around, mine=_with_stand_in(found[0].mine, around))


def _with_stand_in(mine: frozenset[Actor], around: Sequence[Supervisor]) -> frozenset[Actor]:
    """Where the roster names no vakgroepcoördinator, an approver writes down what that person decided."""
    known = any(one.role is Role.VAKGROEPCOORDINATOR for one in around)
    return mine if known or Actor.APPROVER not in mine else mine | {Actor.STAND_IN}


async def load_my_switches(loader: Loader, _: MySwitches) -> tuple[SwitchRequest, ...]:
    if loader.person.left:
        return ()
    school = loader.person.school if Role.SO in loader.person.roles else ""
    ids = await requests_around(loader.session, loader.person.id, school, loader.today, MOST_LISTED)
    rows = {row.request.id: row for row in await requests_of_ids(loader.session, ids)}
    return await visible_requests(loader, [rows[one] for one in ids])


async def visible_requests(loader: Loader, rows: Sequence[SwitchRow]) -> tuple[SwitchRequest, ...]:
    """In the same order, each with what this person may do with it."""
    if not rows:
        return ()
    students = await students_with_ids(loader.session, {row.request.student_id for row in rows})
    ties = await ties_to(loader.session, loader.person, students.values(), loader.today)
    requests = await requests_with_names(loader.session, rows, students)
    return tuple(
        replace(one, mine=actors(loader.person, one, ties[one.student.id]))
        for one in requests
        if may(loader.person, "see", "switch", seen_by(loader.person, one, ties[one.student.id]))
    )


def seen_by(person: Someone, request: SwitchRequest, ties: Ties) -> Ties:
    """It came to the roles of `reaches`, and to whom it was handed to as long as they are around the student."""
    handed = bool(request.handler and request.handler.id == person.id and ties.roles)
    return replace(ties, part=handed or not ties.roles.isdisjoint(request.reaches))


def actors(person: Someone, request: SwitchRequest, ties: Ties) -> frozenset[Actor]:
    """As what this person acts on the request; the permissions are asked apart."""
    handed = request.handler is not None and request.handler.id == person.id and bool(ties.roles)
    came = {role for role in ties.roles if role in request.reaches}
    held = {
        Actor.STUDENT: person.id == request.student.id,
        Actor.APPROVER: Role.IO in ties.roles or handed,
        Actor.VAKGROEPCOORDINATOR: Role.VAKGROEPCOORDINATOR in came,
    }
    return frozenset(actor for actor, holds in held.items() if holds)


async def requests_with_names(
    session: AsyncSession, rows: Sequence[SwitchRow], students: Mapping[int, Student]
) -> list[SwitchRequest]:
    people = await people_with_ids(session, {one for row in rows for one in _people(row) if one})
    return [_request(row, students[row.request.student_id], people) for row in rows]


def _people(row: SwitchRow) -> Iterator[int | None]:
    yield row.request.handler_id
    for move in row.moves:
        yield from (move.person_id, move.to_id)


def _request(row: SwitchRow, about: Student, people: Mapping[int, Someone]) -> SwitchRequest:
    stored = row.request
    return SwitchRequest(
        id=stored.id,
        student=about,
        reason=Reason(stored.reason),
        wish=stored.wish,
        why=stored.why,
        since=stored.since,
        discussed=_roles(stored.discussed),
        minutes=stored.minutes,
        state=State(stored.state),
        handler=people.get(stored.handler_id or 0),
        reaches=_roles(stored.reaches),
        started_at=stored.started_at,
        version=stored.version,
        history=tuple(_step(move, people) for move in row.moves),
    )


def _step(move: SwitchMove, people: Mapping[int, Someone]) -> SwitchStep:
    by, to = people.get(move.person_id or 0), people.get(move.to_id or 0)
    return SwitchStep(move.move, by, move.at, move.text, State(move.from_state), State(move.to_state), to)


def _roles(stored: str) -> tuple[Role, ...]:
    return tuple(Role(one) for one in stored.split(",") if one)


LOADERS: Loaders = {
    OneSwitch: load_one_switch,
    MySwitches: load_my_switches,
}
