"""`wegwijzer database upgrade`."""

from __future__ import annotations

import argparse
import asyncio

from bot.settings import read_settings
from storage.database import connect
from storage.schema import upgrade


def bring_up_to_date(options: argparse.Namespace) -> None:
    asyncio.run(_upgrade())
    print("The database is up to date.")


async def _upgrade() -> None:
    database = connect(read_settings().database)
    try:
        await upgrade(database)
    finally:
        await database.close()
