"""Settings, read from the environment only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from storage.database import database_url, sqlite_url

DATA = "WEGWIJZER_DATA"
DATABASE_URL = "WEGWIJZER_DATABASE_URL"


@dataclass(frozen=True)
class Settings:
    """`embedded` means the SQLite database of our own folder, which we also keep up to date ourselves."""

    database: URL
    embedded: bool

    @property
    def sqlite_file(self) -> Path | None:
        return Path(self.database.database) if self.embedded and self.database.database else None


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises DatabaseError when the database cannot be what was asked for."""
    given = environment.get(DATABASE_URL, "").strip()
    if given:
        return Settings(database_url(given), embedded=False)
    return Settings(sqlite_url(Path(environment.get(DATA, "") or default_folder(environment))), embedded=True)


def default_folder(environment: Mapping[str, str]) -> Path:
    """Where programs of a person keep their data (XDG base directories)."""
    base = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "wegwijzer"
