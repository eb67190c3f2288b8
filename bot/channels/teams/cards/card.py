"""A message as one or more cards."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.channels.teams.cards.buttons import actions, downloads
from bot.channels.teams.cards.elements import Element, adaptive_card, heading, linked, rich, run, small, text
from bot.channels.teams.cards.escaping import shown
from bot.channels.teams.cards.forms import inputs
from bot.channels.teams.cards.parts import folded, part, steps
from bot.channels.teams.cards.searching import search
from bot.channels.teams.cards.splitting import Piece, pieces
from bot.channels.teams.cards.texts import summary
from bot.message import Message
from knowledge.phrases import Phrases

MAIL = "mailto:"
LARGEST = 24 * 1024
"""Bytes of a card. A whole activity must stay under 28 KB: the rest is for addresses and names around it."""


def cards(message: Message, phrases: Phrases) -> list[Element]:
    """Each under LARGEST, nothing left out; usually one."""

    last: list[tuple[Piece, Element]] = []  # nearly always the only one: it is not built twice

    def build(piece: Piece) -> Element:
        return _card(piece.message, phrases, piece.first_step)

    def fits(piece: Piece) -> bool:
        last[:] = [(piece, build(piece))]
        return size_of(last[0][1]) <= LARGEST

    return [last[0][1] if last and last[0][0] is piece else build(piece) for piece in pieces(message, fits)]


def size_of(card: Element) -> int:
    """In bytes, sent as compact UTF-8."""
    return len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def _card(message: Message, phrases: Phrases, first_step: int) -> Element:
    form = message.form
    body = [
        *_opening(message),
        *_steps(message, first_step),
        *_parts(message),
        *_sources(message, phrases),
        *downloads(message.downloads),
        *_links(message),
        *_question(message),
        *search(message, phrases),
        *(inputs(form.inputs, phrases) if form else ()),
    ]
    pressed = actions(message.buttons, phrases, form=form.submit if form else None)
    more = {"lang": phrases.language, "fallbackText": summary(message), "msteams": {"width": "Full"}}
    return adaptive_card(_spaced(body), pressed, **more)


def _opening(message: Message) -> Iterator[Element]:
    if message.heading:
        yield heading(message.heading, "Large")
    for paragraph in message.paragraphs:
        yield text(paragraph, spacing="Small" if message.heading and paragraph is message.paragraphs[0] else "Medium")


def _steps(message: Message, first: int) -> Iterator[Element]:
    if message.steps and message.steps_heading:
        yield heading(message.steps_heading, "Medium", spacing="Large")
    yield from steps(message.steps, first)


def _parts(message: Message) -> Iterator[Element]:
    for number, one in enumerate(message.parts):
        if one.folded:
            yield from folded(one.heading, one.lines, f"part-{number}")
        else:
            yield part(one)


def _sources(message: Message, phrases: Phrases) -> Iterator[Element]:
    if message.source:
        yield small(message.source, spacing="Medium")
    if message.evidence:
        yield from folded(phrases("teams.evidence"), message.evidence, "evidence")


def _question(message: Message) -> Iterator[Element]:
    if message.progress:
        yield small(message.progress, spacing="Large")
    if message.question:
        yield rich(run(message.question, weight="Bolder"), spacing="Small" if message.progress else "Large")
    if message.why:
        yield small(message.why, spacing="Small")


def _links(message: Message) -> Iterator[Element]:
    """Pages open from buttons; Teams does not let a button open a mail program."""
    mails = [one for one in message.links if one.url.startswith(MAIL)]
    pages = [one for one in message.links if one not in mails]
    yield from (linked(one.label, one.url) for one in mails)
    if pages:
        opening = [{"type": "Action.OpenUrl", "title": shown(one.label), "url": one.url} for one in pages]
        yield {"type": "ActionSet", "actions": opening, "spacing": "Small"}


def _spaced(body: list[Element]) -> list[Element]:
    """Nothing above the first element but the edge of the card."""
    return [{**body[0], "spacing": "None"}, *body[1:]] if body else [text(" ")]
