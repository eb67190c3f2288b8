"""The printed form of a progress talk: boxes to tick, the rating, and room for signatures. Readable without colour."""

from __future__ import annotations

from collections.abc import Sequence

from bot.export.layout import (
    BAND,
    BODY,
    BOTTOM,
    COLUMN,
    HEADING,
    INK,
    LABEL,
    LEFT,
    NAVY,
    RIGHT,
    ROW,
    RULE,
    SMALL,
    SOFT,
    STRONG,
    TITLE,
    WHOLE,
    Bar,
    Bookmark,
    Column,
    Page,
    Paper,
    Words,
    all_texts,
)
from bot.export.lettering import Lettering, Style
from bot.export.parts import Line
from bot.export.talk_sheet import SheetPart, Signature, TalkSheet
from knowledge.rules.traffic_light import Colour

Ink = tuple[int, int, int]

WHITE: Ink = (255, 255, 255)
FILLED: dict[Colour, tuple[Ink, Ink]] = {
    Colour.GREEN: ((24, 112, 60), WHITE),
    Colour.YELLOW: ((250, 204, 58), INK),
    Colour.RED: ((176, 30, 36), WHITE),
}
BOX, BOX_HEIGHT, GAP = 15.0, 5.4, 1.6
NUMBER = 7.0
BOXES = RIGHT - 3 * BOX - 2 * GAP
BADGE = 46.0
SIGN_HEIGHT = 30.0


def talk_pages(sheet: TalkSheet, lettering: Lettering) -> list[Page]:
    """The pages, without running head and page number."""
    paper = Paper(lettering, sheet.continued)
    _opening(paper, sheet)
    first = 1
    for part in sheet.parts:
        _part(paper, part, sheet, first)
        first += len(part.rows)
    _rating(paper, sheet)
    if sheet.moved:
        _heading(paper, sheet.headings[1], 24)
        paper.blocks(sheet.moved, WHOLE)
    _signatures(paper, sheet)
    notes = [sheet.unprintable] if any(map(lettering.lacks, all_texts(sheet))) else []
    paper.foot((*sheet.foot, *notes))
    return paper.pages


def _opening(paper: Paper, sheet: TalkSheet) -> None:
    """Title, the badge with the rating beside it, and who it is about in two columns."""
    top = paper.y
    paper.text(sheet.title, Column(LEFT, RIGHT - LEFT - BADGE - 6), TITLE)
    under = max(paper.y, top + 11)
    _badge(paper, sheet, top)
    paper.y = under + 3
    half = (RIGHT - LEFT) / 2
    middle = (len(sheet.about) + 1) // 2
    start = paper.y
    ends = []
    for number, lines in enumerate((sheet.about[:middle], sheet.about[middle:])):
        paper.y = start
        for line in lines:
            _fact(paper, line, Column(LEFT + number * (half + 3), half - 3))
        ends.append(paper.y)
    paper.y = max(ends) + 1


def _fact(paper: Paper, line: Line, column: Column) -> None:
    """The label small above a ruled line, as on a paper form."""
    paper.text(line.label, column, COLUMN)
    paper.text(line.text, column, BODY)
    paper.put(Bar(column.x, paper.y + 0.4, column.width, 0.15, RULE))
    paper.down(1.7)


def _badge(paper: Paper, sheet: TalkSheet, y: float) -> None:
    fill, ink = FILLED[sheet.colour] if sheet.colour else (BAND, INK)
    x = RIGHT - BADGE
    paper.put(Bar(x, y, BADGE, 11, fill))
    _centred(paper, sheet.headings[0], x, y + 1, BADGE, Style(7.5, ink))
    _centred(paper, sheet.rating.upper(), x, y + 4.4, BADGE, Style(12, ink, bold=True))


def _centred(paper: Paper, text: str, x: float, y: float, width: float, style: Style) -> None:
    wide = paper.lettering.width(text, style)
    paper.put(Words(x + max(0.0, (width - wide) / 2), y, width, text, style))


def _heading(paper: Paper, text: str, room: float) -> None:
    paper.down(4)
    paper.need(room)
    paper.put(Bookmark(paper.y, text, 0))
    paper.text(text, WHOLE, HEADING)
    paper.put(Bar(LEFT, paper.y + 0.6, RIGHT - LEFT, 0.3, NAVY))
    paper.down(2.2)


# The items


def _part(paper: Paper, part: SheetPart, sheet: TalkSheet, first: int) -> None:
    _heading(paper, part.title, 34)
    _columns(paper, sheet)
    for number, (text, colour) in enumerate(part.rows):
        shown = "" if number in part.apart else str(first + number)
        _row(paper, shown, text, colour, sheet)
    paper.blocks(part.blocks, WHOLE)


