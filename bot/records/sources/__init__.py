"""Where reminders come from: each source gives what the people of a batch may have to hear of.

A source is a file here with one function that takes a Batch; adding it to SOURCES is all that is needed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from bot.records.batches import Batch
from bot.records.sources import (
    agreements,
    calls,
    deadlines,
    long_study,
    meetings,
    periods,
    reports,
    resits,
    switch_requests,
    talks,
)
from bot.reminders.item import Item

Source = Callable[[Batch], Awaitable[Iterable[Item]]]
SOURCES: tuple[Source, ...] = (
    deadlines.deadlines,
    agreements.kept,
    agreements.left_undone,
    calls.unanswered,
    reports.unseen,
    reports.unwritten,
    long_study.hand_over,
    meetings.coming,
    meetings.undiscussed,
    switch_requests.waiting,
    talks.planned,
    talks.unsigned,
    resits.failed,
    periods.returning,
    periods.unregistered,
    periods.appointed,
)
# Whether somebody must act on everything of that kind: such a kind cannot be switched off.
KINDS = {
    "agreement": True, "escalated": True, "call": True, "report": False, "unwritten": True,
    "meeting": True, "switch-request": True, "progress-talk": True, "sign": True,
}  # fmt: skip


async def items_of(batch: Batch) -> list[Item]:
    """Everything, due or not yet."""
    return [item for source in SOURCES for item in await source(batch)]
