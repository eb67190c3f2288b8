"""What somebody said or pressed, as the rest of the program hears it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.teams.arriving import Arrived
from bot.channels.teams.cards.buttons import ACTION, LABEL
from bot.channels.teams.cards.forms import values_of
from bot.channels.teams.cards.searching import picked
from bot.message import Action, Command, Heard, Pressed, Said, action_from_text

LONGEST_LABEL = 200
UNREADABLE = Command(name="unreadable")
OF = "of"
_MENTION = re.compile(r"<at\b[^>]*>(.*?)</at>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Click:
    """A pressed button, and the event in answer to which its card was sent; empty when it does not say."""

    pressed: Pressed
    of: str


def heard_in(arrived: Arrived) -> Heard:
    """A message; one with a value comes from a button, also from clients that do not know Action.Execute."""
    click = click_in(arrived.value) if arrived.value else None
    return click.pressed if click else Said(text=spoken(arrived))


def click_in(data: Any) -> Click:
    """A button that cannot be read is treated as one from an older conversation, never as an error."""
    data = data if isinstance(data, Mapping) else {}
    text, label, of = (data.get(name) for name in (ACTION, LABEL, OF))
    found = picked(data)
    if found:
        return Click(Pressed(action=found[0], label=found[1][:LONGEST_LABEL]), of if isinstance(of, str) else "")
    action: Action = (action_from_text(text) if isinstance(text, str) else None) or UNREADABLE
    values = values_of({name: value for name, value in data.items() if isinstance(name, str)})
    pressed = Pressed(action=action, label=label[:LONGEST_LABEL] if isinstance(label, str) else "", values=values)
    return Click(pressed, of if isinstance(of, str) else "")


def executed(value: Any) -> Any:
    """The data of an Action.Execute."""
    action = value.get("action") if isinstance(value, Mapping) else None
    return action.get("data") if isinstance(action, Mapping) else None


def spoken(arrived: Arrived) -> str:
    """The text without the mention of the bot; of others their names stay."""
    text = arrived.text or ""
    for entity in arrived.entities or ():
        mentioned, shown = entity.get("mentioned"), entity.get("text")
        to_us = isinstance(mentioned, Mapping) and mentioned.get("id") == arrived.recipient.id
        if entity.get("type") == "mention" and to_us and isinstance(shown, str) and shown:
            text = text.replace(shown, " ")
    text = _MENTION.sub(r"\1", text).replace("&nbsp;", " ").replace("\xa0", " ")
    return text.strip()


@dataclass(frozen=True)
class Thumb:
    """One of Teams' own feedback buttons under an answer."""

    up: bool
    comment: str


def thumb_in(value: Any) -> Thumb | None:
    """None for what is no feedback."""
    if not isinstance(value, Mapping) or value.get("actionName") != "feedback":
        return None
    given = value.get("actionValue")
    reaction = given.get("reaction") if isinstance(given, Mapping) else None
    if not isinstance(given, Mapping) or reaction not in {"like", "dislike"}:
        return None
    return Thumb(reaction == "like", _comment(given.get("feedback")))


def _comment(feedback: Any) -> str:
    """Teams sends it as JSON inside a text."""
    try:
        inner = json.loads(feedback) if isinstance(feedback, str) else feedback
    except (ValueError, RecursionError):
        return ""
    text = inner.get("feedbackText") if isinstance(inner, Mapping) else ""
    return text.strip() if isinstance(text, str) else ""
