"""What a new roster changes in who supervises whom: pure, so that it can be tried on any history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple


class Key(NamedTuple):
    student: int
    supervisor: int
    role: str


class Days(NamedTuple):
    """What the roster says of a link. None: it names no first or last day."""

    from_: date | None
    until: date | None


class Link(NamedTuple):
    """A link as it is kept."""

    id: int
    from_: date
    until: date | None


@dataclass
class LinkChanges:
    """`begun` holds first and last day, `moved` and `ended` the link as it becomes. `removed` never held a day."""

    begun: list[tuple[Key, date, date | None]] = field(default_factory=list)
    moved: list[tuple[Key, Link]] = field(default_factory=list)
    ended: list[tuple[Key, Link]] = field(default_factory=list)
    removed: list[tuple[Key, Link]] = field(default_factory=list)


def link_changes(kept: Iterable[tuple[Key, Link]], listed: Iterable[tuple[Key, Days]], today: date) -> LinkChanges:
    """Nothing where the roster says what is kept already. What ended earlier stays as it was."""
    changes = LinkChanges()
    known: dict[Key, list[Link]] = defaultdict(list)
    for key, link in kept:
        known[key].append(link)
    said: dict[Key, list[Days]] = defaultdict(list)
    for key, days in listed:
        said[key].append(days)
    for key, spans in said.items():
        _compare(key, spans, known.get(key, []), today, changes)
    for key, links in known.items():
        if key not in said:
            _end(key, links, today, changes)
    return changes


def _compare(key: Key, said: Sequence[Days], links: list[Link], today: date, changes: LinkChanges) -> None:
    free, waiting = list(links), list(said)
    for fits in (_same, _same_start, _goes_on):
        waiting = [days for days in waiting if not _take(key, days, free, fits, today, changes)]
    changes.begun += [(key, *_new(days, today)) for days in waiting]
    _end(key, free, today, changes)


Fits = Callable[[Days, Link, date], bool]


def _take(key: Key, days: Days, free: list[Link], fits: Fits, today: date, changes: LinkChanges) -> bool:
    """Whether one of the free links is the one that the roster means; then it takes over the roster's days."""
    link = next((link for link in free if fits(days, link, today)), None)
    if link is None:
        return False
    free.remove(link)
    became = link._replace(from_=_first_day(days, link.from_, today), until=days.until)
    if became != link:
        changes.moved.append((key, became))
    return True


def _same(days: Days, link: Link, _today: date) -> bool:
    return days.until == link.until and days.from_ in (None, link.from_)


def _same_start(days: Days, link: Link, _today: date) -> bool:
    return days.from_ == link.from_


def _goes_on(days: Days, link: Link, today: date) -> bool:
    """A link that runs or is still to come and shares a day with what the roster says.

    Not one that ran until now where the roster names a later first day: then the days in between are not taken away.
    """
    shares_a_day = (days.from_ or date.min) <= (link.until or date.max) and link.from_ <= (days.until or date.max)
    begins_anew = days.from_ is not None and days.from_ > today > link.from_
    return _runs(link, today) and shares_a_day and not begins_anew


def _first_day(days: Days, otherwise: date, today: date) -> date:
    return days.from_ or min(otherwise, today, days.until or date.max)


def _new(days: Days, today: date) -> tuple[date, date | None]:
    return _first_day(days, today, today), days.until


def _end(key: Key, links: Iterable[Link], today: date, changes: LinkChanges) -> None:
    for link in links:
        if not _runs(link, today):
            continue
        if link.from_ < today:
            changes.ended.append((key, link._replace(until=today - timedelta(days=1))))
        else:
            changes.removed.append((key, link))


def _runs(link: Link, today: date) -> bool:
    return link.until is None or link.until >= today
