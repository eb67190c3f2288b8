"""After five years the IO hands a student over to the opleiding, usually the SLC (D10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot.message import Open
from bot.records.batches import Batch
from bot.reminders.item import Item
from knowledge.model import Role
from knowledge.rules.long_study import long_study

# In June and just before the summer holiday: in August nobody is there.
LEADS = (84, 60)
CONCERNED = (Role.IO, Role.SO, Role.SLC)


async def hand_over(batch: Batch) -> Iterable[Item]:
    """One a person and year, with all the students whom it concerns."""
    return [
        item for (person, role), students in batch.cared_for.items() for item in _items(batch, person, role, students)
    ]


def _items(batch: Batch, person: int, role: Role, students: Iterable[int]) -> Iterator[Item]:
    if role not in CONCERNED:
        return
    by_year: dict[date, list[int]] = {}
    for one in students:
        found = long_study(batch.product.values, batch.students[one].start_year, batch.today)
        if found and timedelta() < found.handover - batch.today <= timedelta(days=LEADS[0] + 14):
            by_year.setdefault(found.handover, []).append(one)
    for handover, concerned in by_year.items():
        yield Item(
            key=f"long-study/{role}/{handover.year}",
            owner=person,
            kind="long-study",
            last_day=handover - timedelta(days=1),
            title=batch.words("reminder-long-study.title"),
            text=batch.words(f"reminder-long-study.{role}"),
            rule="D10",
            leads=LEADS,
            must_act=role is Role.IO,
            action=Open(dialog="guide", subject="langstudeerder"),
            students=tuple(concerned),
            facts=("S7-01", "S7-02"),
        )
