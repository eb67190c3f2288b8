"""The letters of a printed page: FiraGO, for Latin, Greek, Cyrillic, Arabic, Hebrew, Devanagari, Thai and Georgian.

What it lacks is shown as ▯, so that a reader sees that something stood there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF
from fpdf.fonts import TTFFont

FAMILY = "FiraGO"
LACKING = "▯"
FIRST_JOINED = 0x590
BESIDE = frozenset("–—‘’“”•…€▯")
_MODIFIERS = frozenset("\ufe0e\ufe0f") | {chr(code) for code in range(0x1F3FB, 0x1F400)}
_LEFTWARD = frozenset({"R", "AL"})


@dataclass(frozen=True)
class Style:
    """`size` in points; `ink` as red, green and blue."""

    size: float
    ink: tuple[int, int, int]
    bold: bool = False

    @property
    def line_height(self) -> float:
        """In millimetres."""
        return self.size * 0.5


@contextmanager
def lettered(pdf: FPDF) -> Iterator[Lettering]:
    """Adds the fonts. Their files live as long as this context: write the document out within it."""
    from pymupdf_fonts import FiraGO_Bold, FiraGO_Regular  # half a megabyte each, only for whoever prints

    with TemporaryDirectory(prefix="wegwijzer-") as folder:
        for style, source in (("", FiraGO_Regular), ("B", FiraGO_Bold)):
            file = Path(folder) / f"firago{style}.ttf"
            file.write_bytes(source.fontbuffer)
            pdf.add_font(FAMILY, style, file)
        try:
            yield Lettering(pdf)
        finally:
            for font in pdf.fonts.values():
                if isinstance(font, TTFFont):
                    font.ttfont.close()


@dataclass(frozen=True)
class Lettering:
    """Measures in millimetres."""

    pdf: FPDF
    _widths: dict[tuple[str, float, bool], float] = field(default_factory=dict)

    def choose(self, style: Style, text: str, *, leftward: bool = False) -> None:
        """Letters are only joined where a script asks for it: that takes ten times as long."""
        self.pdf.set_font(FAMILY, "B" if style.bold else "", style.size)
        direction = "rtl" if leftward else "ltr"
        self.pdf.set_text_shaping(use_shaping_engine=not _is_simple(text), direction=direction)

    def width(self, text: str, style: Style) -> float:
        key = (text, style.size, style.bold)
        if key not in self._widths:
            self.choose(style, text)
            self._widths[key] = self.pdf.get_string_width(text)
        return self._widths[key]

    def printable(self, text: str) -> str:
        """With ▯ for what the font lacks."""
        return "".join(map(self._printable, text))

    def lacks(self, text: str) -> bool:
        return any(self._printable(character) == LACKING for character in text if character != LACKING)

    def _printable(self, character: str) -> str:
        if character == "\n" or ord(character) in self._known:
            return character
        return "" if character in _MODIFIERS else LACKING

    @property
    def _known(self) -> Container[int]:
        font = self.pdf.fonts[FAMILY.lower()]
        return font.cmap if isinstance(font, TTFFont) else {}


def runs_leftward(text: str) -> bool:
    """Whether most letters belong to a script that is written from right to left."""
    directions = [unicodedata.bidirectional(character) for character in text]
    return sum(one in _LEFTWARD for one in directions) > sum(one == "L" for one in directions)


def _is_simple(text: str) -> bool:
    """Letters that stand beside each other, left to right, each by itself."""
    return all(one in BESIDE or (ord(one) < FIRST_JOINED and not unicodedata.combining(one)) for one in text)
