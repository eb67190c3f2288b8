"""The kinds of field in forms: a day as people type it, a list of people, and free text."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from bot.days import Ambiguous, Day, Impossible, day_of

LONGEST_LINE = 500
FreeText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LINE)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
FullText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


def _read_day(value: Any, info: ValidationInfo) -> Any:
    """ "vrijdag", "12 maart", "2027-03-12": one day, and not one that is gone."""
    day = _read(value, info)
    if day < _today(info):
        raise PydanticCustomError("form.day-past", "this day is gone")
    return day


def _read_past_day(value: Any, info: ValidationInfo) -> Any:
    """ "10 maart" is the last one that was."""
    day = _last(str(value), _today(info)) or _read(value, info)
    if day > _today(info):
        raise PydanticCustomError("form.day-future", "this day has not been yet")
    return day


def _last(text: str, today: date) -> date | None:
    """The day in the last eleven months that the text means whenever one says it, which "morgen" does not."""
    readings = [day_of(text, today - timedelta(days=ago)) for ago in (364, 334)]
    days = {reading.day for reading in readings if isinstance(reading, Day)}
    same = len(days) == 1 and all(isinstance(reading, Day) for reading in readings)
    return next((day for day in days if same and day <= today), None)


def _today(info: ValidationInfo) -> date:
    today: date = (info.context or {})["today"]
    return today


def _read(value: Any, info: ValidationInfo) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        found = day_of(str(value), _today(info))
    match found:
        case Day(day=day):
            return day
        case Ambiguous():
            raise PydanticCustomError("form.day-ambiguous", "more than one day")
        case Impossible():
            raise PydanticCustomError("form.day-impossible", "no such day")
        case _:
            raise PydanticCustomError("form.invalid-date", "no day")


def _read_any_day(value: Any, info: ValidationInfo) -> Any:
    """Any day, gone or still to come; nothing where nothing was typed."""
    return _read(value, info) if value else None


def _there(day: date | None) -> date:
    if day is None:
        raise PydanticCustomError("form.required", "no day")
    return day


def _read_number(value: Any) -> Any:
    """ "0,3" or "0.3"; nothing where nothing was typed."""
    if isinstance(value, str):
        return value.strip().replace(",", ".") or None
    return value


def _read_ids(value: Any) -> Any:
    """ "12,15" as a form sends it."""
    if isinstance(value, str):
        return tuple(int(part) for part in value.split(",") if part.strip().isdigit())
    return value


def _some(ids: tuple[int, ...]) -> tuple[int, ...]:
    if not ids:
        raise PydanticCustomError("form.required", "nobody was chosen")
    return ids


TypedDay = Annotated[date, BeforeValidator(_read_day)]
PastDay = Annotated[date, BeforeValidator(_read_past_day)]
AnyDay = Annotated[date | None, BeforeValidator(_read_any_day)]
NeededDay = Annotated[date, BeforeValidator(lambda value, info: _there(_read_any_day(value, info)))]
TypedNumber = Annotated[float | None, BeforeValidator(_read_number), Field(ge=0, allow_inf_nan=False)]
NoIds = Annotated[tuple[int, ...], BeforeValidator(_read_ids)]
Ids = Annotated[tuple[int, ...], BeforeValidator(lambda value: _some(_read_ids(value)))]
