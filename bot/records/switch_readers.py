"""To whom a request has come: the student, and whoever is around them in a role that may read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone, SwitchRequest
from bot.permissions import Ties
from bot.records.people import circle, person_with_id
from bot.records.switch import actors, seen_by
from knowledge.model import Role
from knowledge.switch_request import Actor


@dataclass(frozen=True)
class Concerned:
    """Somebody who reads what happens with a request, and as what they act on it."""

    person: Someone
    actors: frozenset[Actor]


async def concerned(session: AsyncSession, request: SwitchRequest, day: date) -> list[Concerned]:
    """Once each, as they are on that day; nobody who left."""
    roles: dict[int, set[Role]] = {request.student.id: {Role.STUDENT}}
    student = await person_with_id(session, request.student.id)
    people = {request.student.id: student} if student and not student.left else {}
    for one in await circle(session, request.student.id, day):
        if one.person.left:
            continue
        people.setdefault(one.person.id, one.person)
        roles.setdefault(one.person.id, set()).add(one.role)
    found = []
    for number, person in people.items():
        ties = Ties(frozenset(roles[number]))
        if number == request.student.id or Role.IO in ties.roles or seen_by(person, request, ties).part:
            found.append(Concerned(person, actors(person, request, ties)))
    return found
