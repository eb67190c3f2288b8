"""`wegwijzer` and `wegwijzer serve`: the server until it is stopped."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import signal
import sys

from bot.delivering.engines import is_distributed
from bot.server import HOST, PORT, running
from bot.settings import read_settings

if sys.platform == "win32":
    from asyncio import run
else:
    from uvloop import run

# A turn makes thousands of short-lived things that are no garbage yet: looked through less often than by default.
COLLECTED_AFTER = (20_000, 20, 50)


def serve(options: argparse.Namespace) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    gc.set_threshold(*COLLECTED_AFTER)
    host = options.host or HOST
    port = PORT if options.port is None else options.port
    run(_until_stopped(host, port, options.engine))


async def _until_stopped(host: str, port: int, engine: str | None) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    settings = read_settings()
    distributed = is_distributed(engine, settings.database)
    async with running(settings, host, port, distributed=distributed) as address:
        print(f"Wegwijzer: {address}  (Ctrl+C stops it)", flush=True)
        await stop.wait()
