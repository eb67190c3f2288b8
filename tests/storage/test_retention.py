"""What has been kept long enough goes, by night, in batches; what has not stays."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, text

from bot.clock import AMSTERDAM
from bot.nightly import forget_all, next_night, nightly
from knowledge.retention import load_retention
from storage.calendar_tables import CalendarDay
from storage.case_tables import Agreement, Audit, Call, Erasure, Notice, Report, Situation
from storage.database import Database
from storage.people_tables import Account, Person
from storage.reminder_tables import Reminder
from storage.retention import MOST, RULES, count_expired, forget_expired
from storage.tables import Conversation, Feedback, Gap, Table, Turn
from storage.talk_tables import ProgressTalk
from tests.small_school import (
    DAY,
    NOW,
    add_agreement,
    add_change,
    add_conversation,
    add_meeting,
    add_person,
    add_student,
    everything,
    fill,
)

DAYS = load_retention().days


def days_ago(count: int) -> datetime:
    return NOW - timedelta(days=count)


async def count(database: Database, table: type[Table]) -> int:
    async with database.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


def test_the_file_has_a_rule_for_every_kind() -> None:
    assert DAYS.keys() == RULES


async def test_each_kind_goes_after_its_days_and_not_before(database: Database) -> None:
    async with database.sessions.begin() as session:
        school = await fill(session)
        for more in (-1, 1):
            old = {rule: days_ago(days + more) for rule, days in DAYS.items()}
            await add_conversation(session, f"slack/{more}", "x", old["turn"])
            notice = {"key": str(more), "person_id": school.daan, "message": {}, "shown_at": None}
            await session.execute(insert(Notice).values(**notice, made_at=old["notice"]))
            told = {
                "person_id": school.daan,
                "key": f"deadline/{more}",
                "last_day": DAY,
                "state": "waiting",
                "version": 1,
            }
            await session.execute(insert(Reminder).values(**told, at=old["reminder"]))
            given = {"uid": f"D07-{more}", "day": old["reminder"].date(), "sequence": 0, "moved_at": None}
            await session.execute(insert(CalendarDay).values(given))
            await session.execute(insert(Gap).values(question="x", role="wpb", language="nl", at=old["gap"]))
            answer = {"subject": "x", "helpful": True, "reason": "", "comment": "", "at": old["feedback"]}
            await session.execute(insert(Feedback).values(answer))
            line = {"person_id": None, "action": "saw", "object": "x", "student_id": None, "at": old["audit"]}
            await session.execute(insert(Audit).values(line))
            call = {"student_id": None, "asker_id": school.samira, "asked_id": school.marleen, "about": "", "note": ""}
            await session.execute(insert(Call).values(**call, state="taken", asked_at=old["call"], answered_at=None))
            await add_meeting(session, school, str(more), starts_at=old["meeting"])
            done = await add_agreement(session, school.daan, "klaar", status="done", made_at=days_ago(900))
            await add_change(session, done, "done", at=old["settled_agreement"])
            still_open = await add_agreement(session, school.daan, "open", made_at=days_ago(900))
            for change in ("done", "moved"):
                await add_change(session, still_open, change, at=old["settled_agreement"])
        expected = await count_expired(session, DAYS, NOW)
    gone = await forget_all(database, DAYS, NOW)
    one_each = ("turn", "notice", "reminder", "gap", "feedback", "audit", "call", "agreement", "meeting")
    assert gone == dict.fromkeys(one_each, 1) | {"conversation": 1, "calendar day": 1}
    assert {**{kind: number for kind, number in expected.items() if number}, "conversation": 1} == gone
    assert await count(database, Agreement) == 1 + 1 + 2
    assert await count(database, Conversation) == 5
    assert await forget_all(database, DAYS, NOW) == {}


@pytest.mark.parametrize(
    ("rule", "goes"),
    [
        ("account", {"account": 1, "calendar link": 1}),
        (
            "dossier",
            {
                "account": 1,
                "calendar link": 1,
                "agreement": 1,
                "report": 1,
                "progress_talk": 1,
                "situation": 1,
                "call": 1,
                "switch_request": 1,
                "agenda": 2,
                "resit": 1,
                "period": 1,
            },
        ),
    ],
)
async def test_what_is_about_a_student_goes_after_they_left(
    database: Database, rule: str, goes: dict[str, int]
) -> None:
    left = DAY - timedelta(days=DAYS[rule])
    async with database.sessions.begin() as session:
        school = await fill(session)
        await session.execute(text(f"UPDATE person SET left_on = '{left + timedelta(days=1)}'"))  # noqa: S608
    before = await forget_all(database, DAYS, NOW)
    assert "account" not in before or rule != "account"
    async with database.sessions.begin() as session:
        await session.execute(text("UPDATE person SET left_on = NULL"))
        await session.execute(text(f"UPDATE person SET left_on = '{left}' WHERE id = {school.daan}"))  # noqa: S608
    for table, number in ((Agreement, 1), (Report, 1), (ProgressTalk, 1), (Situation, 1), (Call, 1)):
        assert await count(database, table) == number
    gone = await forget_all(database, DAYS, NOW)
    assert gone == {kind: number for kind, number in goes.items() if kind not in before}


async def test_people_go_last_and_what_they_wrote_stays_without_their_name(database: Database) -> None:
    left = DAY - timedelta(days=DAYS["person"])
    async with database.sessions.begin() as session:
        school = await fill(session)
        for number in range(25):
            await add_person(session, f"Weg {number}", f"weg{number}@x.example", "wpb", left_on=left)
        await session.execute(text(f"UPDATE person SET left_on = '{left}' WHERE id = {school.samira}"))  # noqa: S608
    gone = await forget_all(database, DAYS, NOW)
    assert gone["person"] == 26
    assert await count(database, Erasure) == 26
    assert await count(database, Person) == 2
    async with database.sessions.begin() as session:
        report = (await session.scalars(select(Report))).one()
        assert report.written_by is None
        assert "Samira" not in await everything(session)


async def test_a_batch_is_bounded_and_two_processes_at_once_do_no_harm(database: Database) -> None:
    old = {"question": "x", "role": "wpb", "language": "nl", "at": days_ago(DAYS["gap"] + 1)}
    async with database.sessions.begin() as session:
        await session.execute(insert(Gap), [old] * (3 * MOST))
        assert (await forget_expired(session, DAYS, NOW))["gap"] == MOST
        await add_conversation(session, "web/1", "x", days_ago(DAYS["turn"] + 1))
        turn = {"conversation_id": "web/1", "heard": {}, "messages": [], "at": days_ago(DAYS["turn"] + 1)}
        await session.execute(insert(Turn), [{**turn, "event_id": str(number)} for number in range(MOST)])
        first = await forget_expired(session, DAYS, NOW)
        assert (first["turn"], first["conversation"]) == (MOST, 0)
    both = await asyncio.gather(*(forget_all(database, DAYS, NOW) for _ in range(2)))
    assert sum(gone.get("gap", 0) for gone in both) == MOST
    assert sum(gone.get("turn", 0) for gone in both) == 1
    assert await count(database, Gap) == 0


async def test_a_conversation_that_goes_on_loses_only_its_old_turns(database: Database) -> None:
    async with database.sessions.begin() as session:
        await add_conversation(session, "web/1", "oud", days_ago(DAYS["turn"] + 1))
        turn = {"conversation_id": "web/1", "event_id": "f", "heard": {}, "messages": [], "at": NOW}
        await session.execute(insert(Turn).values(turn))
        await session.execute(text("UPDATE conversation SET heard_at = :now").bindparams(now=NOW))
    assert await forget_all(database, DAYS, NOW) == {"turn": 1}
    assert await count(database, Conversation) == 1


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_next_night_is_three_o_clock_in_amsterdam(now: datetime) -> None:
    due = next_night(now)
    assert timedelta(0) < due.astimezone(UTC) - now <= timedelta(hours=25)
    assert due.astimezone(AMSTERDAM).time() == time(3)


class _EnoughNightsError(Exception):
    pass


async def test_every_night_once_also_after_a_night_that_fails(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """The clock goes on while it waits; on the first night a table is away."""
    now, away = NOW, True
    async with database.sessions.begin() as session:
        await session.execute(insert(Gap).values(question="geheim", role="wpb", language="nl", at=days_ago(500)))
        await session.execute(text("ALTER TABLE gap RENAME TO gap_away"))

    async def wait(seconds: float) -> None:
        nonlocal now
        assert 0 < seconds <= 600
        now += timedelta(seconds=seconds)
        if now - NOW > timedelta(days=3):
            raise _EnoughNightsError
        if now - NOW > timedelta(hours=1):
            await bring_back()

    async def bring_back() -> None:
        nonlocal away
        if away:
            away = False
            async with database.sessions.begin() as session:
                await session.execute(text("ALTER TABLE gap_away RENAME TO gap"))

    with caplog.at_level(logging.INFO, "bot.nightly"), pytest.raises(_EnoughNightsError):
        await nightly(database, DAYS, lambda: now, wait)
    lines = [record.getMessage() for record in caplog.records if record.name == "bot.nightly"]
    assert [line.split(":")[0].split(" (")[0] for line in lines] == ["forgetting failed", *["forgotten"] * 3]
    assert lines[1:] == ["forgotten: 1 gap", "forgotten: nothing", "forgotten: nothing"]
    assert "geheim" not in caplog.text


async def test_an_account_of_somebody_who_stays_is_kept(database: Database) -> None:
    async with database.sessions.begin() as session:
        await fill(session)
        await add_student(session, "Net weg", "0900001", left_on=DAY)
    await forget_all(database, DAYS, NOW)
    assert await count(database, Account) == 3
