"""What dialogs ask about progress talks, and what they bring about in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time

from bot.dialogs.engine import Effect
from bot.lookups import Lookup
from bot.procedures.talks import Talk
from knowledge.rules.traffic_light import Colour


@dataclass(frozen=True)
class OneTalk(Lookup[Talk | None]):
    """None as well when it is not for this person."""

    id: int


@dataclass(frozen=True)
class TalksAbout(Lookup[tuple[Talk, ...]]):
    """Those about a student that this person may see, newest first; without the ones called off."""

    student: int


@dataclass(frozen=True)
class TalksToSign(Lookup[tuple[Talk, ...]]):
    """Those that wait for the signature of the person who asks."""


@dataclass(frozen=True)
class StartTalk(Effect):
    """`parties` are ids of people around the student. `invited`: they are told, with what to prepare."""

    student: int
    held_on: date
    parties: tuple[int, ...]
    time: time | None = None
    place: str = ""
    invited: bool = False


@dataclass(frozen=True)
class FillInTalk(Effect):
    """Colours by item (only those that were changed), and what this person writes with parts of the form."""

    talk: int
    colours: dict[str, Colour] = field(hash=False, default_factory=dict)
    notes: dict[str, str] = field(hash=False, default_factory=dict)


@dataclass(frozen=True)
class FileTalk(Effect):
    """The talk as it was in `version` is over and gets this colour: for a reason where counting gives another.

    `credits`: enough, short or unknown, or empty where that was not asked.
    """

    talk: int
    version: int
    held_on: date
    colour: Colour
    reason: str = ""
    credits: str = ""


@dataclass(frozen=True)
class SignTalk(Effect):
    talk: int
    agreed: bool
    remark: str = ""


@dataclass(frozen=True)
class CorrectTalk(Effect):
    """A new version of a filed talk, to be changed and filed again; the old one stays as it is."""

    talk: int


@dataclass(frozen=True)
class CancelTalk(Effect):
    talk: int
    version: int
