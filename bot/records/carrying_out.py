"""Who carries out which effect."""

from __future__ import annotations

from typing import Any

from bot.records import agreement_changes, calling_in, reminder_changes, report_writing
from bot.records.carrier import Carrier, Carriers

CARRIERS: Carriers = {
    **agreement_changes.CARRIERS,
    **report_writing.CARRIERS,
    **calling_in.CARRIERS,
    **reminder_changes.CARRIERS,
}


async def carried_out(carrier: Carrier, effect: Any) -> bool:
    """False when this is no effect about a student. Raises ForbiddenError, OvertakenError."""
    carry_out = CARRIERS.get(type(effect))
    if carry_out is None:
        return False
    await carry_out(carrier, effect)
    return True
