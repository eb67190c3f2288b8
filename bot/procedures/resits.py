"""Placements that were not passed: what is looked up of them, and noting one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.cases import Resit
from bot.dialogs.engine import Effect
from bot.lookups import Lookup

FIRST, SECOND = 1, 2


@dataclass(frozen=True)
class ResitsAbout(Lookup[tuple[Resit, ...]]):
    """Newest first; empty when this person may not see them."""

    student: int


@dataclass(frozen=True)
class NoteResit(Effect):
    student: int
    chance: int
    assessed_on: date | None
    earliest_on: date | None
    until: date | None
