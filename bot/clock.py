"""The present, and the zone in which its users live."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
Clock = Callable[[], datetime]


def present() -> datetime:
    """Aware, in UTC."""
    return datetime.now(UTC)


@dataclass
class MovableClock:
    """A clock that somebody who tries the product out moves ahead; it goes on from there."""

    real: Clock = present
    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.real() + self.ahead

    def move_to(self, moment: datetime) -> None:
        self.ahead = moment - self.real()

    def put_back(self) -> None:
        self.ahead = timedelta()
