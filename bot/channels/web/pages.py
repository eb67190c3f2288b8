"""Turning what was heard and answered into HTML. Everything is escaped by the templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.message import Heard, Message, Pressed, action_to_text
from bot.people import Person
from bot.turn import Exchange
from knowledge.phrases import Phrases

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Shown:
    """An exchange as the page shows it."""

    said: str
    messages: tuple[Message, ...]


def templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@dataclass(frozen=True)
class Pages:
    environment: Environment

    def start(self, phrases: Phrases, people: Iterable[Person]) -> str:
        return self._render("start.html", phrases, people=people)

    def notice(self, phrases: Phrases, notice: str) -> str:
        return self._render("notice.html", phrases, notice=notice)

    def chat(self, phrases: Phrases, person: Person, exchanges: Iterable[Exchange]) -> str:
        shown = [_shown(exchange) for exchange in exchanges]
        return self._render("chat.html", phrases, person=person, exchanges=shown)

    def exchange(self, phrases: Phrases, person: Person, exchange: Exchange) -> str:
        return self._render("exchange.html", phrases, person=person, exchange=_shown(exchange))

    def _render(self, template: str, phrases: Phrases, **values: object) -> str:
        return self.environment.get_template(template).render(
            language=phrases.language,
            phrases=phrases,
            action_to_text=action_to_text,
            new_event=lambda: uuid4().hex,
            **values,
        )


def _shown(exchange: Exchange) -> Shown:
    return Shown(_said(exchange.heard), exchange.messages)


def _said(heard: Heard | None) -> str:
    if heard is None:
        return ""
    return heard.label if isinstance(heard, Pressed) else heard.text
