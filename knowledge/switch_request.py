"""A student's request for another opleidingsschool (appendix 4): its states, and who may bring it from which to which.

Pure. The table below is all there is: dialogs offer what it allows, records carry out nothing else, a command draws it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.model import FactId, Role


class State(StrEnum):
    """Where a request stands. The note's own end is a place; it says nothing of what follows a no (C33)."""

    ASKED = "asked"
    QUESTIONED = "questioned"
    TALKING = "talking"
    INFORMED = "informed"
    GRANTED = "granted"
    REFUSED = "refused"
    WITH_VAKGROEP = "with-vakgroep"
    UPHELD = "upheld"
    SEARCHING = "searching"
    SOLVED = "solved"
    PLACED = "placed"
    UNPLACED = "unplaced"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


ENDS = frozenset(
    (State.SOLVED, State.PLACED, State.UNPLACED, State.REJECTED, State.WITHDRAWN, State.CLOSED)
)  # fmt: skip
OPEN = tuple(state for state in State if state not in ENDS)


class Route(StrEnum):
    """Route a of the appendix, and route b: all that is not about content."""

    CONTENT = "content"
    PERSONAL = "personal"


class Reason(StrEnum):
    CONTENT = "content"
    PERSONAL = "personal"
    TRAVEL = "travel"
    OTHER = "other"

    @property
    def route(self) -> Route:
        return Route.CONTENT if self is Reason.CONTENT else Route.PERSONAL


class Actor(StrEnum):
    """As what somebody acts on one request.

    `APPROVER`: an IO of the student, or whom the request was handed to. `STAND_IN`: an approver who writes down what
    a vakgroepcoördinator decided whom the roster does not name. `NOBODY`: the program itself.
    """

    STUDENT = "student"
    APPROVER = "approver"
    VAKGROEPCOORDINATOR = "vakgroepcoordinator"
    STAND_IN = "stand-in"
    NOBODY = "nobody"


# How to read it. `who`: any of these. `route`: a is content, b is not. `from`: any of these; "open" is all that is no
# end. `to`: "back" is where it was when the question was asked, "same" is where it is. `text`: whether those who read
# it need an explanation (needed, free) or none can be given (none). `comes to`: the roles that read it from then on.
TABLE = """
move      who                            route  from                                to             text    comes to
start     student                        a      -                                   asked          needed  io,so
start     student                        b      -                                   asked          needed  io
discuss   approver                       a      asked,questioned                    talking        free    -
discuss   approver                       b      asked,questioned                    talking        free    so,slc
ask       approver                       ab     asked,talking,informed              questioned     needed  -
answer    student                        ab     questioned                          back           needed  -
inform    approver                       b      talking                             informed       free    regiocoordinator
grant     approver                       a      asked,talking                       granted        free    -
grant     approver                       b      informed                            granted        free    -
refuse    approver                       ab     asked,questioned,talking,informed   refused        needed  -
solve     approver                       ab     asked,questioned,talking,informed,refused  solved  needed  -
delegate  approver                       ab     asked,questioned,talking,informed   same           free    -
escalate  student                        ab     talking,informed,refused            with-vakgroep  free    vakgroepcoordinator,regiocoordinator
uphold    vakgroepcoordinator,stand-in   ab     with-vakgroep                       upheld         needed  -
reject    vakgroepcoordinator,stand-in   ab     with-vakgroep                       rejected       needed  -
mail      student                        a      granted                             searching      none    -
mail      approver                       b      granted                             searching      none    -
mail      vakgroepcoordinator,stand-in   ab     upheld                              searching      none    -
place     student,approver,vakgroepcoordinator  ab  searching                       placed         free    -
miss      student,approver,vakgroepcoordinator  ab  searching                       unplaced       free    -
withdraw  student                        ab     open                                withdrawn      free    -
close     nobody                         ab     open                                closed         none    -
"""  # noqa: E501 (a table)

# What each way on rests on.
FACTS: dict[str, tuple[FactId, ...]] = {
    "start": ("B4-02", "B4-05"),
    "discuss": ("B4-03", "B4-09"),
    "inform": ("B4-09",),
    "grant": ("B4-06",),
    "solve": ("B4-01", "B4-03"),
    "escalate": ("B4-10",),
    "uphold": ("B4-11",),
    "reject": ("B4-11",),
    "mail": ("B4-07", "B4-12"),
}
BACK, SAME = "back", "same"