def _columns(paper: Paper, sheet: TalkSheet) -> None:
    height = COLUMN.line_height + 2 * ROW
    paper.put(Bar(LEFT, paper.y, RIGHT - LEFT, height, BAND))
    paper.put(Words(LEFT + 1.6, paper.y + ROW, 80, sheet.lead, COLUMN))
    for place, word in enumerate(sheet.colours):
        _centred(paper, word, BOXES + place * (BOX + GAP), paper.y + ROW, BOX, COLUMN)
    paper.down(height)


def _row(paper: Paper, number: str, text: str, colour: Colour | None, sheet: TalkSheet) -> None:
    column = Column(LEFT + NUMBER, BOXES - LEFT - NUMBER - 4)
    lines = paper.lines(text, column.width, BODY)
    height = max(len(lines) * BODY.line_height, BOX_HEIGHT) + 2 * ROW
    if paper.y + height > BOTTOM:
        paper.need(height)
        _columns(paper, sheet)
    top = paper.y + (height - len(lines) * BODY.line_height) / 2
    paper.put(Words(LEFT + 1.6, top, NUMBER, number, LABEL))
    for place, line in enumerate(lines):
        paper.put(Words(column.x, top + place * BODY.line_height, column.width, line, BODY))
    for place, one in enumerate(Colour):
        x, y = BOXES + place * (BOX + GAP), paper.y + (height - BOX_HEIGHT) / 2
        _box(paper, x, y, one if one is colour else None, sheet.colours[place])
    paper.down(height)
    paper.put(Bar(LEFT, paper.y, RIGHT - LEFT, 0.15, RULE))


def _box(paper: Paper, x: float, y: float, colour: Colour | None, word: str) -> None:
    """Filled, with the word in it: position and word tell the colour where the printer has none."""
    if colour is None:
        _frame(paper, x, y, BOX, BOX_HEIGHT, RULE)
        return
    fill, ink = FILLED[colour]
    paper.put(Bar(x, y, BOX, BOX_HEIGHT, fill))
    _frame(paper, x, y, BOX, BOX_HEIGHT, INK)
    _centred(paper, word, x, y + 0.5, BOX, Style(8.5, ink, bold=True))


def _frame(paper: Paper, x: float, y: float, width: float, height: float, ink: Ink) -> None:
    line = 0.2
    for bar in (
        Bar(x, y, width, line, ink),
        Bar(x, y + height - line, width, line, ink),
        Bar(x, y, line, height, ink),
        Bar(x + width - line, y, line, height, ink),
    ):
        paper.put(bar)


# The rating and the signatures


def _rating(paper: Paper, sheet: TalkSheet) -> None:
    _heading(paper, f"{sheet.headings[0]}: {sheet.rating}", 26)
    paper.blocks(sheet.verdict, WHOLE)


def _signatures(paper: Paper, sheet: TalkSheet) -> None:
    """Two beside each other, each with its date; one who has not signed yet can do so by hand."""
    pairs = [sheet.signatures[place : place + 2] for place in range(0, len(sheet.signatures), 2)]
    for place, pair in enumerate(pairs):
        if place == 0:
            _heading(paper, sheet.headings[2], 12 + _height(paper, pair))
        paper.need(_height(paper, pair))
        for number, one in enumerate(pair):
            _sign(paper, one, number, _height(paper, pair))
        paper.down(_height(paper, pair) + 3)


HALF = (RIGHT - LEFT - 6) / 2
FIELD = HALF - 6


def _height(paper: Paper, pair: Sequence[Signature]) -> float:
    longest = max(len(paper.lines(one.remark, FIELD, SMALL)) if one.remark else 0 for one in pair)
    return SIGN_HEIGHT + longest * SMALL.line_height


def _sign(paper: Paper, one: Signature, number: int, height: float) -> None:
    x, y = LEFT + number * (HALF + 6), paper.y
    _frame(paper, x, y, HALF, height, RULE)
    paper.put(Words(x + 3, y + 2, FIELD, one.role, COLUMN))
    paper.put(Words(x + 3, y + 7, FIELD, one.name, STRONG))
    if not one.said:
        paper.put(Bar(x + 3, y + height - 7, FIELD, 0.2, SOFT))
        return
    paper.put(Words(x + 3, y + 14, FIELD, one.said, Style(11, NAVY, bold=True)))
    paper.put(Words(x + 3, y + 20, FIELD, one.moment, SMALL))
    remark = paper.lines(one.remark, FIELD, SMALL) if one.remark else []
    for place, line in enumerate(remark):
        paper.put(Words(x + 3, y + 26 + place * SMALL.line_height, FIELD, line, SMALL))
