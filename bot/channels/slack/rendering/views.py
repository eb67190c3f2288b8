"""Modals that only show something: what was folded away, "one moment", and one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from bot.channels.slack.rendering.blocks import part_shown
from bot.channels.slack.rendering.elements import Block, plain_text, section, worded
from bot.channels.slack.rendering.limits import SECTION, TITLE, VIEW_BLOCKS
from bot.channels.slack.rendering.text import pieces, shortened
from bot.message import Message, Part
from knowledge.phrases import Phrases

View = dict[str, Any]


def view(title: str, blocks: Sequence[Block], phrases: Phrases) -> View:
    """A modal without a submit button."""
    return {
        "type": "modal",
        "title": plain_text(shortened(title, TITLE)),
        "close": plain_text(phrases("slack.close")),
        "blocks": list(blocks),
    }


def loading_view(phrases: Phrases) -> View:
    """Opened at once, as a trigger_id lives three seconds; what was asked for comes with views.update."""
    return told_view(phrases("slack.loading"), phrases)


def told_view(text: str, phrases: Phrases) -> View:
    """One text of ours, such as why a form is gone."""
    return view(phrases("slack.name"), [section(worded(piece)) for piece in pieces(text, SECTION)], phrases)


def more_view(message: Message, phrases: Phrases) -> View:
    """The folded parts of a message and what it rests on; more than a hundred blocks is more than it ever is."""
    parts = [part for part in message.parts if part.folded and part.lines]
    if message.evidence:
        parts.append(Part(heading=phrases("web.evidence"), lines=message.evidence, kind="more"))
    blocks = (shown.block for part in parts for shown in part_shown(part))
    return view(message.heading or phrases("slack.name"), list(islice(blocks, VIEW_BLOCKS)), phrases)
