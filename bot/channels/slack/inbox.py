"""What was acknowledged before it was done, kept on disk until it is: a killed process takes it up again.

Only what is slow gets here: everything else is done before Slack hears that we have it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken, MultiFernet

ENDING = ".waiting"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Inbox:
    """One file for each; encrypted like the database when there are keys."""

    folder: Path
    cipher: MultiFernet | None

    def keep(self, body: dict[str, Any]) -> Path | None:
        """None where nothing can be written: then it is only in memory."""
        content = json.dumps(body).encode()
        path = self.folder / f"{hashlib.sha256(content).hexdigest()[:32]}{ENDING}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(path, self.cipher.encrypt(content) if self.cipher else content)
        except OSError as error:
            log.error("cannot write to %s: %s", self.folder, error.strerror)  # noqa: TRY400 (no traceback)
            return None
        return path

    def _write(self, path: Path, content: bytes) -> None:
        """Whole and on the disk, or not there at all."""
        half = path.with_suffix(".half")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)

    def waiting(self) -> list[tuple[Path, dict[str, Any]]]:
        """What an earlier process left, oldest first. What cannot be read stays where it is."""
        paths = sorted(self.folder.glob(f"*{ENDING}"), key=lambda path: path.stat().st_mtime)
        found = [(path, self._read(path)) for path in paths]
        return [(path, body) for path, body in found if body is not None]

    def _read(self, path: Path) -> dict[str, Any] | None:
        try:
            content = path.read_bytes()
            body = json.loads(self.cipher.decrypt(content) if self.cipher else content)
        except (OSError, ValueError, InvalidToken):
            log.error("%s cannot be read: it was written with other keys, or is damaged", path)  # noqa: TRY400
            return None
        return body if isinstance(body, dict) else None
