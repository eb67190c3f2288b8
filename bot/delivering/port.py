"""What a platform has to offer so that deliveries go along its lanes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.message import Message

Go = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Delivery:
    """A message for a person at an account. `key` names it to the platform: the same at each try.

    `marked`: it may have arrived before, and says so. `since`: it was not sent before this moment. `sought`: an earlier
    try may have brought it, or a part of it.
    """

    id: int
    person_id: int
    account: str
    message: Message
    marked: bool
    sought: bool
    since: datetime

    @property
    def key(self) -> str:
        return f"notice-{self.id} {self.account}"


@dataclass(frozen=True)
class Limits:
    """What a platform allows in one lane: requests a second, and seconds between two deliveries to one person.

    `at_once`: how many deliveries may be under way.
    """

    a_second: int
    apart: float = 1.0
    at_once: int = 16


class Port(Protocol):
    """Of one platform; every lane of it goes through here."""

    channel: str
    limits: Limits

    async def send(self, delivery: Delivery, go: Go) -> None:
        """Brings it, with `await go()` just before each request that shows something.

        Raises a DeliveryError; LostError where the platform did not answer. It may be cut off after a time.
        """
        ...

    async def was_it_sent(self, delivery: Delivery) -> bool | None:
        """Whether all of it stands in the platform; None where that cannot be asked. Raises a DeliveryError."""
        ...


Ports = Mapping[str, Port]


class DeliveryError(Exception):
    """It did not arrive. `why` is for the administrator: no names, no texts."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why[:200]


class GoneError(DeliveryError):
    """Nothing arrives at this account any more."""


class RefusedError(DeliveryError):
    """The platform does not take this message."""


class LostError(DeliveryError):
    """It may have arrived."""


class LaterError(DeliveryError):
    """It certainly did not arrive, and another try may help."""


class PauseError(DeliveryError):
    """It did not arrive, and the whole lane has to wait: that many seconds."""

    def __init__(self, why: str, seconds: float) -> None:
        super().__init__(why)
        self.seconds = seconds


class LeaseLostError(DeliveryError):
    """Another runner has it now. Raised by `go`: nothing may be sent."""
