"""What a menu that searches as one types offers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.channels.searching import found
from bot.channels.slack.rendering.elements import option
from bot.channels.slack.rendering.limits import OPTIONS


def options_for(typed: str, options: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    """This is what `ack(options=…)` takes, of (value, label)."""
    return [option(value, label) for value, label in found(typed, options, OPTIONS)]
