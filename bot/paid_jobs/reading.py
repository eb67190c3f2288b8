"""A CSV file of students as rows that are right in themselves; or all that is wrong with it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from bot.paid_jobs.faults import ListError
from bot.roster.columns import Columns
from bot.roster.decoding import decoded
from bot.roster.faults import Fault, RosterError, quoted
from bot.roster.table import Line, Table, table_of
from knowledge.rules.enrolment import ProgrammeForm

LIST = Columns(
    "list of students",
    {
        "opleidingsschool": ("opleidingsschool", "training_school"),
        "number": ("number", "studentnummer", "nummer", "student_number"),
        "name": ("name", "naam"),
        "form": ("form", "vorm"),
        "level": ("level", "niveau"),
        "year": ("year", "studiejaar", "study_year"),
        "credits": ("credits", "studiepunten", "ec"),
        "open_credits": ("open_credits", "open_punten", "open_ec"),
        "propedeuse": ("propedeuse", "propaedeutic"),
        "fte": ("fte", "omvang"),
        "hours": ("hours", "klokuren", "lesuren"),
        "mentor": ("mentor", "mentortaken", "mentor_tasks"),
    },
)
REQUIRED = ("number", "form", "level", "year")
CREDITS_A_YEAR = 60
FORMS = {"voltijd": "full-time", "full-time": "full-time", "vt": "full-time",
         "deeltijd": "part-time", "part-time": "part-time", "dt": "part-time"}  # fmt: skip
YES_NO = {**dict.fromkeys(("ja", "j", "yes", "y", "1"), True), **dict.fromkeys(("nee", "n", "no", "0"), False)}


def _form(cell: str) -> ProgrammeForm:
    found = FORMS.get(cell.strip().lower().replace(" ", "-"))
    if found is None:
        raise ValueError(f"{quoted(cell)} is no form of study; allowed: voltijd/full-time, deeltijd/part-time")
    return ProgrammeForm(found)


def _yes_no(cell: str) -> bool:
    found = YES_NO.get(cell.strip().lower())
    if found is None:
        raise ValueError(f"{quoted(cell)} is not clear; allowed: ja/yes, nee/no")
    return found


def _number(cell: str) -> float:
    plain = cell.strip().replace(",", ".")
    if not plain.isascii() or not plain.replace(".", "", 1).isdigit():
        raise ValueError(f"{quoted(cell)} is not a number; allowed: digits, as in 85 or 0,3")
    return float(plain)


def _whole(lowest: int, highest: int) -> Any:
    def read(cell: str) -> int:
        if not (cell.isascii() and cell.isdigit() and lowest <= int(cell[:4]) <= highest):
            raise ValueError(f"{quoted(cell)} is not possible; allowed: {lowest} to {highest}")
        return int(cell)

    return BeforeValidator(read)


Number = Annotated[float | None, BeforeValidator(_number)]
YesNo = Annotated[bool | None, BeforeValidator(_yes_no)]


class Listed(BaseModel):
    """A student as the file tells: `level` and `year` are those at the check."""

    model_config = ConfigDict(frozen=True)

    opleidingsschool: str = ""
    number: str
    name: str = ""
    form: Annotated[ProgrammeForm, BeforeValidator(_form)]
    level: Annotated[int, _whole(1, 4)]
    year: Annotated[int, _whole(1, 12)]
    credits: Number = None
    open_credits: Number = None
    propedeuse: YesNo = None
    fte: Number = None
    hours: Number = None
    mentor: YesNo = None
    line: int = Field(default=0, exclude=True)

    @field_validator("credits", "open_credits")
    @classmethod
    def _possible(cls, number: float | None, info: ValidationInfo) -> float | None:
        year = info.data.get("year")
        if number is not None and year and number > CREDITS_A_YEAR * year:
            raise ValueError(
                f"{number:g} credits in year {year} is not possible; allowed: 0 to {CREDITS_A_YEAR * year}"
            )
        return number


def read_list(data: bytes) -> tuple[Listed, ...]:
    """All rows, or ListError with every fault."""
    try:
        table = table_of(decoded(data), LIST)
    except RosterError as error:
        raise ListError(error.faults) from error
    rows: list[Listed] = []
    faults = [*table.faults, *_missing(table)]
    for line in table.lines:
        row, wrong = _row(line)
        rows += [row] if row else []
        faults += [fault for fault in wrong if fault.column in table.headers]
    faults += _twice(table)
    if table.whole and not table.lines:
        faults.append(Fault(0, "", "names no students, only columns"))
    if faults:
        raise ListError(Fault(one.line, table.headers.get(one.column, one.column), one.message) for one in faults)
    return tuple(rows)


def _row(line: Line) -> tuple[Listed | None, list[Fault]]:
    try:
        return Listed.model_validate({**line.cells, "line": line.number}), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [Fault(line.number, str(one["loc"][0]), _sentence(one)) for one in details]


def _sentence(detail: Any) -> str:
    return "a value is required" if detail["type"] == "missing" else str(detail["ctx"]["error"])


def _missing(table: Table) -> list[Fault]:
    absent = [column for column in REQUIRED if column not in table.headers]
    return [Fault(table.header_line, column, "this column is required; add it") for column in absent]


def _twice(table: Table) -> list[Fault]:
    first: dict[str, int] = {}
    found: list[Fault] = []
    for line in table.lines:
        number = line.cells.get("number", "")
        if number and first.setdefault(number, line.number) != line.number:
            message = f"{quoted(number)} stands in line {first[number]} as well; a student has one row"
            found.append(Fault(line.number, "number", message))
    return found
