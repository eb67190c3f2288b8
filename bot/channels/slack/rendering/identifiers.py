"""Which click is what: the action_ids and block_ids that the listeners know their payloads by."""

from __future__ import annotations

import re

from bot.message import Choose

ACT = "act"
"""Buttons "act-0", "act-1" …: the value is `action_to_text(action)`, the label is the button's (escaped) text."""

FORM = "form"
"""The button that opens a form: the value is `action_to_text` of its Submit, for `Turns.message_with`."""

MORE = "more"
"""The button "lees meer": its value is for `more.read_more`."""

FILE = "file"
"""Buttons "file-0" …: the value is the name of a document that is handed over in private, such as "dossier/12.pdf"."""

LINK = "link"
"""Buttons "link-0" … that open an address elsewhere: Slack does that itself."""

SETTLE, MOVE = "settle", "move"
"""Buttons "settle-0" …, "move-0" … of App Home: the value says which agreement, as it was then (`home.Tapped`)."""

SEARCH = "search"
"""A menu that searches as one types. In a message its block_id says which question (`question_of`), in a modal which
input (`input_of`)."""

FORM_VIEW = "form"
"""The callback_id of a modal that is submitted."""

PRESSED = re.compile(rf"^{ACT}-\d+$")
WANTED = re.compile(rf"^{FILE}-\d+$")
SETTLED = re.compile(rf"^{SETTLE}-\d+$")
MOVED = re.compile(rf"^{MOVE}-\d+$")
CHOSEN = "chosen"
"""The block_id of the line that says what was chosen."""

_FIELD, _QUESTION = "field-", re.compile(rf"^{SEARCH}-(\d+)-(.+)$")


def field_block(name: str) -> str:
    return f"{_FIELD}{name}"


def input_of(block_id: str) -> str:
    """The name of the input that a block of a modal asks for; empty for another block."""
    return block_id.removeprefix(_FIELD) if block_id.startswith(_FIELD) else ""


def question_block(run: int, question: str) -> str:
    return f"{SEARCH}-{run}-{question}"


def question_of(block_id: str) -> tuple[int, str] | None:
    """The run and the question whose options a menu in a message searches."""
    found = _QUESTION.match(block_id)
    return (int(found[1]), found[2]) if found else None


def picked(block_id: str, value: str) -> Choose | None:
    """What was chosen in a menu of a message that searches as one types."""
    question = question_of(block_id)
    return Choose(run=question[0], question=question[1], option=value) if question else None
