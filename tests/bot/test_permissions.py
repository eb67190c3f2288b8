"""Who may what, role by role: every cell of the table, with every tie that a person can have."""

from __future__ import annotations

from itertools import product

import pytest

from bot.cases import Someone
from bot.permissions import CELLS, Ties, allowed, may
from knowledge.model import Role

OWN = "with students who are theirs"
CALLED = "with students of their region about whom they were called in"
THEN = "with the form of a talk that was held in their time"
PART = "where they take part themselves"

# Written out by hand: "A WPB may, with students who are theirs, see the student, see the dossier, …".
# What no sentence says, nobody may.
MAY: dict[Role, dict[str, str]] = {
    Role.WPB: {
        OWN: "see talk, fill-in talk, note talk, see student, see dossier, see situation, note situation, make call, "
        "see resit, see time-out, see paid-job, "
        "see agreement, log agreement, settle agreement, move agreement, hand-over agreement, cancel agreement",
        THEN: "see talk",
        PART: "see report, acknowledge report, see call, answer call, sign talk, see meeting, subscribe calendar",
    },
    Role.SO: {
        OWN: "see talk, lead talk, fill-in talk, note talk, "
        "see student, see dossier, export dossier, see situation, note situation, make call, "
        "see report, write report, see meeting, plan meeting, see resit, note resit, "
        "see time-out, note time-out, see paid-job, note paid-job, "
        "see agreement, log agreement, settle agreement, move agreement, hand-over agreement, cancel agreement",
        PART: "acknowledge report, see call, answer call, change meeting, subscribe calendar, see switch, move switch",
    },
    Role.IO: {
        OWN: "see talk, lead talk, fill-in talk, note talk, "
        "see student, see dossier, export dossier, see situation, note situation, make call, "
        "see report, write report, see meeting, plan meeting, see resit, note resit, see switch, move switch, "
        "see time-out, note time-out, see paid-job, note paid-job, "
        "see agreement, log agreement, settle agreement, move agreement, hand-over agreement, cancel agreement",
        PART: "acknowledge report, see call, answer call, change meeting, subscribe calendar",
    },
    Role.SLC: {
        OWN: "see student, see dossier, export dossier, see situation, note situation, make call, "
        "see report, write report, see agreement, log agreement, plan meeting, see resit, "
        "see time-out, note time-out, see paid-job, note paid-job",
        PART: "see talk, note talk, settle agreement, move agreement, hand-over agreement, cancel agreement, "
        "acknowledge report, see call, answer call, see meeting, change meeting, subscribe calendar, see switch",
    },
    Role.REGIOCOORDINATOR: {
        CALLED: "see time-out, see paid-job, "
        "see student, see dossier, see resit, see situation, note situation, make call, "
        "write report, see agreement, log agreement",
        PART: "settle agreement, move agreement, hand-over agreement, cancel agreement, "
        "see report, acknowledge report, see call, answer call, see meeting, subscribe calendar, see switch",
    },
    Role.VAKGROEPCOORDINATOR: {
        PART: "see agreement, settle agreement, move agreement, see report, acknowledge report, "
        "see switch, move switch",
    },
    Role.STUDENT: {
        OWN: "see talk, note talk, see student, log agreement, make call, see switch, start switch, move switch, "
        "see time-out, see paid-job, "
        "note paid-job",
        PART: "sign talk, see agreement, settle agreement, move agreement, see report, acknowledge report, see call, "
        "see meeting, subscribe calendar",
    },
}

THINGS = sorted({thing for sentences in MAY.values() for said in sentences.values() for thing in said.split(", ")})
SOME_ROLES: list[tuple[Role, ...]] = [(), *((role,) for role in Role), tuple(Role)]
EITHER = (False, True)
EVERY_TIE = [
    Ties(frozenset(roles), called, part, then)
    for roles, called, part, then in product(SOME_ROLES, EITHER, EITHER, EITHER)
]


def expected(role: Role, thing: str, ties: Ties) -> bool:
    holds = {OWN: role in ties.roles, CALLED: role in ties.roles and ties.called, PART: ties.part, THEN: ties.then}
    return any(holds[when] and thing in said.split(", ") for when, said in MAY.get(role, {}).items())


def someone(*roles: Role, number: int = 1, left: bool = False) -> Someone:
    return Someone(number, "Iemand", "iemand@school.example", roles, left=left)


def test_the_table_speaks_of_these_things_and_no_others() -> None:
    assert sorted(f"{action} {kind}" for kind, action in CELLS) == THINGS


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("role", Role)
def test_every_cell_with_every_tie(role: Role, thing: str) -> None:
    action, kind = thing.split()
    for ties in EVERY_TIE:
        assert allowed([role], action, kind, ties) is expected(role, thing, ties), ties
        assert may(someone(role), action, kind, ties) is expected(role, thing, ties), ties


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("role", sorted(set(Role) - MAY.keys()))
def test_who_does_not_stand_in_the_table_may_nothing(role: Role, thing: str) -> None:
    """The content owner above all."""
    action, kind = thing.split()
    assert not any(may(someone(role), action, kind, ties) for ties in EVERY_TIE)


def test_the_content_owner_does_not_stand_in_the_table() -> None:
    assert Role.CONTENT_OWNER not in MAY
    assert all(Role.CONTENT_OWNER not in cells for cells in CELLS.values())


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize(
    "person",
    [someone(*Role, left=True), someone(*Role, number=0), someone(*Role, number=-1), someone()],
    ids=["who left", "a guest", "a number that is nobody's", "without a role"],
)
def test_nobody_outside_the_roster_may_anything(person: Someone, thing: str) -> None:
    action, kind = thing.split()
    assert not any(may(person, action, kind, ties) for ties in EVERY_TIE)


def test_two_roles_are_not_mixed() -> None:
    """An SO of one school who is WPB at another has there what a WPB has."""
    as_wpb = Ties(frozenset({Role.WPB}))
    both = someone(Role.SO, Role.WPB)
    assert may(both, "see", "dossier", as_wpb)
    assert not may(both, "export", "dossier", as_wpb)
    assert not may(both, "see", "report", as_wpb)
    assert not may(someone(Role.SO), "see", "dossier", as_wpb), "the roster no longer gives them that role"


@pytest.mark.parametrize(("action", "kind"), [("erase", "agreement"), ("see", "conversation"), ("", "")])
def test_what_the_table_does_not_know_is_never_answered(action: str, kind: str) -> None:
    with pytest.raises(KeyError):
        may(someone(*Role), action, kind, EVERY_TIE[-1])
