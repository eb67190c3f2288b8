"""What may have arrived: the platform is asked; where it cannot be asked, the rule decides, or the administrator."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.delivering.delivery import delivery_of
from bot.delivering.port import DeliveryError, Port
from bot.delivering.recording import Recorder
from storage import ledger
from storage.ledger import Leased

MOST = 20
ASKED = "The platform says that it arrived."
NOT_THERE = "The platform says that it did not arrive."
RULE = "Nobody can tell whether it arrived: sent again, marked, as its rule says."
YOURS = "It may have arrived, and the platform cannot be asked: `wegwijzer deliveries settle` it as sent, or again."


async def settle_unknown(port: Port, recorder: Recorder) -> int:
    """How many turned out to have arrived."""
    async with recorder.sessions.begin() as session:
        rows = await ledger.to_be_asked(session, recorder.lane, recorder.now(), MOST)
    return sum([await _settle(port, recorder, row) for row in rows])


async def _settle(port: Port, recorder: Recorder, row: Leased) -> bool:
    try:
        async with asyncio.timeout(recorder.times.delivery):
            arrived = await port.was_it_sent(delivery_of(row))
    except (DeliveryError, TimeoutError) as error:
        why = error.why if isinstance(error, DeliveryError) else "no answer in time"
        return await _ask_later(recorder, row, why)
    async with recorder.sessions.begin() as session:
        now = recorder.now()
        if arrived:
            await recorder.keep(session, row)
            await ledger.settle(session, row.id, sent=True, now=now, by=ASKED)
        elif arrived is False:
            await ledger.settle(session, row.id, sent=False, now=now, by=NOT_THERE)
        elif row.again:
            await ledger.settle(session, row.id, sent=False, now=now, marked=True, by=RULE)
        else:
            await ledger.ask_later(session, row.id, None, YOURS)
    return bool(arrived)


async def _ask_later(recorder: Recorder, row: Leased, why: str) -> bool:
    async with recorder.sessions.begin() as session:
        at = recorder.now() + timedelta(seconds=recorder.times.ask_again)
        await ledger.ask_later(session, row.id, at, f"It may have arrived; it cannot be asked now: {why}"[:200])
    return False
