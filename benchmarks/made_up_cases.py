"""Cases for a made-up roster: a few about every student, and two dossiers of a known length."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Insert, Select, String, cast, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone
from storage.agreements import add_agreement
from storage.case_files import add_call, add_report, add_situation
from storage.case_tables import Agreement, AgreementParty, Audit, Call, Notice, Report, ReportReader, Situation
from storage.encryption import SecretJson, SecretText
from storage.people_tables import Supervision
from storage.tables import UtcDateTime
from storage.timeline import count_timeline

WHAT = "Levert het lesplan voor klas 2B in en bespreekt het met de begeleider"
TALKED = "We bespraken de orde in klas 2B, de voorbereiding van de lessen en wat er de komende weken beter kan. "
TEXTS = {"aanwezig": "Iedereen", "besproken": TALKED * 5, "afgesproken": WHAT}
OUTCOME = "lichamelijk-decaan-niet"
SECRET, PARTS, MOMENT = SecretText(), SecretJson(), UtcDateTime()


async def fill(session: AsyncSession, now: datetime, today: date) -> None:
    """About every student: an open and a done agreement, a report, a situation, a call that waits, and traces."""
    for statement in _of_everybody(now, today):
        await session.execute(statement)


def _of_everybody(now: datetime, today: date) -> Iterable[Insert]:
    moment, none = literal(now, MOMENT), literal("")
    for status in ("open", "done"):
        values = {"what": literal(WHAT, SECRET), "due": literal(today + timedelta(days=14)), "status": literal(status)}
        values |= {"origin": none, "made_by": Supervision.supervisor_id, "made_at": moment, "version": literal(1)}
        yield _each(Agreement, values)
    values = {"kind": literal("driegesprek"), "held_on": literal(today), "texts": literal(TEXTS, PARTS), "origin": none}
    yield _each(Report, values | {"written_by": Supervision.supervisor_id, "written_at": moment}, "io")
    values = {"topic": literal("ziekte"), "outcome": literal(OUTCOME), "walked_by": Supervision.supervisor_id}
    yield _each(Situation, values | {"at": moment})
    values = {"asker_id": Supervision.student_id, "asked_id": Supervision.supervisor_id, "about": none}
    yield _each(Call, values | {"note": literal(TALKED, SECRET), "state": literal("waiting"), "asked_at": moment}, "so")
    values = {"at": moment, "person_id": Supervision.supervisor_id, "action": literal("saw"), "object": literal("x/1")}
    yield _each(Audit, values)
    yield from _shared(moment)


def _each(table: Any, values: dict[str, Any], role: str = "wpb") -> Insert:
    """A row about every student, from the one who supervises them in that role."""
    chosen = select(Supervision.student_id, *values.values()).where(Supervision.role == role)
    return insert(table).from_select(["student_id", *values], chosen)


def _shared(moment: Any) -> Iterable[Insert]:
    party = ["agreement_id", "person_id", "part"]
    yield insert(AgreementParty).from_select(party, select(Agreement.id, Agreement.made_by, literal("owner")))
    yield insert(AgreementParty).from_select(party, select(Agreement.id, Agreement.student_id, literal("viewer")))
    yield insert(ReportReader).from_select(["report_id", "person_id"], select(Report.id, Report.student_id))
    key = literal("made-up/").concat(cast(Agreement.id, String))
    told: Select[Any] = select(key, Agreement.student_id, literal({"paragraphs": [WHAT]}, PARTS), moment)
    yield insert(Notice).from_select(["key", "person_id", "message", "made_at"], told)


async def lengthen(
    session: AsyncSession, student: int, by: tuple[Someone, Someone], length: int, now: datetime
) -> None:
    """Adds to the student's dossier until it has `length` entries: of each kind as many, a day apart."""
    for number in range(await count_timeline(session, student), length):
        await _add(session, number, student, by, now - timedelta(days=number))


async def _add(session: AsyncSession, number: int, student: int, by: tuple[Someone, Someone], then: datetime) -> None:
    me, other = by[0].id, by[1].id
    match number % 4:
        case 0:
            await add_agreement(
                session, student_id=student, what=f"{WHAT} ({number})", due=then.date() + timedelta(days=14), origin="",
                owners=[student], viewers=[other], made_by=me, now=then,
            )  # fmt: skip
        case 1:
            await add_report(
                session, student_id=student, kind="driegesprek", held_on=then.date(), texts=TEXTS, origin="",
                readers=[student, other], written_by=me, now=then,
            )  # fmt: skip
        case 2:
            await add_situation(session, student_id=student, topic="ziekte", outcome=OUTCOME, walked_by=me, now=then)
        case _:
            await add_call(session, student_id=student, asker=me, asked=other, about="", note=TALKED, now=then)
