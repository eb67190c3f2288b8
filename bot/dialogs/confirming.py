"""Asking before something happens: whether what others will read is right, and whether somebody is sure."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Option


def confirm(context: Context, prompt: str, yes: Option, *, changes: str) -> Choice:
    """`yes` goes on; the other way out is to change the answer to the question with the id `changes`."""
    change = Option("change", context.phrases("agreement.change"), corrects=changes)
    return Choice(id="confirm", prompt=prompt, options=(yes, change))


def is_sure(prompt: str, *, keep: str, cancel: str) -> Generator[Any, Any, bool]:
    """Whether it is cancelled. To keep it stands first, so that nobody cancels in haste."""
    options = (Option("keep", keep), Option("cancel", cancel))
    sure = yield Choice(id="sure", prompt=prompt, options=options)
    return bool(sure == "cancel")
