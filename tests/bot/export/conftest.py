"""A dossier in which everything occurs, with made-up people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from bot.cases import (
    Agreement,
    Call,
    CallState,
    Change,
    ChangeKind,
    Dossier,
    Entry,
    Reader,
    Report,
    Situation,
    Someone,
    Status,
    Student,
    Supervisor,
)
from bot.clock import AMSTERDAM
from bot.export.wording import Wording
from knowledge.library import load_library
from knowledge.model import LANGUAGES, Language, Role
from knowledge.phrases import load_phrases
from knowledge.reports import load_reports

NOW = datetime(2027, 3, 12, 14, 5, tzinfo=AMSTERDAM)
NOOR = Someone(5, "Noor Jansen", "noor@voorbeeld.nl", (Role.STUDENT,))
SUKRU = Someone(1, "Şükrü Çağlayan", "s@voorbeeld.nl", (Role.WPB,), school="Da Vinci College")
JOOST = Someone(2, "Joost Verhoeven", "j@voorbeeld.nl", (Role.SO,), school="Da Vinci College")
LUKASZ = Someone(4, "Łukasz Żółkiewski", "l@voorbeeld.nl", (Role.IO,), left=True)
STUDENT = Student(
    5, "Noor Jansen", "1012345", "Lerarenopleiding Nederlands", "full-time", 2025, 2, "Da Vinci College", "Zuid"
)
ORIGIN = "ziekte/psychisch-decaan-niet"


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def agreement(number: int = 1, **others: object) -> Agreement:
    values = {
        "id": number,
        "student": STUDENT,
        "what": "Elke vrijdag terugkijken op de week",
        "due": date(2027, 3, 19),
        "status": Status.OPEN,
        "owners": (SUKRU, NOOR),
        "viewers": (),
        "made_by": SUKRU,
        "made_at": days_ago(10),
        "version": 1,
    }
    return Agreement(**{**values, **others})  # type: ignore[arg-type]


def report(**others: object) -> Report:
    values = {
        "id": 1,
        "student": STUDENT,
        "kind": "driegesprek",
        "held_on": date(2027, 3, 2),
        "texts": {
            "aanwezig": "Noor en Joost",
            "besproken": "De afwezigheid.\n\nHet rooster.",
            "vroeger": "Oud onderdeel",
        },
        "written_by": LUKASZ,
        "written_at": days_ago(9),
        "readers": (Reader(NOOR, days_ago(8)), Reader(JOOST, None)),
        "origin": ORIGIN,
    }
    return Report(**{**values, **others})  # type: ignore[arg-type]


def call(note: str = "Kun je meekijken?", state: CallState = CallState.TAKEN) -> Call:
    answered = None if state is CallState.WAITING else days_ago(1)
    return Call(1, STUDENT, SUKRU, JOOST, ORIGIN, note, state, days_ago(1), answered)


def every_entry() -> tuple[Entry, ...]:
    """Newest first."""
    changes = tuple(
        Change(kind, by, days_ago(20 - number), detail)
        for number, (kind, by, detail) in enumerate(
            (
                (ChangeKind.LOGGED, SUKRU, ""),
                (ChangeKind.MOVED, JOOST, "2027-02-19"),
                (ChangeKind.HANDED_OVER, None, "Marleen de Wit"),
                (ChangeKind.DONE, JOOST, ""),
            )
        )
    )
    cancelled = (Change(ChangeKind.LOGGED, None, days_ago(25)), Change(ChangeKind.CANCELLED, LUKASZ, days_ago(24)))
    return (
        *(call(f"Vraag {state}", state) for state in CallState),
        report(),
        agreement(1, what="Met de decaan afspreken", due=date(2027, 3, 10), viewers=(LUKASZ,), origin=ORIGIN),
        agreement(2),
        Situation(1, "ziekte", "psychisch-decaan-niet", SUKRU, days_ago(15)),
        agreement(3, what="Lesbezoek", status=Status.DONE, history=changes, made_at=days_ago(20)),
        agreement(4, what="Ruilen", status=Status.CANCELLED, history=cancelled, made_by=None, made_at=days_ago(25)),
        Situation(2, "verdwenen", "weg", None, days_ago(30)),
    )


def dossier_of(*entries: Entry, total: int | None = None, student: Student = STUDENT) -> Dossier:
    around = (Supervisor(SUKRU, Role.WPB), Supervisor(JOOST, Role.SO))
    return Dossier(student, around, entries, len(entries) if total is None else total)


@pytest.fixture(scope="session")
def wording_in() -> Callable[[Language], Wording]:
    library, phrases, reports = load_library(), load_phrases(), load_reports()
    return lambda language: Wording(library, phrases[language], reports)


@pytest.fixture(scope="session", params=LANGUAGES)
def wording(request: pytest.FixtureRequest, wording_in: Callable[[Language], Wording]) -> Wording:
    return wording_in(request.param)


@pytest.fixture(scope="session")
def dutch(wording_in: Callable[[Language], Wording]) -> Wording:
    return wording_in("nl")
