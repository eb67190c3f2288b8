"""`wegwijzer chat`: the conversation of the web chat in the terminal."""

from __future__ import annotations

import argparse
import asyncio
import sys
from uuid import uuid4

from bot.channels.text import as_text
from bot.clock import present
from bot.message import Button, Heard, Message, Pressed, Said
from bot.people import Person
from bot.product import load_product
from bot.server import opened
from bot.settings import read_settings
from bot.turn import Incoming, Turns
from knowledge.model import Caption, Role

PROMPT = "\n> "


def chat(options: argparse.Namespace) -> None:
    asyncio.run(_converse(options))


async def _converse(options: argparse.Namespace) -> None:
    person = Person(
        id="terminal",
        name="terminal",
        role=Role(options.role),
        language=options.language,
        about=Caption(nl="terminal", en="terminal"),
    )
    product = load_product()
    async with opened(read_settings()) as database:
        turns = Turns(product, database.sessions, present)
        await _Terminal(turns, person).run()


class _Terminal:
    """Numbers choose among the buttons of the last answer; anything else is typed text."""

    def __init__(self, turns: Turns, person: Person) -> None:
        self.turns, self.person = turns, person
        self.phrases = turns.product.phrases[person.language]

    async def run(self) -> None:
        messages = await self._turn(None)
        while True:
            print("\n" + as_text(messages))
            heard = await self._heard(messages)
            if heard is None:
                return
            messages = await self._turn(heard)

    async def _turn(self, heard: Heard | None) -> tuple[Message, ...]:
        return await self.turns.handle(Incoming(f"terminal/{self.person.role}", uuid4().hex, self.person, heard))

    async def _heard(self, messages: tuple[Message, ...]) -> Heard | None:
        form = next((message.form for message in messages if message.form), None)
        if form:
            values: dict[str, str] = {}
            for field in form.inputs:
                if field.error:
                    print(field.error)
                for number, (_, label) in enumerate(field.options, start=1):
                    print(f"  [{number}] {label}")
                typed = await _read(f"{field.label}: ")
                if typed is None:
                    return None
                values[field.name] = _option(typed, field.options)
            return Pressed(action=form.submit.action, label=form.submit.label, values=values)
        typed = await _read(PROMPT)
        if typed is None:
            return None
        button = _numbered(typed, messages)
        return Pressed(action=button.action, label=button.label) if button else Said(text=typed)


async def _read(prompt: str) -> str | None:
    """A typed line; None at the end of the input."""
    try:
        return await asyncio.to_thread(input, prompt)
    except EOFError:
        print(file=sys.stderr)
        return None


def _option(typed: str, options: tuple[tuple[str, str], ...]) -> str:
    if options and typed.isdigit() and 1 <= int(typed) <= len(options):
        return options[int(typed) - 1][0]
    return typed


def _numbered(typed: str, messages: tuple[Message, ...]) -> Button | None:
    """The button with that number in the last message that has buttons."""
    buttons = next((message.buttons for message in reversed(messages) if message.buttons), ())
    if typed.isdigit() and 1 <= int(typed) <= len(buttons):
        return buttons[int(typed) - 1]
    return None
