"""All that one turn says, as what is sent one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.channels.teams.cards.buttons import ACTION
from bot.channels.teams.cards.card import cards
from bot.channels.teams.cards.citing import citations, cited_text
from bot.channels.teams.cards.elements import Element
from bot.channels.teams.cards.searching import searches
from bot.channels.teams.cards.texts import plain_text, summary
from bot.message import Action, Message, action_to_text
from knowledge.phrases import Phrases

ANSWER = ("heading", "paragraphs", "steps", "parts", "source", "evidence")
QUESTION = ("question", "progress", "why", "search", "form", "downloads", "links", "buttons")
LONGEST_TEXT = 8000
"""Characters of a text message; a longer one is told in cards."""


@dataclass(frozen=True)
class Bubble:
    """One activity: a card or a text (Markdown), never both, as Teams tears these apart.

    `summary` is what a notification shows; `citations` is the entity that belongs to the text.
    """

    text: str = ""
    card: Element | None = None
    summary: str = ""
    citations: Element | None = None


def bubbles(messages: Iterable[Message], phrases: Phrases) -> list[Bubble]:
    return [bubble for message in joined(messages) for bubble in _bubbles(message, phrases)]


def card_with(sent: Iterable[Bubble], action: Action) -> Element | None:
    """The card on which that button stands, or on which that answer was searched for."""
    wanted = action_to_text(action)
    cards = [one.card for one in sent if one.card]
    found = next((card for card in cards if wanted in _actions(card)), None)
    return found or next((card for card in cards if searches(card, action)), None)


def joined(messages: Iterable[Message]) -> list[Message]:
    """A question that follows an answer stands under it, in the same card."""
    done: list[Message] = []
    for message in messages:
        if done and not _has(done[-1], QUESTION) and not _has(message, ANSWER):
            asked = {name: getattr(message, name) for name in QUESTION}
            done[-1] = done[-1].model_copy(update=asked)
        else:
            done.append(message)
    return done


def _bubbles(message: Message, phrases: Phrases) -> Iterator[Bubble]:
    if message == Message():
        return
    line = summary(message)
    if _only_text(message):
        yield Bubble(text=plain_text(message), summary=line)
        return
    yield from (Bubble(card=card, summary=line) for card in cards(message, phrases))
    if message.evidence:
        yield Bubble(text=cited_text(message, phrases), summary=line, citations=citations(message))


def _only_text(message: Message) -> bool:
    bare = message.model_copy(update={"heading": "", "paragraphs": (), "question": ""})
    return bare == Message() and sum(map(len, message.paragraphs)) <= LONGEST_TEXT


def _has(message: Message, fields: Iterable[str]) -> bool:
    return any(getattr(message, name) for name in fields)


def _actions(card: Element) -> Iterator[str]:
    """Also those that the last button unfolds."""
    sets = [card.get("actions", []), *(one["actions"] for one in card["body"] if one["type"] == "ActionSet")]
    for action in (action for listed in sets for action in listed):
        if "card" in action:
            yield from _actions(action["card"])
        elif "data" in action:
            yield action["data"].get(ACTION, "")
