"""`wegwijzer chat`: the conversation of the web chat in the terminal."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

from bot.cases import Someone
from bot.channels.text import as_text
from bot.clock import present
from bot.conversation.words import command_in
from bot.message import Button, Heard, Input, Message, Pressed, Said
from bot.opening import opened, seed
from bot.people import guest
from bot.product import load_product
from bot.records.people import known_person
from bot.settings import read_settings
from bot.turn import Incoming, Turns
from knowledge.model import Role
from storage.database import Database

PROMPT = "\n> "


def chat(options: argparse.Namespace) -> None:
    asyncio.run(_converse(options))


async def _converse(options: argparse.Namespace) -> None:
    settings = read_settings()
    product = replace(load_product(settings.forms), public_url=settings.public_url)
    async with opened(settings) as database:
        if settings.embedded:
            await seed(database)
        person = await _person(database, options)
        turns = Turns(product, database.sessions, present)
        await _Terminal(turns, person).run()


async def _person(database: Database, options: argparse.Namespace) -> Someone:
    """Raises UnknownPersonError."""
    if not options.email:
        return guest(Role(options.role), options.language)
    async with database.sessions.begin() as session:
        return await known_person(session, options.email)


class _Terminal:
    """Numbers choose among the buttons of the last answer; anything else is typed text."""

    def __init__(self, turns: Turns, person: Someone) -> None:
        self.turns, self.person = turns, person
        self.phrases = turns.product.phrases[person.language]
        self.conversation = f"terminal/{person.id or person.role}"

    async def run(self) -> None:
        messages = await self._turn(None)
        while True:
            print("\n" + as_text(messages))
            heard = await self._heard(messages)
            if heard is None:
                return
            messages = await self._turn(heard)

    async def _turn(self, heard: Heard | None) -> tuple[Message, ...]:
        """What others caused meanwhile comes before the answer."""
        brought = await self.turns.bring_notices(self.conversation, self.person) if self.person.id else ()
        return (*brought, *await self.turns.handle(Incoming(self.conversation, uuid4().hex, self.person, heard)))

    async def _heard(self, messages: tuple[Message, ...]) -> Heard | None:
        form = next((message.form for message in reversed(messages) if message.form), None)
        if form:
            wrong = [field for field in form.inputs if field.error]
            values = {field.name: field.value for field in form.inputs}
            for field in wrong or form.inputs:
                typed = await self._ask(field)
                if typed is None:
                    return None
                if command_in(typed, self.turns.product.phrases.values()):
                    return Said(text=typed)
                values[field.name] = _value(typed, field)
            return Pressed(action=form.submit.action, label=form.submit.label, values=values)
        typed = await _read(PROMPT)
        if typed is None:
            return None
        button = _numbered(typed, messages)
        return Pressed(action=button.action, label=button.label) if button else Said(text=typed)

    async def _ask(self, field: Input) -> str | None:
        for line in _about(field):
            print(line)
        may_be_empty = "" if field.required else f" ({self.phrases('web.optional')})"
        filled_in = f" [{_shown(field)}]" if field.value else ""
        return await _read(f"{field.label}{may_be_empty}{filled_in}: ")


def _about(field: Input) -> Iterator[str]:
    if field.error:
        yield field.error
    if field.hint:
        yield f"({field.hint})"
    for number, (_, label) in enumerate(field.options, start=1):
        yield f"  [{number}] {label}"


def _shown(field: Input) -> str:
    """What an empty answer keeps, in the words of the options."""
    labels = dict(field.options)
    return ", ".join(labels.get(value, value) for value in field.value.split(",")) if labels else field.value


async def _read(prompt: str) -> str | None:
    """A typed line; None at the end of the input."""
    try:
        return await asyncio.to_thread(input, prompt)
    except EOFError:
        print(file=sys.stderr)
        return None


def _value(typed: str, field: Input) -> str:
    """ "1,3" chooses options by their number; nothing typed keeps what was filled in already."""
    if not typed.strip():
        return field.value
    if not field.options:
        return typed
    parts = [part.strip() for part in typed.split(",")]
    return ",".join(_option(part, field.options) for part in parts)


def _option(typed: str, options: tuple[tuple[str, str], ...]) -> str:
    if typed.isdigit() and 1 <= int(typed) <= len(options):
        return options[int(typed) - 1][0]
    return next((value for value, label in options if typed and label.casefold().startswith(typed.casefold())), typed)


def _numbered(typed: str, messages: tuple[Message, ...]) -> Button | None:
    """The button with that number in the last message that has buttons."""
    buttons = next((message.buttons for message in reversed(messages) if message.buttons), ())
    if typed.isdigit() and 1 <= int(typed) <= len(buttons):
        return buttons[int(typed) - 1]
    return None
