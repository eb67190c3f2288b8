"""What is wrong with a calendar that can be read: what spans its deadlines, its files and the dated values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from knowledge.calendar.model import CalendarFile, Deadline, OpleidingsschoolCalendar
from knowledge.calendar.when import day_exists
from knowledge.values import PLACEHOLDER, Unit, Values
from knowledge.yaml_file import Fault, Location, YamlFile

NUMBERS = tuple(f"D{number:02}" for number in range(1, 33))
FILLED_IN = ("day", "students", "count")
Partnerships = Sequence[tuple[YamlFile, OpleidingsschoolCalendar]]


def calendar_faults(
    main: YamlFile, calendar: CalendarFile, partnerships: Partnerships, values: Values
) -> Iterator[Fault]:
    yield from _number_faults(main, calendar)
    yield from _deadline_faults(main, calendar.deadlines, values)
    for index, deadline in enumerate(calendar.deadlines):
        if not deadline.facts:
            yield _at(main, index, "facts", "name the facts of the note that this deadline rests on")
    yield from _partnership_faults(calendar, partnerships, values)


def _number_faults(main: YamlFile, calendar: CalendarFile) -> Iterator[Fault]:
    covered = {number for deadline in calendar.deadlines for number in deadline.numbers}
    for number in NUMBERS:
        if number not in covered and number not in calendar.excused:
            message = f"{number}: no deadline covers it; add it to `numbers` of one, or give a reason under `excused`"
            yield Fault(main.path, main.line(("deadlines",)), message)
    for number in calendar.excused:
        if number in covered:
            message = f"{number} is excused, but a deadline covers it; leave one of the two out"
            yield Fault(main.path, main.line(("excused", number)), message)


def _deadline_faults(file: YamlFile, deadlines: Sequence[Deadline], values: Values) -> Iterator[Fault]:
    times = Counter(deadline.id for deadline in deadlines)
    for index, deadline in enumerate(deadlines):
        if times[deadline.id] > 1:
            yield _at(file, index, "id", f"{deadline.id!r} stands here {times[deadline.id]} times")
        name = deadline.when.value
        if name and name not in _days(values):
            message = f"{name!r} is not a dated value that is a day; known: {', '.join(_days(values))}"
            yield _at(file, index, "when", message)
        for where, unknown in _unknown_placeholders(deadline, values):
            known = ", ".join((*FILLED_IN, *sorted(values)))
            yield _at(file, index, where, f"{{{unknown}}} is not filled in by anything; known: {known}")


def _days(values: Values) -> list[str]:
    """The dated values of which every entry is a day that exists."""
    return sorted(
        name
        for name, value in values.items()
        if value.unit is Unit.DAY and all(day_exists(e.value) for e in value.values if isinstance(e.value, str))
    )


def _unknown_placeholders(deadline: Deadline, values: Values) -> Iterator[tuple[str, str]]:
    texts = [("reminded", text) for reminded in deadline.reminded.values() for text in _both(reminded.text)]
    texts += [("says", text) for text in _both(deadline.says)] if deadline.says else []
    for where, text in texts:
        allowed = FILLED_IN if where == "reminded" else ()
        for name in PLACEHOLDER.findall(text):
            if name not in allowed and name not in values:
                yield where, name


def _partnership_faults(calendar: CalendarFile, partnerships: Partnerships, values: Values) -> Iterator[Fault]:
    names = Counter(partnership.name for _, partnership in partnerships)
    general = {deadline.id for deadline in calendar.deadlines}
    for file, partnership in partnerships:
        if names[partnership.name] > 1:
            yield Fault(file.path, file.line(("name",)), f"name: more than one file is about {partnership.name!r}")
        yield from _deadline_faults(file, partnership.deadlines, values)
        for index, deadline in enumerate(partnership.deadlines):
            if deadline.id in general:
                yield _at(file, index, "id", f"{deadline.id!r} is a deadline of calendar.yaml; give it another name")
            if deadline.numbers:
                yield _at(file, index, "numbers", "numbers are for the deadlines of the note, in calendar.yaml")
        yield from _opt_out_faults(file, partnership, (*calendar.deadlines, *partnership.deadlines))


def _opt_out_faults(
    file: YamlFile, partnership: OpleidingsschoolCalendar, deadlines: Sequence[Deadline]
) -> Iterator[Fault]:
    """Going without a kind of which all must be acted on would do nothing, and look as if it did."""
    allowed = sorted({deadline.kind for deadline in deadlines if not deadline.must_act})
    for index, kind in enumerate(partnership.without):
        if kind not in allowed:
            message = f"without: {kind!r} is not a kind that one may do without; allowed: {', '.join(allowed)}"
            yield Fault(file.path, file.line(("without", index)), message)


def _both(text: object) -> tuple[str, ...]:
    return tuple(filter(None, (getattr(text, "nl", ""), getattr(text, "en", ""))))


def _at(file: YamlFile, index: int, key: str, message: str) -> Fault:
    location: Location = ("deadlines", index, key)
    return Fault(file.path, file.line(location), f"deadlines.{index}.{key}: {message}")
