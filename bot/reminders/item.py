"""What somebody must hear of, before it is decided whether they hear of it today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.message import Open
from knowledge.model import Language


@dataclass(frozen=True)
class Words:
    """One text in both languages."""

    nl: str
    en: str

    def in_(self, language: Language) -> str:
        return self.en if language == "en" else self.nl


class Settles(StrEnum):
    """What "done" means: the item itself, or the agreement or report that it is about. A call is answered instead."""

    ITEM = "item"
    AGREEMENT = "agreement"
    REPORT = "report"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Item:
    """Something with a last day, for one person.

    `key` names the rule, the subject and the occurrence ("deadline/switch-wishes/2026-2027"); with `owner` it is
    unique and stays the same when the last day moves. In `text`, {day}, {students} and {count} are filled in.
    `leads` are days before the last day, `again` working days after it, `still` how many days after the last of these
    it makes sense to hear of it. Steps up to and on `since` are left out: the owner was told otherwise on that day.
    `happens`: it takes place on the last day, and is not to be done by then.
    `revision` rises each time that the last day was changed.
    `rule` and `facts` say why; `says` is what the reader must know of a contradiction or a gap.
    """

    key: str
    owner: int
    kind: str
    last_day: date
    title: Words
    text: Words
    rule: str
    leads: tuple[int, ...] = ()
    again: tuple[int, ...] = ()
    still: int = 0
    must_act: bool = True
    since: date | None = None
    action: Open | None = None
    students: tuple[int, ...] = ()
    settles: Settles = Settles.ITEM
    facts: tuple[str, ...] = ()
    says: Words | None = None
    happens: bool = False
    revision: int = 0
