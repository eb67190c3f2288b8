"""A school year drawn on one page: months and weeks from left to right, a line per deadline."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from knowledge.calendar.days import ONE_DAY, WEEK
from knowledge.calendar.model import Deadline
from knowledge.calendar.moments import Moment
from knowledge.calendar.table import short, subtitle
from knowledge.calendar.year import Row, Year, reminder_days
from knowledge.model import Language, Role
from knowledge.phrases import Phrases
from knowledge.values import MONTHS

LEFT, RIGHT, TOP, DAY, ROW, FOOT = 470.0, 70.0, 178.0, 3.3, 35.0, 172.0
CHIP_WIDTH, CHIP_GAP = 33.0, 4.0
COLOURS: dict[Role, str] = {
    Role.STUDENT: "#c4561b",
    Role.WPB: "#7a4fa3",
    Role.SO: "#2f7d4f",
    Role.IO: "#0b5d8c",
    Role.SLC: "#a8861a",
}
OTHER = "#5d6a70"
INITIALS = {Role.STUDENT: "ST", Role.REGIOCOORDINATOR: "REG", Role.TEAMLEIDER: "TL"}
STYLE = """
text{font-family:"Segoe UI",system-ui,"DejaVu Sans",sans-serif;fill:#1c2526}
.title{font-size:32px;font-weight:700}.sub{font-size:15px;fill:#4a5659}.month{font-size:14px;font-weight:600}
.week{font-size:8.5px;fill:#6d7a7d}.name{font-size:13.5px}.number{font-size:10px;fill:#6d7a7d}
.day{font-size:11px;font-weight:600;paint-order:stroke;stroke:#fbf9f4;stroke-width:5px}.chip{font-size:9.5px;font-weight:700;fill:#fff}.small{font-size:11.5px;fill:#4a5659}
.break{font-size:10.5px;fill:#67562a}.grid{stroke:#dcd6c8;stroke-width:1}.row{stroke:#e7e2d6;stroke-width:1}
"""


@dataclass(frozen=True)
class Paper:
    """Where things stand, in pixels."""

    year: Year
    phrases: Phrases

    @property
    def language(self) -> Language:
        return self.phrases.language

    @property
    def width(self) -> float:
        return self.x(self.year.last + ONE_DAY) + RIGHT

    @property
    def bottom(self) -> float:
        return TOP + ROW * len(self.year.rows)

    @property
    def height(self) -> float:
        return self.bottom + FOOT

    def x(self, day: date) -> float:
        """The left edge of that day, kept within the year."""
        first, last = self.year.first, self.year.last + ONE_DAY
        return LEFT + DAY * (min(max(day, first), last) - first).days

    def middle(self, day: date) -> float:
        return self.x(day) + DAY / 2


def draw_year(year: Year, phrases: Phrases) -> str:
    paper = Paper(year, phrases)
    title = escape(phrases("year.title", year=year.name))
    drawn = [
        *_head(paper),
        *_breaks(paper),
        *_months(paper),
        *_weeks(paper),
        *_holidays(paper),
        *(line for index, row in enumerate(year.rows) for line in _row(paper, row, TOP + ROW * index)),
        *_legend(paper),
        *_events(paper),
    ]
    size = f'viewBox="0 0 {paper.width:g} {paper.height:g}" width="{paper.width:g}" height="{paper.height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}">'
        f"<title>{title}</title><style>{STYLE}</style>"
        f'<rect width="100%" height="100%" fill="#fbf9f4"/>\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(text)}</text>'


def _head(paper: Paper) -> Iterator[str]:
    yield '<rect x="0" y="0" width="10" height="100%" fill="#0b5d66"/>'
    yield _text(36, 58, paper.phrases("year.title", year=paper.year.name), "title")
    yield _text(36, 84, subtitle(paper.year, paper.phrases), "sub")
    if paper.year.notice:
        yield _text(36, 106, paper.year.notice.in_(paper.language), "small")


def _breaks(paper: Paper) -> Iterator[str]:
    for free in paper.year.breaks:
        x, end = paper.x(free.from_), paper.x(free.from_ + free.weeks * WEEK)
        height = paper.bottom - TOP + 40
        yield f'<rect x="{x:g}" y="{TOP - 40:g}" width="{end - x:g}" height="{height:g}" fill="#f1e7cc"/>'
        yield _text((x + end) / 2, TOP - 72, free.name.in_(paper.language), "break", "middle")


def _months(paper: Paper) -> Iterator[str]:
    starts = [paper.year.first, *_firsts(paper.year.first, paper.year.last)]
    for start, after in zip(starts, [*starts[1:], paper.year.last + ONE_DAY], strict=True):
        x = paper.x(start)
        yield f'<line class="grid" x1="{x:g}" x2="{x:g}" y1="{TOP - 60:g}" y2="{paper.bottom:g}"/>'
        if (after - start) > timedelta(days=10):
            yield _text(x + 5, TOP - 46, MONTHS[paper.language][start.month - 1], "month")


def _firsts(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        day += ONE_DAY
        if day.day == 1 and day <= last:
            yield day


def _weeks(paper: Paper) -> Iterator[str]:
    """The numbers of the weeks, as schools count them."""
    week = paper.year.first
    while week <= paper.year.last:
        yield _text(paper.x(week) + 3.5 * DAY, TOP - 28, str(week.isocalendar().week), "week", "middle")
        week += WEEK
    yield f'<line class="grid" x1="24" x2="{paper.width - RIGHT:g}" y1="{TOP - 20:g}" y2="{TOP - 20:g}"/>'


def _holidays(paper: Paper) -> Iterator[str]:
    for day, name in paper.year.holidays.items():
        x = paper.middle(day)
        yield (
            f'<g><title>{escape(name)}</title><line x1="{x:g}" x2="{x:g}" y1="{TOP - 20:g}" y2="{paper.bottom:g}" '
            f'stroke="#d9b45b" stroke-dasharray="1 3"/><circle cx="{x:g}" cy="{TOP - 20:g}" r="3" fill="#d9a52b"/></g>'
        )


def _row(paper: Paper, row: Row, top: float) -> Iterator[str]:
    centre = top + ROW / 2
    yield f'<line class="row" x1="24" x2="{paper.width - RIGHT:g}" y1="{top + ROW:g}" y2="{top + ROW:g}"/>'
    yield _text(36, centre + 1, row.deadline.title.in_(paper.language), "name")
    yield _text(36, centre + 13, ", ".join(row.deadline.numbers) or paper.phrases("year.own"), "number")
    yield from _chips(row, centre)
    if row.weekly:
        yield from _every_week(paper, row, centre)
        return
    for moment in row.moments:
        yield from _moment(paper, row, moment, centre)


def _chips(row: Row, centre: float) -> Iterator[str]:
    x = LEFT - 14 - len(row.roles) * (CHIP_WIDTH + CHIP_GAP)
    for role in row.roles:
        yield (
            f'<rect x="{x:g}" y="{centre - 8:g}" width="{CHIP_WIDTH:g}" height="16" rx="8" fill="{_colour(role)}"/>'
            + _text(x + CHIP_WIDTH / 2, centre + 3.5, _initials(role), "chip", "middle")
        )
        x += CHIP_WIDTH + CHIP_GAP


def _moment(paper: Paper, row: Row, moment: Moment, centre: float) -> Iterator[str]:
    x, colours = paper.middle(moment.last_day), [_colour(role) for role in row.roles]
    said = f"{row.deadline.title.in_(paper.language)}: {moment.last_day:%d-%m-%Y}"
    yield f"<g><title>{escape(said)}</title>"
    yield from _still(paper, moment, centre)
    yield from _lead(paper, moment, centre, colours)
    yield _diamond(x, centre, proposed=moment.proposed)
    yield _text(x + 11, centre + 4, f"{moment.last_day.day}-{moment.last_day.month}", "day")
    yield "</g>"


def _lead(paper: Paper, moment: Moment, centre: float, colours: list[str]) -> Iterator[str]:
    """A stripe for each role from the first reminder to the last day, with a dot for each reminder."""
    x, thick = paper.middle(moment.last_day), 10 / max(len(colours), 1)
    days = [paper.middle(day) for day in reminder_days(moment)]
    for index, colour in enumerate(colours):
        y = centre - 5 + thick * index
        place = f'x="{days[0]:g}" y="{y:g}" width="{x - days[0]:g}" height="{thick:g}"'
        yield f'<rect {place} fill="{colour}" opacity=".55"/>'
    for day in days:
        if x - day > 9:
            yield f'<circle cx="{day:g}" cy="{centre:g}" r="5" fill="#fff" stroke="#1c2526" stroke-width="1.6"/>'


def _still(paper: Paper, moment: Moment, centre: float) -> Iterator[str]:
    if moment.deadline.still:
        x, end = paper.middle(moment.last_day), paper.middle(moment.last_day + moment.deadline.still * ONE_DAY)
        yield (
            f'<line x1="{x:g}" x2="{end:g}" y1="{centre:g}" y2="{centre:g}" stroke="#8b979a" stroke-width="1.6" '
            'stroke-dasharray="2 4"/>'
        )


def _diamond(x: float, y: float, *, proposed: bool) -> str:
    fill = "#fbf9f4" if proposed else "#1c2526"
    shape = f"M{x:g} {y - 8:g}L{x + 8:g} {y:g}L{x:g} {y + 8:g}L{x - 8:g} {y:g}Z"
    return f'<path d="{shape}" fill="{fill}" stroke="#1c2526" stroke-width="2"/>'


def _every_week(paper: Paper, row: Row, centre: float) -> Iterator[str]:
    for moment in row.moments:
        x = paper.middle(moment.last_day)
        yield f'<circle cx="{x:g}" cy="{centre:g}" r="3.6" fill="{_colour(row.roles[0])}" opacity=".8"/>'


def _legend(paper: Paper) -> Iterator[str]:
    y, x = paper.bottom + 34, 44.0
    yield _diamond(x, y, proposed=False)
    yield _text(x + 16, y + 4, paper.phrases("year.legend-day"), "small")
    yield _diamond(x + 130, y, proposed=True)
    yield _text(x + 146, y + 4, paper.phrases("year.legend-proposal"), "small")
    yield f'<circle cx="{x + 466:g}" cy="{y:g}" r="5" fill="#fff" stroke="#1c2526" stroke-width="1.6"/>'
    yield _text(x + 480, y + 4, paper.phrases("year.legend-lead"), "small")
    yield f'<line x1="{x + 756:g}" x2="{x + 786:g}" y1="{y:g}" y2="{y:g}" stroke="#8b979a" stroke-dasharray="2 4"/>'
    yield _text(x + 794, y + 4, paper.phrases("year.legend-still"), "small")
    yield f'<rect x="{x + 930:g}" y="{y - 8:g}" width="26" height="16" fill="#f1e7cc"/>'
    yield _text(x + 964, y + 4, paper.phrases("year.legend-break"), "small")
    yield f'<circle cx="{x + 1052:g}" cy="{y:g}" r="3.5" fill="#d9a52b"/>'
    yield _text(x + 1064, y + 4, paper.phrases("year.legend-holiday"), "small")
    yield from _roles(paper, x + 1150, y)


def _roles(paper: Paper, x: float, y: float) -> Iterator[str]:
    for role in dict.fromkeys(role for row in paper.year.rows for role in row.roles):
        yield (
            f'<rect x="{x:g}" y="{y - 8:g}" width="{CHIP_WIDTH:g}" height="16" rx="8" fill="{_colour(role)}"/>'
            + _text(x + CHIP_WIDTH / 2, y + 3.5, _initials(role), "chip", "middle")
            + f"<title>{role.value}</title>"
        )
        x += CHIP_WIDTH + 8


def _events(paper: Paper) -> Iterator[str]:
    if not paper.year.events:
        return
    y = paper.bottom + 70
    named = " · ".join(
        f"{deadline.title.in_(paper.language)} ({', '.join(_told(paper, deadline))})" for deadline in paper.year.events
    )
    yield _text(36, y, paper.phrases("year.events"), "month")
    for number, line in enumerate(textwrap.wrap(named, int(paper.width / 6.6))):
        yield _text(36, y + 20 + 17 * number, line, "small")


def _told(paper: Paper, deadline: Deadline) -> Iterator[str]:
    """Who is reminded of an event, or that nobody is."""
    if deadline.unheard:
        yield paper.phrases("year.unheard")
    else:
        yield from (short(role) for role in deadline.reminded)


def _colour(role: Role) -> str:
    return COLOURS.get(role, OTHER)


def _initials(role: Role) -> str:
    return INITIALS.get(role, short(role)[:3].upper())
