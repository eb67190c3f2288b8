"""What a content owner must mend in the calendar: faults of the files themselves, and names that nothing knows.

Which dialogs there are, the conversation knows and the content does not: whoever checks hands them in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from knowledge.calendar.loading import CALENDAR_FILE, PARTNERSHIPS, load_calendar
from knowledge.calendar.model import Deadline, Reminded, YearCalendar
from knowledge.library import CONTENT, Library
from knowledge.yaml_file import Fault, Location, YamlFile

MOST_NAMED = 12
Dialogs = Mapping[str, str]
"""By the name of a dialog: a regular expression of the subjects that it takes."""


def check_calendar(library: Library, dialogs: Dialogs | None = None, content: Path = CONTENT) -> list[Fault]:
    """Every fault, by file and line. Raises ContentError when the calendar cannot be used at all."""
    calendar = load_calendar(content)
    return [
        fault
        for file, deadlines in _files(calendar, content)
        for index, deadline in enumerate(deadlines)
        for fault in _faults(file, ("deadlines", index), deadline, library, dialogs)
    ]


def _files(calendar: YearCalendar, content: Path) -> Iterator[tuple[YamlFile, tuple[Deadline, ...]]]:
    yield YamlFile.read(content / CALENDAR_FILE), calendar.deadlines
    for path in sorted((content / PARTNERSHIPS).glob("*.yaml")):
        file = YamlFile.read(path)
        yield file, calendar.partnerships[file.data["name"].strip()].deadlines


def _faults(
    file: YamlFile, place: Location, deadline: Deadline, library: Library, dialogs: Dialogs | None
) -> Iterator[Fault]:
    yield from _unknown(file, (*place, "facts"), deadline.facts, library.facts, "fact")
    yield from _unknown(
        file, (*place, "contradictions"), deadline.contradictions, library.contradictions, "contradiction"
    )
    for role, reminded in deadline.reminded.items():
        if reminded.dialog and dialogs is not None:
            yield from _dialog_faults(file, (*place, "reminded", role.value), reminded, library, dialogs)


def _dialog_faults(
    file: YamlFile, place: Location, reminded: Reminded, library: Library, dialogs: Dialogs
) -> Iterator[Fault]:
    if reminded.dialog not in dialogs:
        yield from _unknown(file, (*place, "dialog"), [reminded.dialog], dialogs, "dialog")
    elif not re.fullmatch(dialogs[reminded.dialog], reminded.subject):
        message = f"the dialog {reminded.dialog!r} does not take {reminded.subject!r} as its subject"
        yield Fault(file.path, file.line((*place, "subject")), f"{_name(place)}.subject: {message}")
    elif reminded.dialog == "guide":
        yield from _unknown(file, (*place, "subject"), [reminded.subject], library.topics, "topic")


def _unknown(
    file: YamlFile, place: Location, given: Collection[str], known: Collection[str], kind: str
) -> Iterator[Fault]:
    for name in given:
        if name not in known:
            some = ", ".join(sorted(known)[:MOST_NAMED]) + (", …" if len(known) > MOST_NAMED else "")
            yield Fault(file.path, file.line(place), f"{_name(place)}: {name!r} is not a known {kind}; known: {some}")


def _name(place: Location) -> str:
    return ".".join(str(step) for step in place)
