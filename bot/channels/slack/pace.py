"""At most one message per second per channel, in the order in which they were offered."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

SECOND = 1.0
MOST_REMEMBERED = 5000


@dataclass
class Pace:
    """`apart`: seconds between two messages in one channel."""

    apart: float = SECOND
    _free: dict[str, float] = field(default_factory=dict)

    async def wait(self, channel: str) -> None:
        """Until it is this message's turn."""
        now = time.monotonic()
        turn = max(now, self._free.get(channel, 0.0))
        if len(self._free) > MOST_REMEMBERED:
            self._free = {name: free for name, free in self._free.items() if free > now}
        self._free[channel] = turn + self.apart
        if turn > now:
            await asyncio.sleep(turn - now)
