"""A student's request for another opleidingsschool: what dialogs look up, and what they bring about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.cases import SwitchRequest
from bot.dialogs.engine import Effect
from bot.lookups import Lookup
from knowledge.model import Role
from knowledge.switch_request import Reason


@dataclass(frozen=True)
class OneSwitch(Lookup[SwitchRequest | None]):
    """With its history; None when it is not there or not for this person."""

    id: int


@dataclass(frozen=True)
class MySwitches(Lookup[tuple[SwitchRequest, ...]]):
    """Those that this person may see, open ones first, then the newest; at most 50."""


@dataclass(frozen=True)
class StartSwitch(Effect):
    """By the student who does it. `minutes`: the journey one way, where the reason is travel."""

    reason: Reason
    wish: str
    why: str
    since: date
    discussed: tuple[Role, ...]
    minutes: int | None = None


@dataclass(frozen=True)
class MoveSwitch(Effect):
    """A move of the table, on the request as it was in `version`. `to`: whom it is handed to."""

    request: int
    version: int
    move: str
    text: str = ""
    to: int | None = None
