"""A card after a decision: what was decided on is gone, and a line says what was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.channels.teams.cards.buttons import ACTION
from bot.channels.teams.cards.elements import Element, rich, run, small, text
from bot.channels.teams.cards.forms import NOTE, PREFIX
from bot.channels.teams.cards.searching import FOUND, SEARCH
from bot.message import Action, Open, action_from_text
from knowledge.phrases import Phrases

NOTHING = "–"
ANSWERS = frozenset({"helpful", "unhelpful", "seen", "take-call", "call-back"})
"""Dialogs that a card asks for: of these one is chosen."""


def answered(
    card: Element,
    label: str,
    phrases: Phrases,
    values: Mapping[str, str] | None = None,
    pressed: Action | None = None,
) -> Element:
    """`values` are what was filled in, as `values_of` gives them; `label` is what the button said."""
    body = [left for element in card["body"] for left in _left(element, values or {})]
    chosen = rich(run("✓ ", color="Good", weight="Bolder"), run(phrases("teams.chosen", label=label)), spacing="Medium")
    kept = {name: value for name, value in card.items() if name not in ("body", "actions")}
    staying = list(_staying(card.get("actions", ()), pressed))
    return {**kept, "body": [*body, chosen], **({"actions": staying} if staying else {})}


def outdated(card: Element, phrases: Phrases) -> Element:
    """A card of which a button came too late: it says so."""
    kept = {name: value for name, value in card.items() if name != "actions"}
    return {**kept, "body": [*card["body"], small(phrases("teams.outdated"), spacing="Medium")]}


def _staying(actions: Iterable[Element], pressed: Action | None) -> Iterator[Element]:
    for action in actions:
        if "card" in action:
            sets = [list(_staying(one["actions"], pressed)) for one in action["card"]["body"]]
            body = [{"type": "ActionSet", "actions": left} for left in sets if left]
            if body:
                yield {**action, "card": {**action["card"], "body": body}}
        elif _stays(action_from_text(action["data"][ACTION]), pressed):
            yield action


def _stays(offered: Action | None, pressed: Action | None) -> bool:
    """What begins something else can still be begun; what answers the card goes when one of its kind was chosen."""
    if not isinstance(offered, Open) or pressed is None or offered == pressed:
        return False
    chose = isinstance(pressed, Open) and pressed.dialog in ANSWERS
    return not (chose and offered.dialog in ANSWERS)


def _left(element: Element, values: Mapping[str, str]) -> Iterator[Element]:
    identifier = element.get("id", "")
    if identifier == FOUND or any(SEARCH in one.get("data", {}) for one in element.get("actions", ())):
        return
    if element["type"].startswith("Input."):
        yield rich(run(element["label"], weight="Bolder"), spacing="Medium")
        yield text(_said(element, values.get(identifier.removeprefix(PREFIX), "")), spacing="Small")
    elif not identifier.startswith(NOTE):
        yield element


def _said(element: Element, value: str) -> str:
    """Choices by the words that were read."""
    titles = {choice["value"]: choice["title"] for choice in element.get("choices", ())}
    said = ", ".join(titles.get(one, one) for one in value.split(",")) if titles else value
    return said or NOTHING
