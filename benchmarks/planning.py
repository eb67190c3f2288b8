"""One morning for everybody, on which nearly all of them hear something: time, and memory against a tenth of them.

Each is planned in a process of its own, whose peak memory is the measure.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.made_up_cases import fill
from benchmarks.made_up_roster import roster_rows
from benchmarks.table import row
from bot.clock import AMSTERDAM
from bot.product import load_product
from bot.records.planning import Planner
from bot.roster.listing import listed
from storage.case_tables import Notice
from storage.database import connect, sqlite_url
from storage.people_tables import Person
from storage.reminder_tables import Reminder
from storage.reminders import NOTICE
from storage.roster import apply_roster
from storage.schema import upgrade

SMALL, LARGE = 6_000, 60_000
# Six weeks before the last day for wishes to change school, of which every student hears.
AT = datetime(2027, 2, 17, 8, tzinfo=AMSTERDAM)
# An agreement, a report and a call about every student are a day old; the calls wait since a working day.
BEFORE = AT - timedelta(days=1)
WANTED, FLAT = 30.0, 1.2
KILO = 1024


def planning() -> None:
    found = {}
    for students in (SMALL, LARGE):
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_begin(Path(folder), students))
            found[students] = _measured(folder)
    large, small = found[LARGE], found[SMALL]
    people = f"{large['people']:,} people, of whom {large['told']:,} are told {large['items']:,} things"
    row(f"plan a morning: {people}", f"{large['seconds']:.1f} s", f"wanted < {WANTED:.0f} s")
    row("  of which on the processor, of one core", f"{large['cpu']:.1f} s")
    row("  once more on the same morning, when nothing is new", f"{large['again']:.1f} s")
    row(f"  the same with {small['people']:,} people", f"{small['seconds']:.1f} s")
    ratio = large["memory"] / small["memory"]
    memory = f"{small['memory']:.0f} → {large['memory']:.0f} MB"
    row("  peak memory of the process", memory, f"× {ratio:.2f}, wanted ≤ {FLAT}")


async def _begin(folder: Path, students: int) -> None:
    database = connect(sqlite_url(folder))
    await upgrade(database)
    async with database.sessions.begin() as session:
        await apply_roster(session, listed(roster_rows(students)), BEFORE.date())
        await fill(session, BEFORE, BEFORE.date())
    await database.close()


def _measured(folder: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.planning", folder], check=True, capture_output=True, text=True
    )
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


async def _plan(folder: Path) -> dict[str, float]:
    database = connect(sqlite_url(folder))
    planner = Planner(database.sessions, load_product(), everybody_reached=True)
    planner.product.year_plan.around(AT.date(), "")
    start, busy = time.perf_counter(), time.process_time()
    told = await planner.plan(AT)
    seconds, cpu = time.perf_counter() - start, time.process_time() - busy
    start = time.perf_counter()
    assert await planner.plan(AT) == 0
    again = time.perf_counter() - start
    async with database.sessions.begin() as session:
        people = await session.scalar(select(func.count()).select_from(Person)) or 0
        items = await session.scalar(select(func.count()).select_from(Reminder)) or 0
        notices = await session.scalar(select(func.count()).where(Notice.key.startswith(NOTICE)))
    assert notices == told
    await database.close()
    memory = _peak()
    return {
        "people": people,
        "told": told,
        "items": items,
        "seconds": seconds,
        "cpu": cpu,
        "again": again,
        "memory": memory,
    }


def _peak() -> float:
    """In MB. Not from `resource`, which counts what the process that started this one had."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / KILO


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_plan(Path(sys.argv[1])))))