@dataclass(frozen=True)
class Move:
    """A line of the table. `to` is a state, or "back" or "same"; `text` is needed, free or none."""

    name: str
    who: frozenset[Actor]
    routes: frozenset[Route]
    from_: frozenset[State]
    to: str
    text: str
    reaches: tuple[Role, ...]

    def leads_to(self, now: State, asked_from: State | None) -> State:
        """`asked_from` is where the request was when the question that waits was asked."""
        if self.to == SAME:
            return now
        if self.to == BACK:
            return asked_from or State.TALKING
        return State(self.to)


def _lines() -> Iterator[Move]:
    routes = {"a": (Route.CONTENT,), "b": (Route.PERSONAL,), "ab": tuple(Route)}
    for line in TABLE.strip().splitlines()[1:]:
        name, who, route, from_, to, text, reaches = line.split()
        states = OPEN if from_ == "open" else () if from_ == "-" else from_.split(",")
        yield Move(
            name,
            frozenset(map(Actor, who.split(","))),
            frozenset(routes[route]),
            frozenset(map(State, states)),
            to,
            text,
            () if reaches == "-" else tuple(map(Role, reaches.split(","))),
        )


MOVES = tuple(_lines())
NAMES = tuple(dict.fromkeys(move.name for move in MOVES))


# Whose decision an open request waits for; while a place is searched it waits for none. The note sets no terms.
WAITS_FOR = {
    State.ASKED: Actor.APPROVER,
    State.QUESTIONED: Actor.STUDENT,
    State.TALKING: Actor.APPROVER,
    State.INFORMED: Actor.APPROVER,
    State.WITH_VAKGROEP: Actor.VAKGROEPCOORDINATOR,
    State.UPHELD: Actor.VAKGROEPCOORDINATOR,
}


def waits_for(route: Route, state: State) -> Actor | None:
    """Who is to do the next thing. On content it is the student who asks for the new place (B4-07)."""
    if state is State.GRANTED:
        return Actor.STUDENT if route is Route.CONTENT else Actor.APPROVER
    return WAITS_FOR.get(state)


def start_of(route: Route) -> Move:
    return next(move for move in MOVES if move.name == "start" and route in move.routes)


def move_of(name: str, route: Route, state: State, actors: Collection[Actor]) -> Move | None:
    """The line that lets these actors make that move now; None when there is none."""
    return next((move for move in moves_of(route, state, actors) if move.name == name), None)


def moves_of(route: Route, state: State, actors: Collection[Actor]) -> Iterator[Move]:
    """In the order of the table."""
    return (
        move for move in MOVES if route in move.routes and state in move.from_ and not move.who.isdisjoint(actors)
    )  # fmt: skip


# Where a request goes on when nothing stands in its way.
ONWARD: dict[Route, dict[State, State]] = {
    Route.CONTENT: {
        State.ASKED: State.TALKING,
        State.QUESTIONED: State.TALKING,
        State.TALKING: State.GRANTED,
    },
    Route.PERSONAL: {
        State.ASKED: State.TALKING,
        State.QUESTIONED: State.TALKING,
        State.TALKING: State.INFORMED,
        State.INFORMED: State.GRANTED,
    },
}
LAST_STRETCH = {
    State.GRANTED: State.SEARCHING,
    State.WITH_VAKGROEP: State.UPHELD,
    State.UPHELD: State.SEARCHING,
    State.SEARCHING: State.PLACED,
}


# What these are called depends on the route: with whom one talks, and on what it is allowed.
BY_ROUTE = frozenset((State.TALKING, State.GRANTED))


def label_key(state: State, route: Route) -> str:
    """The name of the phrase that says where a request stands."""
    return f"{state}-{route}" if state in BY_ROUTE else state.value


@dataclass(frozen=True)
class Path:
    """The way of one request: the states behind it, where it is, and what is still to come if all goes well."""

    behind: tuple[State, ...]
    now: State
    ahead: tuple[State, ...]


def path(route: Route, been: Iterable[State], now: State) -> Path:
    """`been` are the states that it was in, oldest first. What was passed twice, or asked back, stands there once."""
    behind = tuple(one for one in dict.fromkeys(been) if one not in (now, State.QUESTIONED))
    return Path(behind, now, tuple(one for one in _onward(route, now) if one not in behind))


def _onward(route: Route, now: State) -> Iterator[State]:
    ways = LAST_STRETCH | ONWARD[route]
    at = now
    while at in ways:
        at = ways[at]
        yield at
