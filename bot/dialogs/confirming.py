"""Asking before something happens: whether what others will read is right, and whether somebody is sure."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Option


def confirm(context: Context, prompt: str, yes: Option, *, changes: str) -> Choice:
    """`yes` goes on; the other way out is to change the answer to the question with the id `changes`."""
    change = Option("change", context.phrases("agreement.change"), corrects=changes)
    return Choice(id="confirm", prompt=prompt, options=(meaning_yes(context, yes), meaning_no(context, change)))


def meaning_yes(context: Context, option: Option) -> Option:
    """What typing "ja" means."""
    return replace(option, alone=context.phrases.words("yes"))


def meaning_no(context: Context, option: Option) -> Option:
    return replace(option, alone=context.phrases.words("no"))


def is_sure(context: Context, prompt: str, *, keep: str, cancel: str) -> Generator[Any, Any, bool]:
    """Whether it is cancelled. To keep it stands first, so that nobody cancels in haste."""
    options = (meaning_no(context, Option("keep", keep)), meaning_yes(context, Option("cancel", cancel)))
    sure = yield Choice(id="sure", prompt=prompt, options=options)
    return bool(sure == "cancel")
