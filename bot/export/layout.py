"""Where each line of a document stands on A4 paper. Lengths are in millimetres from the top left corner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.export.lettering import Lettering, Style, runs_leftward
from bot.export.parts import Block, Document, Line, Passage, Section, Table
from bot.export.wrapping import wrapped

WIDTH, HEIGHT = 210.0, 297.0
LEFT, RIGHT = 22.0, 188.0
TOP, BOTTOM = 26.0, 276.0
DAY_WIDTH = 33.0
LABEL_WIDTH = 33.0
CELL = 1.6
ROW = 1.1
WHOLE_BELOW, BEGINNING = 80.0, 24.0
FEWEST_LINES = 4

INK, SOFT, NAVY, RED = (31, 36, 44), (95, 104, 117), (22, 60, 92), (170, 38, 32)
RULE, BAND, LATE = (206, 212, 220), (238, 242, 246), (253, 240, 238)

TITLE = Style(20, NAVY, bold=True)
HEADING = Style(12.5, NAVY, bold=True)
ENTRY = Style(10.5, INK, bold=True)
BODY = Style(9.5, INK)
STRONG = Style(9.5, INK, bold=True)
LABEL = Style(9.5, SOFT)
OVERDUE = Style(9.5, RED, bold=True)
COLUMN = Style(8.5, SOFT, bold=True)
SMALL = Style(8.5, SOFT)


@dataclass(frozen=True)
class Words:
    """One line of text in a box; a `leftward` one stands at its right side."""

    x: float
    y: float
    width: float
    text: str
    style: Style
    leftward: bool = False


@dataclass(frozen=True)
class Bar:
    """A filled rectangle: a rule or a background."""

    x: float
    y: float
    width: float
    height: float
    ink: tuple[int, int, int]


@dataclass(frozen=True)
class Bookmark:
    y: float
    text: str
    level: int


Placed = Words | Bar | Bookmark
Page = list[Placed]


@dataclass(frozen=True)
class Column:
    """The part of the paper in which blocks are set."""

    x: float
    width: float


WHOLE = Column(LEFT, RIGHT - LEFT)
ENTRIES = Column(LEFT + DAY_WIDTH, RIGHT - LEFT - DAY_WIDTH)


def laid_out(document: Document, lettering: Lettering) -> list[Page]:
    """The pages, without running head and page number."""
    paper = Paper(lettering, document.continued)
    paper.text(document.title, WHOLE, TITLE)
    paper.down(3)
    paper.blocks(document.meta, WHOLE)
    for section in document.sections:
        paper.entry(section) if section.day else paper.section(section)
    notes = [document.unprintable] if any(map(lettering.lacks, all_texts(document))) else []
    paper.foot((*document.foot, *notes))
    return paper.pages


@dataclass
class Paper:
    """Where the next line goes. `day` is that of the entry being set, which is repeated when the page turns."""

    lettering: Lettering
    continued: str
    day: str = ""
    pages: list[Page] = field(default_factory=lambda: [[]])
    y: float = TOP

    def put(self, placed: Placed) -> None:
        self.pages[-1].append(placed)

    def down(self, height: float) -> None:
        self.y += height

    def need(self, height: float) -> None:
        """Turns the page where less is left."""
        if self.y + height > BOTTOM and self.y > TOP:
            self.pages.append([])
            self.y = TOP
            for number, text in enumerate((self.day, self.continued) if self.day else ()):
                self.put(Words(LEFT, TOP + number * SMALL.line_height, DAY_WIDTH, text, SMALL))

    def lines(self, text: str, width: float, style: Style) -> list[str]:
        shown = self.lettering.printable(text)
        return wrapped(shown, width, lambda part: self.lettering.width(part, style))

    def text(self, text: str, column: Column, style: Style) -> None:
        leftward = runs_leftward(text)
        for line in self.lines(text, column.width, style):
            self.need(style.line_height)
            if line:
                self.put(Words(column.x, self.y, column.width, line, style, leftward))
            self.down(style.line_height if line else style.line_height / 2)

    def section(self, section: Section) -> None:
        self.down(6)
        self.need(26)
        self.put(Bookmark(self.y, section.heading, 0))
        self.text(section.heading, WHOLE, HEADING)
        self.put(Bar(LEFT, self.y + 0.8, RIGHT - LEFT, 0.3, NAVY))
        self.down(3.4)
        self.blocks(section.blocks, WHOLE)

    def entry(self, section: Section) -> None:
        self.down(2.5)
        self.need(self.height_of(section))
        self.put(Bookmark(self.y, f"{section.day}: {section.heading}", 1))
        self.put(Words(LEFT, self.y + 0.3, DAY_WIDTH, section.day, SMALL))
        self.told(section)
        self.down(2)
        if self.y < BOTTOM:
            self.put(Bar(LEFT, self.y, RIGHT - LEFT, 0.15, RULE))

    def height_of(self, section: Section) -> float:
        """What an entry must have left on the page to begin there: a short one stays whole."""
        trial = Paper(self.lettering, self.continued)
        trial.told(section)
        return trial.y - TOP if len(trial.pages) == 1 and trial.y - TOP < WHOLE_BELOW else BEGINNING

    def told(self, section: Section) -> None:
        pages = len(self.pages)
        self.day = section.day
        self.text(section.heading, ENTRIES, ENTRY)
        self.down(1)
        self.blocks(section.blocks, ENTRIES)
        self.day = ""
        if len(self.pages) > pages:
            self.y = max(self.y, TOP + 2 * SMALL.line_height)

    def blocks(self, blocks: Iterable[Block], column: Column) -> None:
        for block in blocks:
            match block:
                case Line(text, ""):
                    self.text(text, column, BODY)
                    self.down(0.8)
                case Line(text, label):
                    self.labelled(text, label, column)
                case Passage(label, text):
                    self.passage(text, label, column)
                case Table():
                    self.table(block, column)

    def labelled(self, text: str, label: str, column: Column) -> None:
        named = self.lines(label, LABEL_WIDTH - CELL, LABEL)
        self.need(len(named) * LABEL.line_height)
        for number, line in enumerate(named):
            self.put(Words(column.x, self.y + number * LABEL.line_height, LABEL_WIDTH, line, LABEL))
        pages, end = len(self.pages), self.y + len(named) * LABEL.line_height
        self.text(text, Column(column.x + LABEL_WIDTH, column.width - LABEL_WIDTH), BODY)
        self.y = max(self.y, end) if len(self.pages) == pages else self.y
        self.down(0.5)

    def passage(self, text: str, label: str, column: Column) -> None:
        self.down(2.2)
        self.need(2 * BODY.line_height)
        self.text(label, column, STRONG)
        self.text(text, column, BODY)
        self.down(0.8)

    def table(self, table: Table, column: Column) -> None:
        """Rows go on over the page where they must, under the repeated headings."""
        widths = [column.width * share / sum(table.shares) for share in table.shares]
        edges = [column.x + sum(widths[:number]) for number in range(len(widths))]
        columns = [Column(x + CELL, width - 2 * CELL) for x, width in zip(edges, widths, strict=True)]
        self.down(1.2)
        self.need(2 * (BODY.line_height + 2 * ROW))
        self.headings(table, columns, column)
        for number, row in enumerate(table.rows):
            self.row(table, row, columns, column, late=number in table.late)
        self.down(2)

    def headings(self, table: Table, columns: Sequence[Column], whole: Column) -> None:
        cells = [self.lines(heading, one.width, COLUMN) for heading, one in zip(table.headings, columns, strict=True)]
        self.slice(cells, columns, whole, COLUMN, BAND)

    def row(self, table: Table, row: Sequence[str], columns: Sequence[Column], whole: Column, *, late: bool) -> None:
        style = OVERDUE if late else BODY
        cells = [self.lines(text, one.width, style) for text, one in zip(row, columns, strict=True)]
        while any(cells):
            fitting = int((BOTTOM - self.y - 2 * ROW) / BODY.line_height)
            tallest = max(map(len, cells))
            if fitting < min(tallest, FEWEST_LINES):
                self.need(HEIGHT)
                self.headings(table, columns, whole)
                continue
            self.slice([cell[:fitting] for cell in cells], columns, whole, style, LATE if late else None)
            cells = [cell[fitting:] for cell in cells]

    def slice(
        self,
        cells: Sequence[Sequence[str]],
        columns: Sequence[Column],
        whole: Column,
        style: Style,
        background: tuple[int, int, int] | None,
    ) -> None:
        """As many lines of a row as stand on this page."""
        height = max(map(len, cells)) * BODY.line_height + 2 * ROW
        if background:
            self.put(Bar(whole.x, self.y, whole.width, height, background))
        for cell, column in zip(cells, columns, strict=True):
            leftward = runs_leftward("".join(cell))
            for number, line in enumerate(cell):
                y = self.y + ROW + number * BODY.line_height
                self.put(Words(column.x, y, column.width, line, style, leftward))
        self.down(height)
        self.put(Bar(whole.x, self.y, whole.width, 0.15, RULE))

    def foot(self, lines: Sequence[str]) -> None:
        self.down(8)
        self.need(len(lines) * SMALL.line_height)
        for line in lines:
            self.text(line, WHOLE, SMALL)


def all_texts(document: Document) -> Iterable[str]:
    """Every text of the document once, as it stands there."""
    yield from (document.title, document.head, *document.foot)
    for line in document.meta:
        yield from (line.label, line.text)
    for section in document.sections:
        yield from (section.day, section.heading)
        for block in section.blocks:
            yield from texts_of(block)


def texts_of(block: Block) -> Iterable[str]:
    match block:
        case Line(text, label) | Passage(label, text):
            return (label, text)
        case Table():
            return (*block.headings, *(cell for row in block.rows for cell in row))
