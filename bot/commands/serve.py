"""`wegwijzer` and `wegwijzer serve`: the server until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal

from bot.server import HOST, PORT, running
from bot.settings import read_settings


def serve(options: argparse.Namespace) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    host = options.host or HOST
    port = PORT if options.port is None else options.port
    asyncio.run(_until_stopped(host, port))


async def _until_stopped(host: str, port: int) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with running(read_settings(), host, port) as address:
        print(f"Wegwijzer: {address}  (Ctrl+C stops it)", flush=True)
        await stop.wait()
