"""Who may see and do what: one table, role by role. Tests walk it in full.

What a cell says of a role:
    own     with a student who is theirs: a WPB's, IO's and SLC's own students, an SO's school, a student themselves
    called  with a student of their region about whom they were called in, or asked to a talk, or about whom something
            was shared with them
    then    as own; and for a while with the form of a progress talk that was held while the student was theirs
    part    only where they take part themselves: as owner, reader, asker, asked, or maker; of a calendar: its owner
    -       never
A vakgroepcoördinator sees no student and no dossier: only the request that came to them, and what was shared with them.
What one may do with a request for another opleidingsschool, and when, stands in `knowledge.switch_request`.
Roles that do not stand here see no case at all: the content owner neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.cases import Someone
from knowledge.model import Role

TABLE = """
                        wpb    so     io     slc    regiocoordinator  student  vakgroepcoordinator
student     see         own    own    own    own    called            own      -
dossier     see         own    own    own    own    called            -        -
dossier     export      -      own    own    own    -                 -        -
agreement   see         own    own    own    own    called            part     part
agreement   log         own    own    own    own    called            own      -
agreement   settle      own    own    own    part   part              part     part
agreement   move        own    own    own    part   part              part     part
agreement   hand-over   own    own    own    part   part              -        -
agreement   cancel      own    own    own    part   part              -        -
report      see         part   own    own    own    part              part     part
report      write       -      own    own    own    called            -        -
report      acknowledge part   part   part   part   part              part     part
situation   see         own    own    own    own    called            -        -
situation   note        own    own    own    own    called            -        -
call        see         part   part   part   part   part              part     -
call        make        own    own    own    own    called            own      -
call        answer      part   part   part   part   part              -        -
switch      see         -      part   own    part   part              own      part
switch      start       -      -      -      -      -                 own      -
switch      move        -      part   own    -      -                 own      part
calendar    subscribe   part   part   part   part   part              part     -
meeting     see         part   own    own    part   part              part     -
meeting     plan        -      own    own    own    -                 -        -
meeting     change      -      part   part   part   -                 -        -
resit       see         own    own    own    own    called            -        -
resit       note        -      own    own    -      -                 -        -
time-out    see         own    own    own    own    called            own      -
time-out    note        -      own    own    own    -                 -        -
paid-job    see         own    own    own    own    called            own      -
paid-job    note        -      own    own    own    -                 own      -
talk        see         then   own    own    part   -                 own      -
talk        lead        -      own    own    -      -                 -        -
talk        fill-in     own    own    own    -      -                 -        -
talk        note        own    own    own    part   -                 own      -
talk        sign        part   -      -      -      -                 part     -
"""


@dataclass(frozen=True)
class Ties:
    """What binds a person to a student and to one object about them.

    `roles`: the roles in which the student is theirs today. `called`: they were called in or asked to a talk, or
    something was shared with them. `part`: they take part in this object. `then`: it is of the time in
    which the student was theirs, and not long ago.
    """

    roles: frozenset[Role] = frozenset()
    called: bool = False
    part: bool = False
    then: bool = False


def _cells() -> dict[tuple[str, str], dict[Role, str]]:
    heading, *lines = [line.split() for line in TABLE.strip().splitlines()]
    roles = [Role(name) for name in heading]
    return {(kind, action): dict(zip(roles, cells, strict=True)) for kind, action, *cells in lines}


CELLS = _cells()


def allowed(roles: Iterable[Role], action: str, kind: str, ties: Ties) -> bool:
    """Whether somebody with these roles may do that with an object of that kind. Unknown pairs: KeyError."""
    cells = CELLS[kind, action]
    return any(_holds(cells.get(role, "-"), role, ties) for role in roles)


def may(person: Someone, action: str, kind: str, ties: Ties) -> bool:
    """As `allowed`, for a person of the roster; whoever left it, or was never on it, may nothing."""
    return person.id > 0 and not person.left and allowed(person.roles, action, kind, ties)


def may_for_some(person: Someone, action: str, kind: str) -> bool:
    """Whether they may do that with a student who is theirs, if they have one: for offers before one is named."""
    return may(person, action, kind, Ties(frozenset(person.roles)))


def _holds(cell: str, role: Role, ties: Ties) -> bool:
    match cell:
        case "own":
            return role in ties.roles
        case "then":
            return role in ties.roles or ties.then
        case "called":
            return role in ties.roles and ties.called
        case "part":
            return ties.part
        case _:
            return False
