"""Who carries out which effect."""

from __future__ import annotations

from typing import Any

from bot.records import (
    agreement_changes,
    calendar_link_changes,
    calling_in,
    meeting_changes,
    meeting_people,
    period_changes,
    reminder_changes,
    report_writing,
    resit_changes,
    switch_changes,
    talk_changes,
)
from bot.records.carrier import Carrier, Carriers

CARRIERS: Carriers = {
    **agreement_changes.CARRIERS,
    **report_writing.CARRIERS,
    **calling_in.CARRIERS,
    **calendar_link_changes.CARRIERS,
    **meeting_changes.CARRIERS,
    **meeting_people.CARRIERS,
    **resit_changes.CARRIERS,
    **period_changes.CARRIERS,
    **switch_changes.CARRIERS,
    **talk_changes.CARRIERS,
    **reminder_changes.CARRIERS,
}


async def carried_out(carrier: Carrier, effect: Any) -> bool:
    """False when this is no effect about a student. Raises ForbiddenError, OvertakenError."""
    carry_out = CARRIERS.get(type(effect))
    if carry_out is None:
        return False
    await carry_out(carrier, effect)
    return True
