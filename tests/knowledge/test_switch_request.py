"""The table of a request for another opleidingsschool, walked in full."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.phrases import load_phrases
from knowledge.switch_drawing import draw_switch_request
from knowledge.switch_request import (
    ENDS,
    FACTS,
    MOVES,
    NAMES,
    OPEN,
    Actor,
    Reason,
    Route,
    State,
    label_key,
    move_of,
    moves_of,
    path,
    start_of,
)

# Written out by hand from appendix 4: in each state, who may do what on route a (content) and on route b. What does
# not stand here, nobody may. A student withdraws, and a student who leaves closes it, as long as it is open.
BOTH, CONTENT, PERSONAL = tuple(Route), (Route.CONTENT,), (Route.PERSONAL,)
MAY: list[tuple[str, tuple[Route, ...], Actor, str]] = [
    ("asked", BOTH, Actor.APPROVER, "discuss ask refuse solve delegate"),
    ("asked", CONTENT, Actor.APPROVER, "grant"),
    ("questioned", BOTH, Actor.STUDENT, "answer"),
    ("questioned", BOTH, Actor.APPROVER, "discuss refuse solve delegate"),
    ("talking", BOTH, Actor.APPROVER, "ask refuse solve delegate"),
    ("talking", CONTENT, Actor.APPROVER, "grant"),
    ("talking", PERSONAL, Actor.APPROVER, "inform"),
    ("talking", BOTH, Actor.STUDENT, "escalate"),
    ("informed", PERSONAL, Actor.APPROVER, "ask grant refuse solve delegate"),
    ("informed", PERSONAL, Actor.STUDENT, "escalate"),
    ("granted", CONTENT, Actor.STUDENT, "mail"),
    ("granted", PERSONAL, Actor.APPROVER, "mail"),
    ("refused", BOTH, Actor.APPROVER, "solve"),
    ("refused", BOTH, Actor.STUDENT, "escalate"),
    *(("with-vakgroep", BOTH, actor, "uphold reject") for actor in (Actor.VAKGROEPCOORDINATOR, Actor.STAND_IN)),
    *(("upheld", BOTH, actor, "mail") for actor in (Actor.VAKGROEPCOORDINATOR, Actor.STAND_IN)),
    *(("searching", BOTH, actor, "place miss") for actor in Actor if actor not in (Actor.STAND_IN, Actor.NOBODY)),
]
# On the content route nothing leads to "informed".
REACHED = {Route.CONTENT: set(State) - {State.INFORMED}, Route.PERSONAL: set(State)}


def expected(route: Route, state: State, actor: Actor) -> set[str]:
    found = {name for at, routes, who, names in MAY if (at, who) == (state, actor) and route in routes
             for name in names.split()}  # fmt: skip
    if state not in ENDS:
        found |= {Actor.STUDENT: {"withdraw"}, Actor.NOBODY: {"close"}}.get(actor, set())
    return found


@pytest.mark.parametrize(("route", "state"), [(route, state) for route in Route for state in sorted(REACHED[route])])
def test_every_state_role_and_move(route: Route, state: State) -> None:
    for actor in Actor:
        assert {move.name for move in moves_of(route, state, {actor})} == expected(route, state, actor), actor
        for name in NAMES:
            allowed = name in expected(route, state, actor)
            assert (move_of(name, route, state, {actor}) is not None) is allowed, (actor, name)


@pytest.mark.parametrize("route", Route)
def test_every_state_is_reached_and_every_open_one_has_a_way_out(route: Route) -> None:
    seen, waiting = set(), [State.ASKED]
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        ways = list(moves_of(route, state, set(Actor)))
        assert bool(ways) is (state not in ENDS), state
        waiting += [move.leads_to(state, State.TALKING) for move in ways]
    assert seen == REACHED[route]


def test_a_move_leads_where_its_line_says() -> None:
    for move in MOVES:
        for state in move.from_:
            assert move.leads_to(state, State.INFORMED) in State
    answer = next(move for move in MOVES if move.name == "answer")
    assert [answer.leads_to(State.QUESTIONED, one) for one in (State.ASKED, State.INFORMED, None)] == [
        State.ASKED, State.INFORMED, State.TALKING,
    ]  # fmt: skip


def test_a_move_of_one_state_stands_once_in_the_table() -> None:
    """Else the order of the lines would decide."""
    for one, other in combinations(MOVES, 2):
        clash = one.name == other.name and one.routes & other.routes and one.from_ & other.from_
        assert not (clash and one.who & other.who), (one, other)


def test_who_reads_it_when_it_begins() -> None:
    """Route a: wishes to IO and SO. Route b: the student goes to the IO first."""
    assert [str(role) for role in start_of(Reason.CONTENT.route).reaches] == ["io", "so"]
    for reason in (Reason.PERSONAL, Reason.TRAVEL, Reason.OTHER):
        assert [str(role) for role in start_of(reason.route).reaches] == ["io"]


@given(st.sampled_from(Route), st.lists(st.sampled_from(OPEN), max_size=8), st.sampled_from(State))
def test_a_path_names_each_stop_once(route: Route, been: list[State], now: State) -> None:
    way = path(route, been, now)
    stops = [*way.behind, way.now, *way.ahead]
    assert len(stops) == len(set(stops))
    assert way.now == now
    assert (way.ahead == ()) or way.ahead[-1] is State.PLACED


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everything_has_a_name_and_a_fact(language: str) -> None:
    phrases = load_phrases()["en" if language == "en" else "nl"]
    for move in MOVES:
        assert phrases(f"switch-done.{move.name}", who="A", to="B")
        if move.name not in ("start", "close"):
            assert len(phrases(f"switch-move.{move.name}")) <= 75
            assert move.text == "none" or phrases(f"switch-ask.{move.name}")
    for state in State:
        for route in REACHED:
            assert phrases(f"switch-state.{label_key(state, route)}")
            assert state in ENDS or phrases(f"switch-next.{label_key(state, route)}")
    assert FACTS.keys() <= set(NAMES)


@pytest.mark.parametrize("route", Route)
def test_the_drawing_holds_every_state_of_the_route(route: Route) -> None:
    drawn = draw_switch_request(route, load_phrases()["nl"])
    assert all(f'id="{state}"' in drawn for state in REACHED[route])
    assert ('id="informed"' in drawn) is (route is Route.PERSONAL)
