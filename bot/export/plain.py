"""What people typed, without what cannot be seen: the rest stays as they typed it."""

from __future__ import annotations

import unicodedata

JOINERS = "\u200c\u200d"  # Persian spelling and composed emoji need them
UNKNOWN = "\ufffd"


def plain(text: str) -> str:
    """Composed characters, `\\n` for every line break, ordinary spaces; no controls, nothing that turns text round."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    return "\n".join("".join(map(_visible, line)).rstrip() for line in lines).strip()


def _visible(character: str) -> str:
    match unicodedata.category(character):
        case "Zs":
            return " "
        case "Cc":
            return " " if character == "\t" else ""
        case "Cf":
            return character if character in JOINERS else ""
        case "Co" | "Cs":
            return UNKNOWN
        case _:
            return character
