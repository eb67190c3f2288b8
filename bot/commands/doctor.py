"""`wegwijzer doctor`: what is well with the channels, what is not, and what to do about it."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import ClientSession

from bot.channels.slack.doctor import check_connection, check_deliveries, check_workspaces
from bot.channels.slack.doors import slack_settings
from bot.channels.teams.doctor import (
    check_accounts,
    check_credentials,
    check_door,
    check_keys,
    check_package,
    check_secret,
    check_undelivered,
)
from bot.channels.teams.settings import teams_settings
from bot.clock import present
from bot.faults import ServerError
from bot.findings import Finding
from bot.opening import opened
from bot.server import HOST
from bot.settings import Settings, read_settings
from storage.database import Database

Check = Callable[[Settings, Database, argparse.Namespace], Awaitable[list[Finding]]]
MARKS = {"good": "ok  ", "unknown": "?   ", "bad": "BAD "}


def doctor(options: argparse.Namespace) -> int:
    """1 when something has to be done."""
    return asyncio.run(_examine(options))


async def _examine(options: argparse.Namespace) -> int:
    settings = read_settings()
    bad = False
    async with opened(settings) as database:
        for channel, check in CHANNELS.items():
            print(channel)
            for finding in await _findings(check, settings, database, options):
                print(f"  {MARKS[finding.verdict]} {finding.text}")
                bad = bad or finding.verdict == "bad"
    return int(bad)


async def _findings(check: Check, settings: Settings, database: Database, options: argparse.Namespace) -> list[Finding]:
    try:
        return await check(settings, database, options)
    except ServerError as error:
        return [Finding("bad", str(error))]


async def _slack(settings: Settings, database: Database, options: argparse.Namespace) -> list[Finding]:
    slack = slack_settings(settings)
    if slack is None:
        return [Finding("good", "Not set up; docs/slack.md tells how.")]
    async with database.sessions.begin() as session:
        installed, found = await check_workspaces(slack, session)
    found += await check_connection(slack, installed)
    async with database.sessions.begin() as session:
        return [*found, *await check_deliveries(slack, session, present())]


async def _teams(settings: Settings, database: Database, options: argparse.Namespace) -> list[Finding]:
    teams = teams_settings(settings.channels, HOST)
    if teams is None:
        return [Finding("good", "Not set up; docs/teams.md tells how.")]
    async with ClientSession() as http:
        found = [
            *await check_credentials(http, teams),
            *await check_keys(http, teams),
            *await check_secret(http, teams, present()),
            *(await check_door(http, options.host) if options.host else ()),
        ]
    async with database.sessions.begin() as session:
        found += [*await check_accounts(session), *await check_undelivered(session, present())]
    return [*found, *(check_package(options.package, teams, options.host or "") if options.package else ())]


# A session is only open where the database is asked: a server beside us must not wait for Slack or Microsoft.
CHANNELS: dict[str, Check] = {"Slack": _slack, "Teams": _teams}
