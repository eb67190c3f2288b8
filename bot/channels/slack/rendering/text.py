"""Text for Slack: escaped, measured as Slack may count it, and cut where a reader would pause."""

from __future__ import annotations

import re
from bisect import bisect_right

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
FORMATTING, QUOTING = "*_~`", re.compile(r"^\s*>", re.MULTILINE)
LONGEST_ESCAPED = len("&amp;")
PAUSES = (re.compile(r"\n"), re.compile(r"(?<=[.!?;:])\s"), re.compile(r"\s"))


def formats(text: str) -> bool:
    """Whether Slack would read bold type, code, a quotation … into it. There is no way to escape that in mrkdwn."""
    signs = _over_addresses("", text)
    return max(map(signs.count, FORMATTING)) > 1 or (">" in signs and bool(QUOTING.search(signs)))


def escaped(text: str) -> str:
    """Nobody makes the bot say <!channel>."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """Slack gives labels and values back escaped, also those that were sent as plain text."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mrkdwn(text: str) -> str:
    """Escaped, with e-mail addresses to tap on: in verbatim text Slack makes no links itself."""
    return _over_addresses(r"<mailto:\g<0>|\g<0>>", escaped(text))


def _over_addresses(instead: str, text: str) -> str:
    """Looked for only where there can be one: this runs several times over every line that is said."""
    return EMAIL.sub(instead, text) if "@" in text else text


def bold(text: str) -> str:
    """Without the stars where they would not come out as bold type."""
    return escaped(text) if "*" in text or "\n" in text or not text.strip() else f"*{escaped(text.strip())}*"


def italic(text: str) -> str:
    return escaped(text) if "_" in text or "\n" in text or not text.strip() else f"_{escaped(text.strip())}_"


def size(text: str) -> int:
    """In UTF-16 units, as JavaScript counts: an emoji is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def one_line(text: str) -> str:
    return " ".join(text.split())


def shortened(text: str, most: int) -> str:
    """The whole words that fit, and "…" for the rest."""
    line = one_line(text)
    if size(line) <= most:
        return line
    return f"{_whole_words(line, most - 1)}…"


def short_label(text: str, most: int, loose: tuple[str, ...]) -> str:
    """The whole words that fit, without `loose` words at the end: "Laat zien wat je vastlegt" is "Laat zien"."""
    line = one_line(text)
    if size(line) <= most:
        return line
    words = _whole_words(line, most).split()
    while words and words[-1].strip(",.;:").lower() in loose:
        words.pop()
    return " ".join(words).rstrip(",.;:–-· ")


def start_of(text: str, most: int) -> str:
    return text[: bisect_right(range(1, len(text) + 1), most, key=lambda length: size(text[:length]))]


def within_bytes(text: str, most: int) -> str:
    """Cut at a word; an escaped character is never cut in two."""
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[: most - len("…".encode())].decode(errors="ignore")
    return f"{kept.rsplit(maxsplit=1)[0] if ' ' in kept else re.sub('&[a-z]*$', '', kept)}…"


def pieces(text: str, most: int) -> list[str]:
    """Parts of the text that each fit once they are mrkdwn. Only white space is lost, where it was cut."""
    found, rest = [], text.strip()
    # What is this short fits whatever is escaped in it; that is nearly everything that is said.
    while len(rest) * LONGEST_ESCAPED > most and size(mrkdwn(rest)) > most:
        end = _pause(rest, _longest_start(rest, most))
        found.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*found, rest] if rest else found


def _longest_start(text: str, most: int) -> int:
    lengths = range(1, min(len(text), most) + 1)
    return max(1, bisect_right(lengths, most, key=lambda length: size(mrkdwn(text[:length]))))


def _pause(text: str, end: int) -> int:
    """The last pause in the second half of what fits, the deepest kind first; else there is none to be had."""
    for pause in PAUSES:
        places = [found.start() for found in pause.finditer(text, end // 2, end)]
        if places:
            return max(places[-1], 1)
    return end


def _whole_words(line: str, most: int) -> str:
    start = start_of(line, most)
    broken = len(start) < len(line) and line[len(start)] != " " and " " in start
    return start.rsplit(" ", 1)[0] if broken else start.rstrip()
