"""Turning what was heard and answered into HTML. Everything is escaped by the templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.cases import Someone
from bot.message import Heard, Message, Pressed, action_to_text
from bot.people import Featured
from bot.turn import Exchange
from knowledge.phrases import Phrases

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Visitor:
    """Who a visitor chose to be: the person of the roster, and the part of the address that says so."""

    address: str
    person: Someone

    @property
    def conversation(self) -> str:
        return f"web/{self.person.id}"


@dataclass(frozen=True)
class Shown:
    """An exchange as the page shows it. `number` is 0 where it does not matter."""

    number: int
    said: str
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class ClockFace:
    """What the page shows of a clock that can be moved: the day in words, between which days one may choose, and
    whether the choices are unfolded.
    """

    written: str
    today: date
    first: date
    last: date
    moved: bool
    open: bool


def templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals |= {"action_to_text": action_to_text, "new_event": lambda: uuid4().hex}
    return found


@dataclass(frozen=True)
class Pages:
    environment: Environment

    def start(
        self, phrases: Phrases, people: Iterable[Featured], clock: ClockFace | None, arrived: Mapping[str, int]
    ) -> str:
        return self._render("start.html", phrases, people=people, clock=clock, arrived=arrived)

    def notice(self, phrases: Phrases, notice: str) -> str:
        return self._render("notice.html", phrases, notice=notice)

    def step(self, phrases: Phrases, heading: str, said: str, button: str, link: str) -> str:
        """One thing to do, or that was done, and the link that goes on."""
        return self._render("step.html", phrases, heading=heading, said=said, button=button, link=link)

    def chat(
        self, phrases: Phrases, about: str, visitor: Visitor, exchanges: Iterable[Exchange], clock: ClockFace | None
    ) -> str:
        shown = [_shown(exchange) for exchange in exchanges]
        return self._render("chat.html", phrases, about=about, visitor=visitor, exchanges=shown, clock=clock)

    def exchange(self, phrases: Phrases, visitor: Visitor, exchange: Exchange) -> str:
        return self._render("exchange.html", phrases, visitor=visitor, exchanges=[_shown(exchange)])

    def exchanges(self, phrases: Phrases, visitor: Visitor, exchanges: Iterable[Exchange]) -> str:
        return self._render("exchange.html", phrases, visitor=visitor, exchanges=[_shown(one) for one in exchanges])

    def _render(self, template: str, phrases: Phrases, **values: object) -> str:
        return self.environment.get_template(template).render(language=phrases.language, phrases=phrases, **values)


def _shown(exchange: Exchange) -> Shown:
    return Shown(exchange.number, _said(exchange.heard), exchange.messages)


def _said(heard: Heard | None) -> str:
    if heard is None:
        return ""
    return heard.label if isinstance(heard, Pressed) else heard.text
