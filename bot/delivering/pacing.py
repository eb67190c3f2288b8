"""How fast a lane may go: evenly spaced requests, and a pause between two deliveries to one person."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from bot.delivering.port import Limits

# A second as we measure it is not quite that of the platform: requests are under way for different times.
SECOND = 1.04
# Places that late requests may catch up.
CATCHING_UP = 2


@dataclass
class Pacing:
    """Of one lane in this process. Times are those of `time.monotonic`.

    A token bucket, told as the moment at which the next token is there, spaces requests evenly; what really went out in
    the last second is counted too, as requests may be late and then come close together.
    """

    limits: Limits
    paused_until: float = 0.0
    _next: float = 0.0
    _gone: deque[float] = field(default_factory=deque)
    _free: dict[int, float] = field(default_factory=dict)

    def reserve(self) -> float:
        """When this request may go out; the next one asks for a later moment."""
        now, between = time.monotonic(), SECOND / self.limits.a_second
        moment = max(self._next, now - CATCHING_UP * between, self.paused_until)
        self._next = moment + between
        return max(moment, now)

    def go(self) -> float:
        """0: it goes out now, and is counted. Else the seconds until it may be asked again."""
        now = time.monotonic()
        while self._gone and self._gone[0] <= now - SECOND:
            self._gone.popleft()
        if len(self._gone) >= self.limits.a_second:
            return self._gone[0] + SECOND - now
        self._gone.append(now)
        return 0.0

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
