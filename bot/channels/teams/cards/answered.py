"""A card after a decision: its buttons and inputs are gone, and a line says what was chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.channels.teams.cards.elements import Element, rich, run, text
from bot.channels.teams.cards.forms import NOTE, PREFIX
from knowledge.phrases import Phrases

NOTHING = "–"


def answered(card: Element, label: str, phrases: Phrases, values: Mapping[str, str] | None = None) -> Element:
    """`values` are what was filled in, as `values_of` gives them; `label` is what the button said."""
    body = [left for element in card["body"] for left in _left(element, values or {})]
    chosen = rich(run("✓ ", color="Good", weight="Bolder"), run(phrases("teams.chosen", label=label)), spacing="Medium")
    kept = {name: value for name, value in card.items() if name not in ("body", "actions")}
    return {**kept, "body": [*body, chosen]}


def _left(element: Element, values: Mapping[str, str]) -> Iterator[Element]:
    identifier = element.get("id", "")
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
