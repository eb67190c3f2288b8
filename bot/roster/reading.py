"""A roster file as rows that are right in themselves and agree with one another; or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.roster.agreement import Said, disagreements
from bot.roster.columns import HEADERS, NEEDED_OF_STUDENTS, OF_STUDENTS, REQUIRED, SUPERVISING
from bot.roster.decoding import decoded
from bot.roster.faults import Fault, RosterError
from bot.roster.row import Row, roles_in, supervisors_in
from bot.roster.table import Line, Table, table_of
from knowledge.model import Role

Parsed = TypeVar("Parsed")


def read_roster(data: bytes) -> tuple[Row, ...]:
    """All rows, or RosterError with every fault."""
    table = table_of(decoded(data))
    rows: list[Row] = []
    said: list[Said] = []
    faults = list(table.faults)
    for line in table.lines:
        row, wrong = _row(line)
        rows += [row] if row else []
        said.append(_said(line, row))
        faults += (*wrong, *_student_faults(line, said[-1].roles))
    if table.whole:
        faults += disagreements(said) if said else [Fault(0, "", "names no people, only columns")]
    faults = [*_missing_columns(table, said), *(fault for fault in faults if not _of_missing_column(fault, table))]
    if faults:
        raise RosterError(_as_the_file_says(fault, table) for fault in faults)
    return tuple(rows)


def _row(line: Line) -> tuple[Row | None, list[Fault]]:
    try:
        return Row.model_validate(line.cells), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [Fault(line.number, str(detail["loc"][0]), _sentence(detail)) for detail in details]


def _sentence(detail: Any) -> str:
    return "a value is required" if detail["type"] == "missing" else str(detail["ctx"]["error"])


def _missing_columns(table: Table, said: Iterable[Said]) -> Iterator[Fault]:
    students = any(Role.STUDENT in one.roles for one in said)
    for column in REQUIRED + NEEDED_OF_STUDENTS * students:
        if column not in table.headers:
            yield Fault(table.header_line, column, "this column is required; add it")


def _of_missing_column(fault: Fault, table: Table) -> bool:
    """That the column is missing is said once, not for each row."""
    return fault.column in HEADERS and fault.column not in table.headers


def _said(line: Line, row: Row | None) -> Said:
    """What the line says of others, also where the line itself is wrong: so that all faults come at once."""
    cells = line.cells
    if row:
        roles, supervisors = row.roles, {column: getattr(row, column) for column in SUPERVISING if column in cells}
    else:
        roles = _or_nothing(roles_in, cells.get("roles", ""))
        supervisors = {column: _or_nothing(supervisors_in, cells.get(column, "")) for column in SUPERVISING}
    return Said(line.number, cells.get("email", "").lower(), cells.get("number", ""), roles, supervisors)


def _or_nothing(parse: Callable[[str], tuple[Parsed, ...]], cell: str) -> tuple[Parsed, ...]:
    try:
        return parse(cell)
    except ValueError:
        return ()


def _student_faults(line: Line, roles: tuple[Role, ...]) -> Iterator[Fault]:
    if Role.STUDENT in roles:
        for column in NEEDED_OF_STUDENTS:
            if column not in line.cells:
                yield Fault(line.number, column, "a value is required for a student")
    elif roles:
        for column in OF_STUDENTS:
            if column in line.cells:
                yield Fault(line.number, column, "only a student has this; empty it, or add student to the roles")


def _as_the_file_says(fault: Fault, table: Table) -> Fault:
    return Fault(fault.line, table.headers.get(fault.column, fault.column), fault.message)
