"""A full turn in Slack beside a bare echo app on slack-bolt: same events, same Web API, CPU per turn.

Over TLS, which is all that Slack's own API speaks: there the SDK opens a connection for each call, unless it is given a
session as ours is. And without, where connections cost next to nothing. As fast as they are answered, a few at once;
and at a pace, with a pause between events, as people write. Slack wants its acknowledgement within three seconds; ours
comes when the turn is done and its answer stands in Slack.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import psutil
import trustme
from aiohttp import ClientSession

from benchmarks.made_up_roster import address, roster_rows
from benchmarks.table import row
from bot.clock import AMSTERDAM, present
from bot.opening import opened
from bot.roster.listing import listed
from bot.settings import read_settings
from storage.roster import apply_roster
from tests.bot.channels.slack.actor import envelope, signature
from tests.bot.channels.slack.standin import BOT, SECRET, TEAM, Slack, direct, slack_running

PEOPLE, AT_ONCE = 400, 8
A_SECOND = 50
TRUSTED = "authority.pem"
LONG = 20_000
SAYS = ("student is vaak ziek", "weet ik niet", "nee")
# In each round everybody says all of it: a new question costs more than an answer.
TURNS = PEOPLE * len(SAYS)
ROUNDS, PACED_ROUNDS = 5, 2
SERVE = ("-c", "from bot.command_line import main; main()", "serve", "--port", "0")
BOTS = {
    "ours": (SERVE, "full turn in Slack: CPU of `wegwijzer serve`"),
    "bare": (("-m", "benchmarks.slack_echo"), "echo app on slack-bolt: CPU"),
}


def slack() -> None:
    asyncio.run(_slack())


def slack_memory() -> None:
    """WEGWIJZER_BENCHMARK_EVENTS gives another number of events than 20,000."""
    asyncio.run(_memory(int(os.environ.get("WEGWIJZER_BENCHMARK_EVENTS", LONG))))


async def _slack() -> None:
    for how, authority in (("TLS", trustme.CA()), ("no TLS", None)):
        async with workspace(authority) as (stack, standing, folder):
            bots = {kind: await stack.enter_async_context(served(kind, standing, folder)) for kind in BOTS}
            for bot in bots.values():
                await load(bot, PEOPLE)
            await compare(bots, f"{how}, {AT_ONCE} at once", load, ROUNDS)
            await at_a_pace_compared(bots, f"{how}, {A_SECOND} events/s")


async def at_a_pace_compared(bots: Mapping[str, Bot], how: str) -> None:
    times: list[float] = []

    async def paced(bot: Bot, turns: int) -> None:
        taken = await at_a_pace(bot, turns)
        if bot is bots["ours"]:
            times.extend(taken)

    await compare(bots, how, paced, PACED_ROUNDS)
    row(f"acknowledged, {how}, median", f"{statistics.median(times):.0f} ms")
    slowest = statistics.quantiles(times, n=100)[98]
    row(f"acknowledged, {how}, 99th percentile", f"{slowest:.0f} ms", "< 200 ms")


Loading = Callable[["Bot", int], Awaitable[None]]


async def compare(bots: Mapping[str, Bot], how: str, loading: Loading, rounds: int) -> None:
    costs: dict[str, list[float]] = {kind: [] for kind in bots}
    for _ in range(rounds):
        for kind, bot in bots.items():
            costs[kind].append(await cpu_per_turn(bot, loading))
    for kind, (_, name) in BOTS.items():
        row(f"{name}, {how}", f"{statistics.median(costs[kind]):.2f} ms/turn")
    ratio = statistics.median(one / other for one, other in zip(costs["ours"], costs["bare"], strict=True))
    row(f"ratio, {how}, median of {rounds} rounds", f"{ratio:.2f}", "≤ 2.0")


async def _memory(events: int) -> None:
    async with workspace() as (stack, standing, folder):
        bot = await stack.enter_async_context(served("ours", standing, folder))
        await load(bot, max(events // 10, PEOPLE))
        before = bot.memory()
        await load(bot, events)
        grown = bot.memory() - before
        row(f"memory after {events:,} more events in Slack", f"{grown:+.1f} MB", f"of {bot.memory():.0f} MB")


@asynccontextmanager
async def workspace(authority: trustme.CA | None = None) -> AsyncIterator[tuple[AsyncExitStack, Slack, Path]]:
    """A Slack with a made-up school in it, over TLS where there is an authority, and a database with its roster."""
    async with AsyncExitStack() as stack, slack_running(tls=_tls(authority)) as standing:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if authority:
            authority.cert_pem.write_to_path(folder / TRUSTED)
        rows = roster_rows(PEOPLE)
        async with opened(read_settings({"WEGWIJZER_DATA": str(folder)})) as database, database.sessions.begin() as one:
            await apply_roster(one, listed(rows), present().astimezone(AMSTERDAM).date())
        standing.strict = False
        standing.users |= {user(number): account(number) for number in range(PEOPLE)}
        yield stack, standing, folder


def _tls(authority: trustme.CA | None) -> SSLContext | None:
    if authority is None:
        return None
    context = SSLContext(PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def user(number: int) -> str:
    return f"U{number:06}"


def account(number: int) -> dict[str, object]:
    profile = {"email": address("student", number)}
    return {"id": user(number), "team_id": TEAM, "deleted": False, "is_bot": False, "is_email_confirmed": True,
            "locale": "nl-NL", "profile": profile}  # fmt: skip


@dataclass
class Bot:
    """One of the two, in a process of its own. People speak in turn, each less than once a second."""

    slack: Slack
    session: ClientSession
    address: str
    process: psutil.Process
    _numbers: count[int] = field(default_factory=count)
    _threads: dict[int, str] = field(default_factory=dict)

    def cpu(self) -> float:
        """Seconds so far, of all its threads. As Linux's scheduler counts: others count in hundredths."""
        counted = [file.read_text().split()[0] for file in Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")]
        return sum(map(int, counted)) / 1e9

    def memory(self) -> float:
        return float(self.process.memory_info().rss) / 2**20

    async def said(self) -> float:
        """One event, until it is acknowledged and answered; gives the milliseconds until it was acknowledged."""
        number = next(self._numbers)
        person, turn = number % PEOPLE, number // PEOPLE
        body = self._event(person, turn)
        answered = len(self.slack.messages[direct(user(person))])
        begun = time.perf_counter()
        await self._post(body)
        taken = (time.perf_counter() - begun) * 1000
        await self.slack.until(lambda: len(self.slack.messages[direct(user(person))]) > answered)
        return taken

    def _event(self, person: int, turn: int) -> str:
        """As in Slack's agent view: what somebody says first begins a thread, the rest is said in there."""
        stamp, sender = self.slack.stamp(), user(person)
        event = {"type": "message", "channel": direct(sender), "channel_type": "im", "user": sender, "ts": stamp,
                 "event_ts": stamp, "team": TEAM, "text": SAYS[turn % len(SAYS)]}  # fmt: skip
        if turn % len(SAYS):
            event["thread_ts"] = self._threads[person]
        else:
            self._threads[person] = stamp
        return json.dumps(envelope(event))

    async def _post(self, body: str) -> None:
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(body, stamp),
        }
        async with self.session.post(f"{self.address}slack/events", data=body, headers=headers) as response:
            assert response.status == 200, await response.text()


