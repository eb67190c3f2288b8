"""What the dialogs about students bring about. The turn carries these out, each once more against the permissions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.cases import CallState, ChangeKind
from bot.dialogs.engine import Effect


@dataclass(frozen=True)
class LogAgreement(Effect):
    """`owners` and `viewers` are ids of people; `origin` is "topic/outcome" or empty."""

    student: int
    what: str
    due: date
    owners: tuple[int, ...]
    viewers: tuple[int, ...] = ()
    origin: str = ""


@dataclass(frozen=True)
class ChangeAgreement(Effect):
    """Done or cancelled, moved to `due`, or handed over to `owners`, as it was in `version`."""

    agreement: int
    version: int
    kind: ChangeKind
    due: date | None = None
    owners: tuple[int, ...] = ()


@dataclass(frozen=True)
class WriteReport(Effect):
    """`meeting` or `talk`: the id of the one of which it is; 0 where it is of neither."""

    student: int
    kind: str
    held_on: date
    texts: dict[str, str] = field(hash=False)
    readers: tuple[int, ...] = ()
    origin: str = ""
    meeting: int = 0
    talk: int = 0


@dataclass(frozen=True)
class AcknowledgeReport(Effect):
    report: int


@dataclass(frozen=True)
class NoteSituation(Effect):
    student: int
    topic: str
    outcome: str


@dataclass(frozen=True)
class CallIn(Effect):
    """`student` is None when the asker does not name the student; `about` is "topic/outcome" or empty."""

    asked: int
    about: str
    note: str
    student: int | None = None


@dataclass(frozen=True)
class AnswerCall(Effect):
    call: int
    state: CallState
