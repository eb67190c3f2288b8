"""The present, and the zone in which its users live."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
Clock = Callable[[], datetime]


def present() -> datetime:
    """Aware, in UTC."""
    return datetime.now(UTC)
