"""`wegwijzer deliveries …`: what waits, why, and what the administrator has to decide. Never what a message says."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.clock import AMSTERDAM, present
from bot.delivering.times import TIMES
from bot.opening import opened
from bot.settings import read_settings
from storage.ledger import settle as settle_unknown
from storage.ledger_listing import LaneState, Listed, lane_states, listed
from storage.ledger_listing import resend as send_again

BY = "settled by the administrator"
NO_ACCOUNT = "(no account known)"
NOTHING = "Everything arrived."


def deliveries(options: argparse.Namespace) -> None:
    lanes, rows = asyncio.run(_found(options))
    for lane in lanes:
        print(*_lane(lane, present()), sep="\n")
    if rows:
        print()
    for row in rows:
        print(_row(row))
    if not rows:
        print(NOTHING if not options.state and not options.lane else "Nothing is like that.")


def settle(options: argparse.Namespace) -> int:
    """1 when there is nothing to settle."""
    sent = options.verdict == "sent"
    if asyncio.run(_settle(options.delivery, sent=sent)):
        print("It counts as sent." if sent else "It is sent again, and says that it may have arrived before.")
        return 0
    print(f"Delivery {options.delivery} is not unknown: see wegwijzer deliveries --state unknown")
    return 1


def resend(options: argparse.Namespace) -> int:
    """1 when it cannot be."""
    if asyncio.run(_resend(options.delivery)):
        print("It is brought once more.")
        return 0
    print(f"There is no delivery {options.delivery}, or it is under way just now.")
    return 1


async def _found(options: argparse.Namespace) -> tuple[list[LaneState], list[Listed]]:
    async with opened(read_settings()) as database, database.sessions.begin() as session:
        lanes = [one for one in await lane_states(session, present()) if options.lane in {None, one.name}]
        return lanes, await listed(session, state=options.state or "", lane=options.lane, most=options.most)


async def _settle(delivery: int, *, sent: bool) -> bool:
    async with opened(read_settings()) as database, database.sessions.begin() as session:
        return await settle_unknown(session, delivery, sent=sent, now=present(), marked=not sent, by=BY)


async def _resend(delivery: int) -> bool:
    async with opened(read_settings()) as database, database.sessions.begin() as session:
        return await send_again(session, delivery, present())


def _lane(lane: LaneState, now: datetime) -> Iterator[str]:
    counts = ", ".join(f"{number} {state}" for state, number in sorted(lane.counts.items())) or "nothing waits"
    yield f"{lane.name or NO_ACCOUNT}: {counts}"
    if lane.paused_until:
        yield f"    waits until {_moment(lane.paused_until)}: {lane.why}"
    if lane.moved_at:
        yield f"    something arrived last at {_moment(lane.moved_at)}"
    if lane.stands_still(now - timedelta(seconds=TIMES.still)):
        yield "    STANDS STILL: is a server running? See its log, and wegwijzer doctor"


def _row(row: Listed) -> str:
    tried = f", tried {row.attempts}×" if row.attempts else ""
    later = f", not before {_moment(row.not_before)}" if row.not_before and row.not_before > present() else ""
    where = row.lane or NO_ACCOUNT
    why = f": {row.why}" if row.why else ""
    return f"{row.id:7}  {row.state:8} {where}  {row.email}, since {_moment(row.made_at)}{tried}{later}{why}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"
