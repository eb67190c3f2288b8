"""How fast a lane may go: evenly spaced requests, and a pause between two deliveries to one person."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from bot.delivering.port import Limits


@dataclass
class Pacing:
    """Of one lane in this process: a token bucket of two, told as the moment at which the next token is there.

    Times are those of `time.monotonic`. A late request lets one other follow closer: more would show in the
    platform's windows.
    """

    limits: Limits
    paused_until: float = 0.0
    _next: float = 0.0
    _free: dict[int, float] = field(default_factory=dict)

    def reserve(self) -> float:
        """When this request may go out; the next one asks for a later moment."""
        now, between = time.monotonic(), 1 / self.limits.a_second
        moment = max(self._next, now - between, self.paused_until)
        self._next = moment + between
        return max(moment, now)

    def pause(self, seconds: float) -> None:
        self.paused_until = max(self.paused_until, time.monotonic() + seconds)

    @property
    def paused(self) -> float:
        """Seconds that are left of a pause."""
        return max(self.paused_until - time.monotonic(), 0.0)

    def brought(self, person: int) -> None:
        self._free[person] = time.monotonic() + self.limits.apart

    def resting(self) -> set[int]:
        """People who got something less than `apart` ago."""
        now = time.monotonic()
        self._free = {person: free for person, free in self._free.items() if free > now}
        return set(self._free)
