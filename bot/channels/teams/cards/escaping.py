"""Texts that stay text: nothing that people typed becomes markup in Teams.

A TextRun shows what it is given; a TextBlock and a text message read Markdown. Both fill in {{DATE(…)}} and
{{TIME(…)}}.
"""

from __future__ import annotations

import re

WORD_JOINER = "\u2060"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_FILLED_IN = re.compile(r"\{(?=\{)")
_MARKUP = re.compile(r"[\\`*_~\[\]<>|]|&(?=[#\w])")
_OPENING = re.compile(r"^(\d{0,9})([#+=.)-])")


def shown(text: str) -> str:
    """For a TextRun, a title, or a label: the text, without what Teams fills in or cannot show."""
    printable = _UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _FILLED_IN.sub(f"{{{WORD_JOINER}", printable)


def unmarked(text: str) -> str:
    """For a TextBlock: Markdown that shows the text as it is, on one line."""
    return _OPENING.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", " ".join(shown(text).split())))


def unmarked_text(text: str) -> str:
    """For a text message, which also reads HTML; its lines stay lines."""
    lines = (unmarked(line) for line in shown(text).split("\n"))
    return "  \n".join(line.replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;") for line in lines)
