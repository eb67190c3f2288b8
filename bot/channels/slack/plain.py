"""Slack's way of writing text, back to what the person typed."""

from __future__ import annotations

import html
import re

MARKED = re.compile(r"<([^<>]*)>")


def typed(text: str, me: str = "") -> str:
    """Without Slack's marks for mentions, channels and links, and without the mention of the bot (`me`) itself."""
    return html.unescape(MARKED.sub(lambda found: _shown(found[1], me), text)).strip()


def _shown(mark: str, me: str) -> str:
    target, _, label = mark.partition("|")
    if target.startswith("@") and target[1:] == me:
        return ""
    if target.startswith(("@", "#", "!")):
        return label
    return label or target.removeprefix("mailto:").removeprefix("tel:")