@asynccontextmanager
async def served(kind: str, standing: Slack, folder: Path) -> AsyncIterator[Bot]:
    tokens = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": standing.url}
    trusted = {"SSL_CERT_FILE": str(folder / TRUSTED)} if standing.url.startswith("https") else {}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *BOTS[kind][0], env={**os.environ, **tokens, **trusted, "WEGWIJZER_DATA": str(folder)},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout
        line = (await process.stdout.readline()).decode()
        where = next(word for word in line.split() if word.startswith("http"))
        async with ClientSession() as session:
            yield Bot(standing, session, where, psutil.Process(process.pid))
    finally:
        process.terminate()
        await process.wait()


async def cpu_per_turn(bot: Bot, loading: Loading) -> float:
    before = bot.cpu()
    await loading(bot, TURNS)
    await asyncio.sleep(0.3)
    return (bot.cpu() - before) * 1000 / TURNS


async def load(bot: Bot, events: int) -> None:
    """So many turns, a few at a time, each until it is answered."""
    numbers = iter(range(events))

    async def talk() -> None:
        for _ in numbers:
            await bot.said()

    await asyncio.gather(*(talk() for _ in range(AT_ONCE)))
    _forget(bot)


async def at_a_pace(bot: Bot, events: int) -> list[float]:
    """Milliseconds from each event to its acknowledgement, whatever became of the ones before."""
    started = time.perf_counter()

    async def event(number: int) -> float:
        await asyncio.sleep(started + number / A_SECOND - time.perf_counter())
        return await bot.said()

    times = await asyncio.gather(*(event(number) for number in range(events)))
    _forget(bot)
    return times


def _forget(bot: Bot) -> None:
    bot.slack.calls.clear()
    bot.slack.messages.clear()
