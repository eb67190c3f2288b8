"""`wegwijzer database …`: tables, keys, and forgetting in time."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping

from cryptography.fernet import Fernet

from bot.clock import AMSTERDAM, present
from bot.nightly import forget_all
from bot.opening import opened
from bot.settings import read_settings
from knowledge.retention import load_retention
from storage.database import connect
from storage.keys import rotate_keys
from storage.retention import count_expired
from storage.schema import upgrade


def bring_up_to_date(options: argparse.Namespace) -> None:
    asyncio.run(_upgrade())
    print("The database is up to date.")


async def _upgrade() -> None:
    # What delivers brings the whole bot along, which other commands need not wait for.
    from bot.delivering.distributed import prepare

    settings = read_settings()
    database = connect(settings.database, settings.cipher)
    try:
        await upgrade(database)
    finally:
        await database.close()
    if settings.database.get_backend_name() == "postgresql":
        await prepare(settings.database)


def new_key(options: argparse.Namespace) -> None:
    print(Fernet.generate_key().decode())


def rotate(options: argparse.Namespace) -> None:
    changed = asyncio.run(_rotate())
    _print_counts(changed, "{count:7}  {kind}", nothing="Everything was under the first key already.")
    print("All texts are under the first key of WEGWIJZER_ENCRYPTION_KEYS.")


async def _rotate() -> dict[str, int]:
    settings = read_settings()
    async with opened(settings) as database:
        return await rotate_keys(database, settings.encryption_keys)


def forget(options: argparse.Namespace) -> None:
    gone = asyncio.run(_forget(dry_run=options.dry_run))
    line = "{count:7}  {kind} would go" if options.dry_run else "{count:7}  {kind} gone"
    _print_counts(gone, line, nothing="Nothing has been kept too long.")


async def _forget(*, dry_run: bool) -> Mapping[str, int]:
    rules, now = load_retention().days, present().astimezone(AMSTERDAM)
    async with opened(read_settings()) as database:
        if not dry_run:
            return await forget_all(database, rules, now)
        async with database.sessions.begin() as session:
            return await count_expired(session, rules, now)


def _print_counts(counts: Mapping[str, int], line: str, *, nothing: str) -> None:
    for kind, count in counts.items():
        if count:
            print(line.format(kind=kind, count=count))
    if not any(counts.values()):
        print(nothing)
