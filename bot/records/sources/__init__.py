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
    resit_talks,
    resits,
    switch_requests,
    talks,
)
from bot.reminders.item import Item

Source = Callable[[Batch], Awaitable[Iterable[Item]]]
# Each with what the keys of its items begin with: who asks for one item need not read the others.
SOURCES: tuple[tuple[str, Source], ...] = (
    ("deadline", deadlines.deadlines),
    ("agreement", agreements.kept),
    ("agreement", agreements.left_undone),
    ("call", calls.unanswered),
    ("report", reports.unseen),
    ("talk", reports.unwritten),
    ("event", long_study.hand_over),
    ("meeting", meetings.coming),
    ("meeting", meetings.undiscussed),
    ("switch", switch_requests.waiting),
    ("progress-talk", talks.planned),
    ("progress-talk", talks.unsigned),
    ("event", resits.failed),
    ("event", periods.returning),
    ("event", periods.unregistered),
    ("event", periods.appointed),
    ("event", periods.absent),
    ("event", resit_talks.third_chance),
)
# Whether somebody must act on everything of that kind: such a kind cannot be switched off.
KINDS = {
    "agreement": True, "escalated": True, "call": True, "report": False, "unwritten": True,
    "meeting": True, "switch-request": True, "progress-talk": True, "sign": True,
}  # fmt: skip


async def items_of(batch: Batch) -> list[Item]:
    """Everything, due or not yet."""
    return [item for _, source in SOURCES for item in await source(batch)]


async def item_with(batch: Batch, key: str) -> Item | None:
    """The one of `items_of` with that key; of several people's, the first."""
    begins = key.partition("/")[0]
    for beginning, source in SOURCES:
        if beginning == begins:
            for item in await source(batch):
                if item.key == key:
                    return item
    return None
