"""What rows of a roster say of one another: nobody stands there twice, and supervisors are there and have the role."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.roster.columns import SUPERVISING
from bot.roster.faults import Fault, quoted
from bot.roster.row import Supervises
from knowledge.model import Role


@dataclass(frozen=True)
class Said:
    """What one line says that others must agree with. `roles` is empty where they could not be read."""

    line: int
    email: str
    number: str
    roles: tuple[Role, ...]
    supervisors: Mapping[str, tuple[Supervises, ...]]


def disagreements(said: Sequence[Said]) -> Iterator[Fault]:
    yield from _twice(said, "email", lambda one: one.email)
    yield from _twice(said, "number", lambda one: one.number)
    roles = {one.email: one.roles for one in reversed(said)}
    for one in said:
        for column, supervisors in one.supervisors.items():
            yield from _supervisor_faults(one.line, column, supervisors, roles)


def _twice(said: Iterable[Said], column: str, of: Callable[[Said], str]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for one in said:
        value = of(one)
        if value and first.setdefault(value, one.line) != one.line:
            yield Fault(one.line, column, f"{quoted(value)} stands at line {first[value]} too; one person, one row")


def _supervisor_faults(
    line: int, column: str, supervisors: Iterable[Supervises], roles: Mapping[str, tuple[Role, ...]]
) -> Iterator[Fault]:
    role = SUPERVISING[column]
    for email in dict.fromkeys(one.email for one in supervisors):
        if email not in roles:
            yield Fault(line, column, f"{email} has no row in this file; add one with the role {role}")
        elif roles[email] and role not in roles[email]:
            yield Fault(line, column, f"{email} does not have the role {role}; it has {', '.join(roles[email])}")
