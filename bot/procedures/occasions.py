"""Which reports there are of a meeting or a progress talk."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cases import Report
from bot.lookups import Lookup


@dataclass(frozen=True)
class ReportsOf(Lookup[tuple[Report, ...]]):
    """Those that the person may see, of the meeting or of the talk with that id; oldest first."""

    meeting: int = 0
    talk: int = 0
