"""The private link to one's own calendar: what dialogs know of it, ask and decide."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from bot.dialogs.engine import Effect
from bot.lookups import Lookup


@dataclass(frozen=True)
class Link:
    """That there is one. The link itself is shown once: only a hash of its secret is kept."""

    made_at: datetime
    read_on: date | None


@dataclass(frozen=True)
class MyCalendarLink(Lookup[Link | None]):
    """None when this person has none, or may not have one."""


@dataclass(frozen=True)
class NewSecret(Lookup[str]):
    """A secret that nobody has used, for a link of one's own."""


@dataclass(frozen=True)
class KeepCalendarLink(Effect):
    """From now on the person's link is the one with this secret, and no other."""

    secret_hash: str


@dataclass(frozen=True)
class RevokeCalendarLink(Effect):
    """The person's link works no more."""


def hash_of(secret: str) -> str:
    """A plain hash will do: the secret has 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()
