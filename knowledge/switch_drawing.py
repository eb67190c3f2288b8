"""Drawing the states and moves of a request for another opleidingsschool as SVG, from the table itself."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from knowledge.drawing import BOX_WIDTH, CHARACTERS, COLUMN_GAP, MARGIN, ROW_GAP, Box, arrow, picture
from knowledge.phrases import Phrases
from knowledge.switch_request import BACK, ENDS, MOVES, OPEN, SAME, Move, Route, State, label_key

# Where each state stands, column by column: a state is left of what it leads to. "questioned" goes back.
COLUMNS = (
    (State.ASKED,),
    (State.QUESTIONED, State.TALKING),
    (State.INFORMED, State.REFUSED),
    (State.GRANTED, State.WITH_VAKGROEP),
    (State.UPHELD, State.SEARCHING),
    (State.SOLVED, State.PLACED, State.UNPLACED, State.REJECTED, State.WITHDRAWN, State.CLOSED),
)


def draw_switch_request(route: Route, phrases: Phrases) -> str:
    """What the table allows on one route: each state holds what can be done there, and by whom."""
    boxes = _boxes(route, phrases)
    return picture(phrases(f"switch.route-{route}"), boxes.values(), _arrows(route, boxes))


def _boxes(route: Route, phrases: Phrases) -> dict[State, Box]:
    reached = {State.ASKED, *(end for move in _moves(route) for _, end in _ways(move))}
    boxes = {}
    for column, states in enumerate(COLUMNS):
        y = float(MARGIN)
        for state in (one for one in states if one in reached):
            lines = tuple(_lines(state, route, phrases))
            kind = "outcome" if state in ENDS else "question"
            box = Box(state.value, kind, lines, MARGIN + column * (BOX_WIDTH + COLUMN_GAP), y)
            boxes[state] = box
            y += box.height + 3 * ROW_GAP
    return boxes


def _lines(state: State, route: Route, phrases: Phrases) -> Iterator[str]:
    """The state, and what can be done there by whom; what any open request allows stands where it leads."""
    yield from textwrap.wrap(phrases(f"switch-state.{label_key(state, route)}"), CHARACTERS)
    for move in _moves(route):
        if _always(move) and move.to == state:
            yield from _told(phrases("switch.drawn-always", move=_label(move, phrases)))
        elif state in move.from_ and not _always(move):
            yield from _told(_label(move, phrases))


def _told(line: str) -> Iterator[str]:
    return (f"→ {part}" for part in textwrap.wrap(line, CHARACTERS - 2))


def _moves(route: Route) -> Iterator[Move]:
    return (move for move in MOVES if route in move.routes)


def _always(move: Move) -> bool:
    return move.from_ == frozenset(OPEN)


def _ways(move: Move) -> Iterator[tuple[State, State]]:
    """From where to where."""
    if move.to not in (SAME, BACK):
        yield from ((source, State(move.to)) for source in sorted(move.from_))


def _arrows(route: Route, boxes: dict[State, Box]) -> Iterator[str]:
    ways = dict.fromkeys(way for move in _moves(route) if not _always(move) for way in _ways(move))
    return (arrow(boxes[source], boxes[target], []) for source, target in ways if source in boxes)


def _label(move: Move, phrases: Phrases) -> str:
    who = ", ".join(phrases(f"switch-actor.{actor}") for actor in sorted(move.who))
    named = phrases("switch-done.close-short") if move.name == "close" else phrases(f"switch-move.{move.name}")
    return f"{named} ({who})"
