"""From text to lines with named cells: the separator, the header, and where each row stands in the file."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.roster.columns import ROSTER, Columns
from bot.roster.faults import Fault, RosterError, quoted

SEPARATORS = ";,\t"
MOST_COLUMNS = 100
QUOTES = 'a double quote (") is opened and not closed well; inside a value, write it twice'


@dataclass(frozen=True)
class Line:
    """A row. `cells` holds what is not empty, by column, on one line each; `number` is where it begins in the file."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Table:
    """`headers` says how the file itself calls a column. `whole` is False where reading had to stop half-way."""

    header_line: int
    headers: dict[str, str]
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    whole: bool


def table_of(text: str, known: Columns = ROSTER) -> Table:
    """Raises RosterError when there is no header to read rows by. Which columns must be there is not looked at."""
    records = _Records(text, known)
    rows = iter(records)
    number, header = next(rows, (0, []))
    if not header:
        raise RosterError(
            records.faults or [Fault(0, "", f"is empty. The first line names the columns: {known.allowed}")]
        )
    named = _Header.read(number, header, known)
    lines, faults = [], list(named.faults)
    for at, cells in rows:
        if len(cells) > len(header) and any(cells[len(header) :]):
            faults.append(Fault(at, "", f"this row has {len(cells)} values, and there are {len(header)} columns"))
        lines.append(Line(at, {column: cell for column, cell in zip(named.columns, cells, strict=False) if cell}))
    return Table(number, named.headers, tuple(lines), (*faults, *records.faults), whole=not records.faults)


@dataclass(frozen=True)
class _Header:
    """`columns` by position; what is not known gets a name that no column has."""

    columns: tuple[str, ...]
    headers: dict[str, str]
    faults: tuple[Fault, ...]

    @classmethod
    def read(cls, line: int, header: list[str], known: Columns) -> _Header:
        """Raises RosterError when rows cannot be read by it."""
        if len(header) > MOST_COLUMNS:
            raise RosterError([Fault(line, "", f"{len(header)} columns is no {known.what}; allowed: {known.allowed}")])
        columns: list[str] = []
        headers: dict[str, str] = {}
        faults: list[Fault] = []
        for title in header:
            column = known.of(title)
            if title and column is None:
                faults.append(Fault(line, quoted(title), f"this column is not known; allowed: {known.allowed}"))
            elif column in headers:
                faults.append(Fault(line, quoted(title), f"this column stands here twice, first as {headers[column]}"))
                column = None
            columns.append(column or "")
            if column:
                headers[column] = title
        if not headers:
            reason = f"this line names none of the columns of a {known.what}; allowed: {known.allowed}"
            raise RosterError([Fault(line, "", reason)])
        return cls(tuple(columns), headers, tuple(faults))


class _Records:
    """The rows that hold something, each with the line at which it begins. Stops at a row that is no CSV."""

    def __init__(self, text: str, known: Columns) -> None:
        self.text = text
        self.known = known
        self.faults: list[Fault] = []

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(
            io.StringIO(self.text, newline=""), delimiter=_separator(self.text, self.known), strict=True
        )
        while True:
            begins = reader.line_num + 1
            try:
                cells = [_on_one_line(cell) for cell in next(reader)]
            except StopIteration:
                return
            except csv.Error:
                self.faults.append(Fault(begins, "", QUOTES))
                return
            if any(cells):
                yield begins, cells


def _separator(text: str, known: Columns) -> str:
    """The one by which the first line names most columns; among equals the one that stands there most."""
    first = text.lstrip().split("\n", 1)[0]
    return max(SEPARATORS, key=lambda one: (_known(first.split(one), known), first.count(one)))


def _known(titles: list[str], known: Columns) -> int:
    return sum(known.of(title.strip().strip('"')) is not None for title in titles[: MOST_COLUMNS + 1])


def _on_one_line(cell: str) -> str:
    """Without doubled or outer spaces, and with accents written in the one usual way."""
    plain = " ".join(cell.split())
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)
