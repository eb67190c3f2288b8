"""Buttons. Teams shows six at most; where there are more, one unfolds those in the middle.

The first are those that matter most to the person, and the last what is their own, or the way out: these stay in sight.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.channels.teams.cards.elements import VERSION, Element
from bot.channels.teams.cards.escaping import shown
from bot.message import Button, Download, action_to_text
from knowledge.phrases import Phrases

MOST = 6
LAST = 2
VERB = "press"
ACTION, LABEL, DOWNLOAD = "action", "label", "download"


def actions(buttons: Sequence[Button], phrases: Phrases, *, form: Button | None = None) -> list[Element]:
    """`form` is the button that sends what was filled in; the others leave it alone."""
    sending = [_press(form, "auto")] if form else []
    room = MOST - len(sending)
    if len(buttons) <= room:
        return [*sending, *(_press(button, "none") for button in buttons)]
    first = room - 1 - LAST
    seen = (*buttons[:first], *buttons[-LAST:])
    return [*sending, *(_press(button, "none") for button in seen), _rest(buttons[first:-LAST], phrases)]


def downloads(offered: Sequence[Download]) -> Iterator[Element]:
    """Apart from the decisions: they stay when a decision is made, and what is filled in stays as it is."""
    if offered:
        yield {"type": "ActionSet", "spacing": "Medium", "actions": [_download(one) for one in offered[:MOST]]}


def _download(offered: Download) -> Element:
    """An Action.Submit: what comes of it is a message of its own, and the card stays."""
    data = {DOWNLOAD: offered.name, LABEL: offered.label}
    return {"type": "Action.Submit", "title": shown(offered.label), "data": data, "associatedInputs": "none"}


def _press(button: Button, inputs: str) -> Element:
    """Clients that do not know Action.Execute send the same as an Action.Submit."""
    common: dict[str, Any] = {
        "title": shown(button.label),
        "data": {ACTION: action_to_text(button.action), LABEL: button.label},
        "associatedInputs": inputs,
        **({"style": "positive"} if button.primary else {}),
    }
    return {"type": "Action.Execute", "verb": VERB, **common, "fallback": {"type": "Action.Submit", **common}}


def _rest(buttons: Sequence[Button], phrases: Phrases) -> Element:
    sets: Iterator[Element] = (
        {"type": "ActionSet", "actions": [_press(button, "none") for button in buttons[start : start + MOST]]}
        for start in range(0, len(buttons), MOST)
    )
    card = {"type": "AdaptiveCard", "version": VERSION, "body": list(sets)}
    return {"type": "Action.ShowCard", "title": phrases("teams.more-buttons"), "card": card}
