"""Reading the calendar. A calendar with a fault is not used at all: half a plan is worse than a clear no."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.calendar.faults import calendar_faults
from knowledge.calendar.model import CalendarFile, OpleidingsschoolCalendar, YearCalendar
from knowledge.library import CONTENT
from knowledge.rules.resit import load_school_calendar
from knowledge.values import load_values
from knowledge.yaml_file import ContentError, Fault, YamlFile

CALENDAR_FILE = "calendar.yaml"
PARTNERSHIPS = "opleidingsscholen"


def load_calendar(content: Path = CONTENT) -> YearCalendar:
    """The calendar with what each opleidingsschool adds. Raises ContentError with every fault of every file."""
    main = YamlFile.read(content / CALENDAR_FILE)
    file, values = main.parse(CalendarFile), load_values(content)
    read = tuple(_partnerships(content / PARTNERSHIPS))
    faults = list(calendar_faults(main, file, read, values))
    if faults:
        raise ContentError(faults)
    partnerships = {partnership.name: partnership for _, partnership in read}
    return YearCalendar(file.deadlines, file.excused, load_school_calendar(content), partnerships)


def _partnerships(folder: Path) -> Iterator[tuple[YamlFile, OpleidingsschoolCalendar]]:
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            file = YamlFile.read(path)
            yield file, file.parse(OpleidingsschoolCalendar)
        except ContentError as error:
            faults.extend(error.faults)
    if faults:
        raise ContentError(faults)
