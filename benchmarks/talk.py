"""A conversation that is timed turn by turn."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import uuid4

from benchmarks.schools import School
from bot.cases import Someone
from bot.message import Action, Choose, Heard, Message
from bot.turn import Incoming


@dataclass
class Talk:
    """A new conversation; `taken` holds what each of its turns took, in milliseconds."""

    school: School
    person: Someone
    name: str = field(default_factory=lambda: uuid4().hex)
    taken: list[float] = field(default_factory=list)

    async def hear(self, heard: Heard) -> tuple[Message, ...]:
        incoming = Incoming(self.name, str(len(self.taken)), self.person, heard)
        start = time.perf_counter()
        messages = await self.school.turns.handle(incoming)
        self.taken.append((time.perf_counter() - start) * 1000)
        return messages


def actions(messages: tuple[Message, ...]) -> list[Action]:
    return [button.action for message in messages for button in message.buttons]


def first_choice(messages: tuple[Message, ...]) -> Choose:
    """The first option of the question that was asked."""
    return next(action for action in actions(messages) if isinstance(action, Choose))
