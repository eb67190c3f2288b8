"""Settings, read from the environment only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import MultiFernet
from sqlalchemy import URL

from bot.faults import ServerError
from storage.database import database_url, sqlite_url
from storage.encryption import cipher_of

DATA = "WEGWIJZER_DATA"
DATABASE_URL = "WEGWIJZER_DATABASE_URL"
ENCRYPTION_KEYS = "WEGWIJZER_ENCRYPTION_KEYS"
PUBLIC_URL = "WEGWIJZER_PUBLIC_URL"
FORMS = "WEGWIJZER_FORMS"
PLATFORMS = ("SLACK_", "TEAMS_")
CHANNELS = ("SLACK_", "TEAMS_", "IDENTITY_")


@dataclass(frozen=True)
class Settings:
    """`embedded` means the SQLite database of our own folder, which we also keep up to date ourselves.

    The first of the `encryption_keys` encrypts, all of them decrypt. `channels` holds the variables of the platforms,
    secrets among them, for the channels to read. `public_url` is where people reach the server, empty when not set.
    `forms` is the folder of a school's own forms.
    """

    database: URL
    embedded: bool
    encryption_keys: tuple[str, ...] = field(default=(), repr=False)
    channels: Mapping[str, str] = field(default_factory=dict, repr=False)
    public_url: str = ""
    forms: Path | None = None

    @property
    def sqlite_file(self) -> Path | None:
        return Path(self.database.database) if self.embedded and self.database.database else None

    @property
    def only_web_chat(self) -> bool:
        """Whether no platform is set up, so that whoever uses it does so in the web chat."""
        return not any(value.strip() for name, value in self.channels.items() if name.startswith(PLATFORMS))

    @property
    def cipher(self) -> MultiFernet | None:
        """Raises EncryptionError when a key is no key."""
        return cipher_of(self.encryption_keys)


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises DatabaseError when the database cannot be what was asked for, ServerError for an address that is none."""
    given = environment.get(DATABASE_URL, "").strip()
    keys = tuple(key.strip() for key in environment.get(ENCRYPTION_KEYS, "").split(",") if key.strip())
    channels = {name: value for name, value in environment.items() if name.startswith(CHANNELS)}
    url = database_url(given) if given else sqlite_url(Path(environment.get(DATA, "") or default_folder(environment)))
    return Settings(
        url,
        embedded=not given,
        encryption_keys=keys,
        channels=channels,
        public_url=_public_url(environment.get(PUBLIC_URL, "")),
        forms=Path(environment[FORMS]) if environment.get(FORMS, "").strip() else None,
    )


def _public_url(given: str) -> str:
    """Links with a secret in them are only made for https, and for this computer itself."""
    address = given.strip().rstrip("/")
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
    if parts.hostname and not parts.query and (parts.scheme == "https" or (local and parts.scheme == "http")):
        return address
    example = "https://wegwijzer.example.org"
    raise ServerError(f"{PUBLIC_URL} must be an address with https, such as {example}, or be left out.")


def default_folder(environment: Mapping[str, str]) -> Path:
    """Where programs of a person keep their data (XDG base directories)."""
    base = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "wegwijzer"
