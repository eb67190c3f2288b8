"""Whoever has nothing to do with a student learns nothing of the case about him, and changes nothing in it.

Every attack is made in every wrong person's name on the case of `case_about_daan`, which no attack may change, so that
all of them share it. The same things in the names of the right people show that an attack would be seen.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import CallState, ChangeKind, MeetingKind, PeriodChange, PeriodKind, Someone
from bot.clock import AMSTERDAM
from bot.conversation.shortcuts import ABOUT, WHOLE
from bot.dialogs.effects import (
    AcknowledgeReport,
    AnswerCall,
    CallIn,
    ChangeAgreement,
    LogAgreement,
    NoteSituation,
    WriteReport,
)
from bot.dialogs.engine import Effect
from bot.dialogs.registry import DIALOGS
from bot.message import Choose, Correct, Heard, Pressed, Said, Submit
from bot.opening import opened
from bot.procedures.meetings import ChangeMeeting, ChangePeople, PlanMeeting, SetAgenda, WriteMinutes
from bot.procedures.occasions import ReportsOf
from bot.procedures.periods import ChangePeriod, NotePeriod
from bot.procedures.reminding import HandOverReminder, MarkReminder
from bot.procedures.resits import NoteResit
from bot.procedures.switch import MoveSwitch, StartSwitch
from bot.procedures.talk_requests import CancelTalk, CorrectTalk, FileTalk, FillInTalk, SignTalk, StartTalk
from bot.product import Product
from bot.records.carrier import Carrier, OvertakenError
from bot.records.carrying_out import carried_out
from bot.records.dossiers import whole_dossier
from bot.records.loading import loader_for
from bot.records.ties import ForbiddenError
from bot.reminders.deciding import State
from bot.settings import read_settings
from knowledge.model import LANGUAGES
from knowledge.rules.traffic_light import Colour
from knowledge.switch_request import NAMES, Reason
from storage.agreements import add_agreement
from storage.case_tables import Agreement, Notice
from storage.database import Database, connect, database_url
from storage.occasions import note_occasion
from storage.schema import upgrade
from storage.talk_tables import ProgressTalk
from storage.timeline import EVERYTHING, count_timeline, timeline
from tests.bot.case_about_daan import (
    ABOUT_HIM,
    BARE,
    BETWEEN_OTHERS,
    EXIT_TALK,
    FILED,
    FORMER,
    GOING_ON,
    JOB,
    MEETING,
    NAMELESS,
    NOTED,
    OUTSIDERS,
    REASONED,
    SHARED,
    SITUATION,
    STUDENT_TALK,
    THREE_WAY_TALK,
    TIME_OUT,
    VIEWED,
    WISH,
    Case,
    Outsider,
    case_about_daan,
    opening,
    revealed,
    walk,
)
from tests.bot.world import THURSDAY
from tests.conftest import empty

pytestmark = pytest.mark.asyncio(loop_scope="module")
every_outsider = pytest.mark.parametrize("who", OUTSIDERS.values(), ids=list(OUTSIDERS))
NOBODY_HAS = 987654


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgresql"])
async def case(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, product: Product
) -> AsyncIterator[Case]:
    """One for all attacks: the fixture `database` would make it anew for each of them."""
    if request.param == "sqlite":
        folder = str(tmp_path_factory.mktemp("attacks"))
        async with opened(read_settings({"WEGWIJZER_DATA": folder})) as database:
            yield await case_about_daan(database, product, THURSDAY)
        return
    database = connect(database_url(request.getfixturevalue("postgres")))
    await upgrade(database)
    yield await case_about_daan(database, product, THURSDAY)
    await _emptied(database)


async def _emptied(database: Database) -> None:
    async with database.engine.begin() as connection:
        await empty(connection)
    await database.close()


@pytest.fixture(autouse=True)
def _silent_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing that stands in the case is ever logged."""
    caplog.set_level(logging.INFO)
    yield
    told = "\n".join(record.getMessage() + (record.exc_text or "") for record in caplog.get_records("call"))
    assert revealed(told) == []


@asynccontextmanager
async def nothing_changes(case: Case) -> AsyncIterator[None]:
    before = await case.rows()
    yield
    after = await case.rows()
    assert {table: rows for table, rows in after.items() if rows != before[table]} == {}


def leaks(answers: dict[str, str], typed: str = "") -> dict[str, list[str]]:
    """Which attack told what."""
    found = {attack: revealed(answer, typed or attack) for attack, answer in answers.items()}
    return {attack: told for attack, told in found.items() if told}


# Opening


def everything(case: Case, daan: int) -> dict[str, tuple[int, ...]]:
    """What there is in the case for each dialog, as its subject is written."""
    agreements, reports = (BARE, SHARED, FORMER), (STUDENT_TALK, THREE_WAY_TALK)
    calls = (ABOUT_HIM, BETWEEN_OTHERS, NAMELESS)
    meetings = (MEETING, EXIT_TALK)
    moves = [f"switch-move {{}}/{name}" for name in NAMES]
    texts = {
        **dict.fromkeys(("switch-request", *moves), (WISH,)),
        "agreement": agreements,
        "period": (TIME_OUT, JOB),
        **dict.fromkeys(("meeting", "agenda", "meeting-people", f"discuss {{}}/{daan}"), meetings),
        **dict.fromkeys(("read-report", "seen"), reports),
        **dict.fromkeys(("call", "take-call", "call-back"), calls),
        **dict.fromkeys(OF_TALKS, (FILED, GOING_ON)),
    }
    students = [*(set(DIALOGS) - set(texts) - {"switch-move"}), "agreements {}/done", "dossier {}/1"]
    students += ["plan-meeting exit/{}", "agree {}/m1", "agree {}/herkansing/onvoldoende"]
    students += ["note-job {}/2028-03-01/0.3/-"]
    return {
        **dict.fromkeys(students, (daan,)),
        **{name: tuple(case.ids[one] for one in of) for name, of in texts.items()},
    }


@every_outsider
async def test_every_dialog_opened_about_everything(case: Case, who: Outsider) -> None:
    """What is there and what is not get one and the same answer."""
    person, answers = await case.person(who.name), {}
    async with nothing_changes(case):
        for written, numbers in everything(case, await case.id("daan")).items():
            dialog, _, form = written.partition(" ")
            heard = [opening(dialog, (form or "{}").format(number)) for number in (*numbers, NOBODY_HAS)]
            found = [await case.answer(person, one) for one in heard]
            assert set(found) == {found[-1]}, written
            answers[written] = found[0]
    assert leaks(answers) == {}


OF_TALKS = (
    "talk", "talk-part {}/studie", "talk-part {}/ontwikkeling", "talk-prepare", "talk-agree", "talk-close",
    "talk-cancel", "talk-sign {}/agreed", "talk-sign {}/disagreed", "talk-correct",
)  # fmt: skip
ABOUT_NOTHING = {
    **{dialog: ("",) for dialog in DIALOGS if dialog not in {"guide", "helpful", "unhelpful"}},
    "agreements": ("", "open", "overdue", "done"),
    **dict.fromkeys(("agree", "report", "call-in"), ("", "line", SITUATION)),
    "guide": (SITUATION,),
    "meetings": ("", "past"),
    "plan-meeting": ("", "exit", "student-meeting"),
}


@every_outsider
async def test_every_dialog_opened_about_nothing(case: Case, who: Outsider) -> None:
    """Also with what no dialog takes."""
    person, daan = await case.person(who.name), await case.id("daan")
    subjects = [(dialog, subject) for dialog, subjects in ABOUT_NOTHING.items() for subject in subjects]
    subjects += [(dialog, f"{daan}/{'open' if dialog == 'dossier' else 1}") for dialog in DIALOGS]
    async with nothing_changes(case):
        answers = {f"{dialog} {one}": await case.answer(person, opening(dialog, one)) for dialog, one in subjects}
    assert leaks(answers) == {}


@every_outsider
async def test_nothing_of_it_waits(case: Case, who: Outsider) -> None:
    """Rachid never said that he had read the report; Ingrid's agreement is overdue by then."""
    person = await case.person(who.name)
    case.world.wait(days=30)
    try:
        first = await case.answer(person, opening("menu"))
        overdue = await case.answer(person, opening("agreements", "overdue"))
    finally:
        case.world.wait(days=-30)
    assert case.world.product.phrases["nl"]("waiting.heading") not in first
    assert revealed(overdue) == []


# Forging


def _choose(question: str, option: object) -> Heard:
    return Pressed(action=Choose(run=1, question=question, option=str(option)))


def _correct(question: str, option: object = "") -> Heard:
    return Pressed(action=Correct(run=1, question=question, option=str(option)))


def _submit(question: str, **values: object) -> Heard:
    return Pressed(action=Submit(run=1, question=question), values={name: str(value) for name, value in values.items()})


def forgeries(case: Case, daan: int, own: int | str, elsewhere: str) -> dict[str, list[Heard]]:
    """Buttons that were never shown, in conversations about Daan and about a student of their own."""
    agreement, report, meeting = (str(case.ids[one]) for one in (BARE, STUDENT_TALK, MEETING))
    details = _submit("details", what="Iets", due="2027-04-01", owners=elsewhere, viewers=elsewhere)
    talk = {"part-aanwezig": "Wij", "part-besproken": "Iets", "part-afgesproken": "Niets", "readers": elsewhere}
    written, noted, day = _submit("report", **talk), _submit("note", note="Iets"), _submit("new-day", due="2027-04-01")
    him = [_choose("student", daan), _correct("student", daan)]
    return {
        "without a dialog": [*him, details, _choose("confirm", "log"), _choose("do", "done"), day],
        "agree": [opening("agree"), *him, details, _choose("confirm", "log"), _correct("confirm", "log")],
        "report": [opening("report"), *him, _choose("kind", "driegesprek"), written, _choose("confirm", "write")],
        "call-in": [opening("call-in"), *him, _choose("whom", daan), noted, _choose("confirm", "send")],
        "agreement": [
            opening("agreement", agreement), _choose("do", "done"), _correct("do", "done"), _choose("do", "moved"), day,
            _choose("do", "cancelled"), _choose("sure", "cancel"), _submit("new-owners", owners=elsewhere),
        ],
        "agreements": [opening("agreements"), _choose("which", agreement), _choose("do", "done")],
        "student": [opening("student", str(daan)), *(_choose("what", one) for one in ("dossier", "agree"))],
        "switch-move": [
            opening("switch-move", f"{case.ids[WISH]}/grant"), _submit("text", text="Iets"), _choose("whom", daan),
        ],
        "switch": [opening("switch"), _choose("reason", "content"), _submit("details", wish="Iets"),
                   _choose("late", "ask")],
        "students": [opening("students"), *him, _choose("what", "dossier")],
        "dossier": [opening("dossier"), *him, _choose("more", "older")],
        "menu": [opening("menu"), _choose("group", "dossier"), _choose("group", "agreements"), _choose("which", 1)],
        "meeting": [
            opening("meeting", meeting), _choose("do", "cancelled"), _choose("sure", "cancel"), _choose("do", "moved"),
            _submit("when", day="2027-04-01", time="9", minutes=60), _choose("organiser", daan),
        ],
        "agenda": [opening("agenda", meeting), _choose("what", "add"), *him, _choose("what", "remove"), *him],
        "discuss": [
            opening("discuss", f"{meeting}/{daan}"), _choose("do", "minutes"), _submit("minutes", why="Iets", plan="x"),
            _choose("confirm", "write"),
        ],
        "plan-meeting": [
            opening("plan-meeting", "exit"), *him, _submit("details", day="2027-04-01", time="9", minutes=60),
            _choose("confirm", "plan"),
        ],
        "time-out": [
            opening("time-out"), *him, _choose("which", "new"),
            _submit("time-out", starts_on="2028-03-01", until="2028-09-01", why="Iets"), _choose("confirm", "note"),
        ],
        "note-job": [
            opening("note-job"), *him, _choose("which", "new"),
            _submit("job", school="Ergens", fte="0,3", starts_on="2028-03-01", until="", wpb=elsewhere),
            _choose("confirm", "note"),
        ],
        **{
            f"period {text}": [
                opening("period", str(case.ids[text])), _choose("do", "extended"),
                _submit("day-extended", day="2029-04-01"), _choose("do", "registered"),
                _submit("day-registered", day="2027-03-01"), _choose("do", "cancelled"), _choose("sure", "cancel"),
            ]
            for text in (TIME_OUT, JOB)
        },
        "resit": [
            opening("resit"), *him, _choose("chance", "first"), _submit("assessed", day="2027-03-01"),
            _submit("until", day=""), _choose("confirm", "note"),
        ],
        "seen": [opening("read-report", report), opening("seen", report)],
        **{f"talk {one}": _in_a_talk(case.ids[one], daan) for one in (FILED, GOING_ON)},
        "owners from elsewhere": [opening("agree", str(own)), details, _choose("confirm", "log")],
        "readers from elsewhere": [
            opening("report", str(own)), _choose("kind", "driegesprek"), written, _choose("confirm", "write")
        ],
        "asked from elsewhere": [
            opening("call-in", str(own)), *(_choose("whom", one) for one in elsewhere.split(",")), noted,
            _choose("confirm", "send"),
        ],
    }  # fmt: skip


def _in_a_talk(talk: int, daan: int) -> list[Heard]:
    ways = (f"talk-part:{talk}/studie", f"talk-close:{talk}", f"talk-sign:{talk}/agreed", f"talk-correct:{talk}")
    return [
        opening("talk", str(talk)), *(_choose("what", one) for one in ways), opening("talks", str(daan)),
        _choose("which", f"talk/{talk}"), _choose("which", f"talk-begin/{daan}"),
        opening("talk-part", f"{talk}/studie"), _submit("colours", **{"item-opdrachten": "red", "note-": "Iets"}),
        opening("talk-prepare", str(talk)), _submit("view", **{"note-studie": "Iets"}),
        opening("talk-close", str(talk)), _choose("colour", "1-red"), _choose("colour", "2-red"),
        _submit("closing", held_on="2027-03-11", reason="Iets"), _choose("confirm", "file"),
        opening("talk-sign", f"{talk}/agreed"), _submit("signature", remark="Iets"),
        opening("talk-correct", str(talk)), _choose("sure", "correct"), opening("talk-cancel", str(talk)),
        _choose("sure", "cancel"),
    ]  # fmt: skip


@every_outsider
async def test_every_forged_answer(case: Case, who: Outsider) -> None:
    person, daan = await case.person(who.name), await case.id("daan")
    own = await case.id(who.own) if who.own else ""
    elsewhere = f"{daan},{await case.id(who.stranger)}"
    async with nothing_changes(case):
        forged = forgeries(case, daan, own, elsewhere)
        answers = {attack: await case.answer(person, *heard) for attack, heard in forged.items()}
    assert leaks(answers) == {}


# Typing


def typed_lines(case: Case) -> Iterator[tuple[str, ...]]:
    """Every shortcut, with each way to name Daan; and the name as an answer to "which student?"."""
    dutch, english = (case.world.product.phrases[language] for language in LANGUAGES)
    for name in ("Daan", "Bakker", "990100"):
        yield from ((f"{dutch.words(key)[0]} {name}",) for key in ABOUT)
        yield (f"{english.words('about-dossier')[1]} {name}",)
        yield (f"afspraak: {name} levert morgen het plan in",)
    for key, (dialog, subject) in WHOLE.items():
        names = ("Daan", "990100") if dialog != "agreements" else ("1",)
        yield from ((dutch.words(key)[0], name) for name in names)
        if subject:
            yield (english.words(key)[0],)


@every_outsider
async def test_every_shortcut_with_his_name_or_number(case: Case, who: Outsider) -> None:
    person = await case.person(who.name)
    async with nothing_changes(case):
        answers = {
            " / ".join(lines): await case.answer(person, *(Said(text=line) for line in lines))
            for lines in typed_lines(case)
        }
    assert leaks(answers) == {}


# Carrying out


async def really_done(case: Case, person: Someone, effects: dict[str, Effect]) -> list[str]:
    """Which of them would be; nothing stays."""
    today, done = case.world.now.astimezone(AMSTERDAM).date(), []
    for name, effect in effects.items():
        async with case.world.database.sessions() as session:
            try:
                if await carried_out(Carrier(session, case.world.product, person, case.world.now, today), effect):
                    done.append(name)
            except (ForbiddenError, OvertakenError):
                pass
            finally:
                await session.rollback()
    return done


async def every_effect(case: Case, student: int, me: int) -> dict[str, Effect]:
    """All that can be decided about a student and in the case; `me` keeps, reads and is asked."""
    due = case.world.now.date() + timedelta(days=30)
    joost = await case.id("joost")
    talk = {"besproken": "Iets"}
    effects: dict[str, Effect] = {
        "log": LogAgreement(student, "Iets", due, (me or joost,)),
        "log for others": LogAgreement(student, "Iets", due, (student,), (joost,)),
        "write": WriteReport(student, "driegesprek", due, talk, (me or joost,)),
        "write for nobody": WriteReport(student, "driegesprek", due, talk),
        "write of a meeting": WriteReport(student, "exitgesprek", due, talk, meeting=case.ids[EXIT_TALK]),
        "write of a talk": WriteReport(student, "driegesprek", due, talk, talk=case.ids[FILED]),
        "note": NoteSituation(student, SITUATION, "kort"),
        "call in": CallIn(joost, "", "Iets", student),
        "be called in": CallIn(me or joost, "", "Iets", student),
    }
    effects |= await every_effect_in_talks(case, student)
    async with case.world.database.sessions.begin() as session:
        for one in await session.scalars(select(Agreement)):
            for kind in set(ChangeKind) - {ChangeKind.LOGGED}:
                effects[f"{kind} {one.what}"] = ChangeAgreement(one.id, one.version, kind, due, (me or joost,))
    effects |= await meeting_effects(case, student, me or joost)
    for text in (STUDENT_TALK, THREE_WAY_TALK):
        effects[f"acknowledge {text}"] = AcknowledgeReport(case.ids[text])
    for name in NAMES:
        effects[f"switch {name}"] = MoveSwitch(case.ids[WISH], 1, name, "Iets", me if name == "delegate" else None)
    for text in (ABOUT_HIM, BETWEEN_OTHERS, NAMELESS):
        effects[f"answer {text}"] = AnswerCall(case.ids[text], CallState.TAKEN)
    for subject in _reminders(case, student, joost):
        effects[f"mark {subject}"] = MarkReminder(subject, 0, State.DONE)
        effects[f"hand over {subject}"] = HandOverReminder(subject, 0, me or joost)
    return effects


async def meeting_effects(case: Case, student: int, me: int) -> dict[str, Effect]:
    """Those of meetings and resits; the meetings as they are now."""
    moment, day = case.world.now + timedelta(days=30), case.world.now.date()
    effects: dict[str, Effect] = {
        "plan a talk": PlanMeeting(MeetingKind.EXIT, moment, 60, "", (me,), (student,)),
        "plan a student meeting": PlanMeeting(MeetingKind.STUDENT_MEETING, moment, 60, "", (me,), (student,)),
        "time-out noted": NotePeriod(student, PeriodKind.TIME_OUT, day, day + timedelta(days=1), why="Iets"),
        "job noted": NotePeriod(student, PeriodKind.PAID_JOB, day, None, school="Ergens", fte=0.3),
        **{
            f"{text} {change}": ChangePeriod(case.ids[text], 1, change, day + timedelta(days=200))
            for text in (TIME_OUT, JOB)
            for change in set(PeriodChange) - {PeriodChange.NOTED}
        },
        "fail noted": NoteResit(student, 1, day, day, day),
        "minutes": WriteMinutes(case.ids[MEETING], student, {"besproken": "Iets"}),
        "agenda": SetAgenda(case.ids[MEETING], 1, (student,)),
        "who comes": ChangePeople(case.ids[MEETING], 1, (me,)),
    }
    for text in (MEETING, EXIT_TALK):
        for kind in (ChangeKind.MOVED, ChangeKind.CANCELLED):
            effects[f"meeting {kind} {text}"] = ChangeMeeting(case.ids[text], 1, kind, moment, 30)
    other = await case.id("marleen")
    effects["meeting handed over"] = ChangeMeeting(case.ids[MEETING], 1, ChangeKind.HANDED_OVER, organiser=other)
    return effects


async def every_effect_in_talks(case: Case, student: int) -> dict[str, Effect]:
    today, green = case.world.now.date(), Colour.GREEN
    effects: dict[str, Effect] = {"talk start": StartTalk(student, today, (student,))}
    async with case.world.database.sessions.begin() as session:
        for one in await session.scalars(select(ProgressTalk)):
            effects |= {
                f"talk {one.state} colour": FillInTalk(one.id, {"coachbaar": green}),
                f"talk {one.state} note": FillInTalk(one.id, notes={"studie": "Iets"}),
                f"talk {one.state} nothing": FillInTalk(one.id),
                f"talk {one.state} file": FileTalk(one.id, one.version, today, green, "Iets"),
                f"talk {one.state} sign": SignTalk(one.id, agreed=True),
                f"talk {one.state} correct": CorrectTalk(one.id),
                f"talk {one.state} call off": CancelTalk(one.id, one.version),
            }
    return effects


def _reminders(case: Case, student: int, of: int) -> list[str]:
    """What people around him are reminded of, as they and others would name it."""
    keys = [f"agreement/{case.ids[one]}" for one in (BARE, SHARED)]
    keys += [f"call/{case.ids[ABOUT_HIM]}", f"report/{case.ids[STUDENT_TALK]}", f"talk/{student}/2027-03-11"]
    return [name for key in keys for name in (key, f"{key}/for/{student}", f"{key}/for/{of}", f"{key}/escalated")]


@every_outsider
async def test_every_effect_directly(case: Case, who: Outsider) -> None:
    """As if a dialog had let it through."""
    person = await case.person(who.name)
    effects = await every_effect(case, await case.id("daan"), person.id)
    about_nobody, tried = await every_effect(case, NOBODY_HAS, person.id), list(effects.values())
    effects |= {f"{name}, nobody": one for name, one in about_nobody.items() if one not in tried}
    if not who.own or who.own != who.name:
        effects["start"] = StartSwitch(Reason.CONTENT, "Iets", "Iets", case.world.now.date(), ())
    effects["settle nothing"] = ChangeAgreement(NOBODY_HAS, 1, ChangeKind.DONE)
    async with nothing_changes(case):
        assert await really_done(case, person, effects) == []


@every_outsider
async def test_nobody_from_elsewhere_is_brought_in(case: Case, who: Outsider) -> None:
    """Also about a student of their own: nothing goes to people who are not around that student."""
    person = await case.person(who.name)
    about, due = await case.id(who.own or "daan"), case.world.now.date()
    effects: dict[str, Effect] = {}
    for name, one in {
        "stranger": await case.id(who.stranger),
        "Daan": await case.id("daan"),
        "none": NOBODY_HAS,
    }.items():
        effects |= {
            f"{name} keeps": LogAgreement(about, "Iets", due, (one,)),
            f"{name} may look": LogAgreement(about, "Iets", due, (person.id,), (one,)),
            f"{name} takes part": StartTalk(about, due, (one,)),
            f"{name} reads": WriteReport(about, "driegesprek", due, {"besproken": "Iets"}, (one,)),
            f"{name} is called in": CallIn(one, "", "Iets", about),
            f"{name} comes to a talk": PlanMeeting(MeetingKind.EXIT, case.world.now, 60, "", (one,), (about,)),
            f"{name} comes": PlanMeeting(MeetingKind.STUDENT_MEETING, case.world.now, 60, "", (one,), ()),
            f"{name} is called in without a name": CallIn(one, "", "Iets"),
        }
    async with nothing_changes(case):
        assert await really_done(case, person, effects) == []


OF_HIM = ({"meeting": MEETING}, {"meeting": EXIT_TALK}, {"talk": FILED}, {"talk": GOING_ON})


async def reports_of_what_was_his(case: Case, about: int) -> dict[str, Effect]:
    """A report about that student, as if it were of a meeting or a talk about Daan; his agenda has nobody else."""
    day = case.world.now.date()
    report = WriteReport(about, "driegesprek", day, {"besproken": "Iets"})
    return {
        f"{about} {of}": replace(
            report, meeting=case.ids.get(of.get("meeting", ""), 0), talk=case.ids.get(of.get("talk", ""), 0)
        )
        for of in (*OF_HIM, {"meeting": MEETING, "talk": FILED})
    }


def numbers_of(case: Case, of: dict[str, str]) -> dict[str, int]:
    return {kind: case.ids[text] for kind, text in of.items()}


@every_outsider
async def test_no_report_of_a_meeting_or_talk_about_him(case: Case, who: Outsider) -> None:
    """Also about a student of their own, or nobody's."""
    person = await case.person(who.name)
    for about in (await case.id(who.own or "daan"), await case.id("daan"), NOBODY_HAS):
        async with nothing_changes(case):
            assert await really_done(case, person, await reports_of_what_was_his(case, about)) == []


@pytest.mark.parametrize("name", ["joost", "marleen"])
async def test_a_report_is_of_a_meeting_or_talk_about_the_same_student(case: Case, name: str) -> None:
    """They may see all of these, and write about both students; of a talk that goes on there is no report yet."""
    person = await case.person(name)
    of_another = await reports_of_what_was_his(case, await case.id("fleur.oosterveld"))
    assert await really_done(case, person, of_another) == []
    of_himself = await reports_of_what_was_his(case, await case.id("daan"))
    nothing_of_it = {
        "missing": WriteReport(await case.id("daan"), "driegesprek", case.world.now.date(), {}, meeting=99)
    }
    done = await really_done(case, person, of_himself | nothing_of_it)
    assert done == [one for one in of_himself if GOING_ON not in one]


@asynccontextmanager
async def reports_linked(case: Case) -> AsyncIterator[AsyncSession]:
    """His reports are of the exit talk and of the filed one, in a transaction that is not kept."""
    async with case.world.database.sessions() as session:
        await note_occasion(session, case.ids[STUDENT_TALK], meeting=case.ids[EXIT_TALK], talk=None)
        await note_occasion(session, case.ids[THREE_WAY_TALK], meeting=None, talk=case.ids[FILED])
        yield session
        await session.rollback()


OF_ANYTHING: tuple[dict[str, str], ...] = ({"meeting": EXIT_TALK}, {"talk": FILED}, {})


async def looked_up(case: Case, session: AsyncSession, person: Someone) -> list[str]:
    loader = loader_for(session, person, case.world.now, case.world.product)
    found = [await loader.load(ReportsOf(**numbers_of(case, of))) for of in OF_ANYTHING]
    return [one.texts["besproken"] for reports in found for one in reports]


@every_outsider
async def test_no_report_of_it_is_found(case: Case, who: Outsider) -> None:
    person = await case.person(who.name)
    async with reports_linked(case) as session:
        assert await looked_up(case, session, person) == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("samira", {THREE_WAY_TALK}),
        ("daan", {THREE_WAY_TALK}),
        ("joost", {STUDENT_TALK, THREE_WAY_TALK}),
        ("marleen", {STUDENT_TALK, THREE_WAY_TALK}),
    ],
)
async def test_of_a_meeting_or_talk_only_the_reports_that_are_theirs(case: Case, name: str, found: set[str]) -> None:
    person = await case.person(name)
    async with reports_linked(case) as session:
        assert set(await looked_up(case, session, person)) == found


# Notices and documents


@every_outsider
async def test_no_notice_comes_of_what_happens_now(case: Case, who: Outsider) -> None:
    """Joost moved an agreement that Ingrid, Rachid and Lin could see while they were there."""
    person = await case.person(who.name)
    async with case.world.database.sessions.begin() as session:
        mine = select(Notice).where(Notice.person_id == person.id, Notice.made_at >= case.since)
        told = [str(one.message) for one in await session.scalars(mine)]
    brought = await case.world.turns.bring_notices(f"attack/{person.id}/notices", person)
    assert revealed("\n".join([*told, *(one.model_dump_json() for one in brought)])) == []


async def test_the_notice_goes_to_whom_it_concerns(case: Case) -> None:
    async with case.world.database.sessions.begin() as session:
        moved = Notice.key.startswith(f"agreement/{case.ids[SHARED]}/2/")
        told = set(await session.scalars(select(Notice.person_id).where(moved)))
    assert told == {await case.id(name) for name in ("daan", "samira", "marleen")}


@every_outsider
async def test_no_document(case: Case, who: Outsider) -> None:
    person, daan, turns = await case.person(who.name), await case.id("daan"), case.world.turns
    assert await turns.mail(person, case.ids[WISH]) is None
    wanted = [("dossier", daan), *(("report", case.ids[text]) for text in (STUDENT_TALK, THREE_WAY_TALK))]
    wanted += [("talk", case.ids[text]) for text in (FILED, GOING_ON)]
    async with nothing_changes(case):
        assert [await turns.invitation(person, case.ids[text]) for text in (MEETING, EXIT_TALK)] == [None, None]
        assert [await turns.document(person, kind, number) for kind, number in wanted] == [None] * len(wanted)


# Whoever takes part in some of it


@pytest.mark.parametrize(
    ("name", "dialog", "about"),
    [
        *(("daan", "agreement", text) for text in (BARE, FORMER)),
        *(("daan", dialog, STUDENT_TALK) for dialog in ("read-report", "seen")),
        *(("daan", dialog, text) for dialog in ("call", "take-call") for text in (ABOUT_HIM, BETWEEN_OTHERS, NAMELESS)),
        ("daan", "dossier", "daan"),
        *((name, "meeting", MEETING) for name in ("daan", "samira")),
        *((name, "agenda", text) for name in ("daan", "samira") for text in (MEETING, EXIT_TALK)),
        ("samira", "meeting", EXIT_TALK),
        ("samira", "switch-request", WISH),
        *(("samira", dialog, STUDENT_TALK) for dialog in ("read-report", "seen")),
        *(("samira", dialog, text) for dialog in ("call", "call-back") for text in (BETWEEN_OTHERS, NAMELESS)),
        *(("marleen", dialog, ABOUT_HIM) for dialog in ("call", "take-call")),
    ],
)
async def test_a_part_is_not_the_whole(case: Case, name: str, dialog: str, about: str) -> None:
    person = await case.person(name)
    number = case.ids[about] if about in case.ids else await case.id(about)
    async with nothing_changes(case):
        answer = await case.answer(person, opening(dialog, str(number)))
    assert revealed(answer) == []
    assert answer == await case.answer(person, opening(dialog, str(NOBODY_HAS)))


@pytest.mark.parametrize(
    ("name", "typed", "hidden"),
    [
        *(("daan", line, (BARE, FORMER)) for line in ("mijn afspraken", "afspraken over Daan", "open student Daan")),
        ("samira", "dossier van Daan", (STUDENT_TALK, BETWEEN_OTHERS, NAMELESS, "studentbespreking")),
        ("samira", "mijn afspraken", (FORMER,)),
    ],
)
async def test_a_list_holds_only_what_is_theirs(case: Case, name: str, typed: str, hidden: tuple[str, ...]) -> None:
    answer = await case.answer(await case.person(name), Said(text=typed))
    assert "Daan" in answer
    assert [one for one in hidden if one in answer] == []


@pytest.mark.parametrize(("name", "hidden"), [("samira", 5), ("marleen", 1), ("joost", 0)])
async def test_a_dossier_counts_only_what_is_theirs(case: Case, name: str, hidden: int) -> None:
    """Nobody learns from a number, or from a page with gaps, that there is more."""
    person, daan = await case.person(name), await case.id("daan")
    async with case.world.database.sessions() as session:
        loader = loader_for(session, person, case.world.now, case.world.product)
        whole = await whole_dossier(loader, daan, most=100)
        everything = await timeline(session, daan, EVERYTHING, most=100)
        assert len(everything) == await count_timeline(session, daan)
    assert whole.total == len(whole.entries)
    assert len(everything) - whole.total == hidden


@pytest.mark.parametrize(
    ("name", "may_not"),
    [
        ("daan", ("talk start", "talk open colour", "talk open nothing", "talk open file", "talk open call off",
                  "talk open sign", "talk filed note", "talk filed correct")),
        ("samira", ("talk start", "talk open file", "talk open call off", "talk open sign", "talk filed correct")),
        ("joost", ("talk filed note", "talk filed colour", "talk filed file", "talk filed sign", "talk open sign")),
        ("daan", ("plan", "fail", "minutes", "agenda", "meeting")),
        ("samira", ("plan", "fail", "minutes", "agenda", "meeting")),
        ("daan", ("switch grant", "switch discuss", "switch ask", "switch refuse", "switch solve", "switch delegate",
                  "switch uphold", "switch close", "handed-over", "cancelled", f"done {BARE}", f"moved {FORMER}",
                  "write", "note", "answer", "be called", f"acknowledge {STUDENT_TALK}")),
        ("samira", ("time-out", "job", TIME_OUT, JOB)),
        ("daan", ("time-out", TIME_OUT)),
        ("samira", ("switch", "write", "answer", f"acknowledge {STUDENT_TALK}")),
        ("joost", ("switch", f"acknowledge {THREE_WAY_TALK}")),
        ("marleen", ("switch withdraw", "switch answer", "switch mail", "switch uphold", "switch close", "answer",
                     "acknowledge")),
    ],
)  # fmt: skip
async def test_a_part_is_no_right_to_all(case: Case, name: str, may_not: tuple[str, ...]) -> None:
    person = await case.person(name)
    effects = await every_effect(case, await case.id("daan"), person.id)
    wrong = {what: effect for what, effect in effects.items() if what.startswith(may_not)}
    assert len(wrong) >= len(may_not)
    assert await really_done(case, person, wrong) == []


# The right people, in the same ways


@pytest.mark.parametrize(
    ("name", "dialog", "about", "shown"),
    [
        *((name, "period", one, one) for name in ("samira", "joost", "marleen", "daan") for one in (TIME_OUT, JOB)),
        *((name, "switch-request", WISH, WISH) for name in ("joost", "marleen", "daan")),
        *((name, "agreement", BARE, BARE) for name in ("samira", "joost", "marleen")),
        *((name, "agreement", SHARED, SHARED) for name in ("samira", "joost", "marleen", "daan")),
        *((name, "read-report", STUDENT_TALK, STUDENT_TALK) for name in ("joost", "marleen")),
        *((name, "read-report", THREE_WAY_TALK, THREE_WAY_TALK) for name in ("samira", "joost", "marleen", "daan")),
        *((name, "talk", FILED, text) for name in ("samira", "joost", "marleen", "daan") for text in (NOTED, REASONED)),
        *((name, "talk", GOING_ON, VIEWED) for name in ("samira", "joost", "marleen", "daan")),
        *((name, "call", ABOUT_HIM, ABOUT_HIM) for name in ("samira", "joost")),
        *((name, "call", NAMELESS, NAMELESS) for name in ("marleen", "joost")),
        *((name, "meeting", MEETING, MEETING) for name in ("joost", "marleen")),
        *((name, "meeting", EXIT_TALK, EXIT_TALK) for name in ("joost", "marleen", "daan")),
        *((name, "student", "daan", "Daan Bakker") for name in ("samira", "joost", "marleen", "daan")),
        *((name, "dossier", "daan", BARE) for name in ("samira", "joost", "marleen")),
        *((name, "agreements", "daan", FORMER) for name in ("samira", "joost", "marleen")),
    ],
)
async def test_the_right_people_see_it(case: Case, name: str, dialog: str, about: str, shown: str) -> None:
    number = case.ids[about] if about in case.ids else await case.id(about)
    subjects = (f"{number}", f"{number}/1") if dialog == "dossier" else (str(number),)
    heard = [opening(dialog, subject) for subject in subjects]
    assert shown in await case.answer(await case.person(name), *heard)


@pytest.mark.parametrize(
    "typed", ["afspraken over Daan", "dossier van Bakker", "dossier van 990100", "open student Daan"]
)
async def test_the_right_people_find_him_by_name_or_number(case: Case, typed: str) -> None:
    assert "Daan Bakker" in await case.answer(await case.person("samira"), Said(text=typed))


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("samira", ("log", "done", "moved", "handed-over", "cancelled", "note", "call",
                    f"acknowledge {THREE_WAY_TALK}")),
        ("joost", ("log", "done", "moved", "handed-over", "cancelled", "note", "write", "answer",
                   "plan", "fail", "minutes", "agenda", f"meeting {ChangeKind.MOVED} {MEETING}", "meeting handed",
                   f"acknowledge {STUDENT_TALK}")),
        ("marleen", ("log", "done", "moved", "handed-over", "cancelled", "note", "write", "call",
                     "plan", "fail", "minutes", "agenda", "meeting")),
        ("marleen", ("log", "done", "moved", "handed-over", "cancelled", "note", "write", "call")),
        ("joost", ("time-out noted", "job noted", TIME_OUT, JOB)),
        ("daan", ("job noted", JOB)),
        ("samira", ("talk open colour", "talk open note", "talk filed sign")),
        ("joost", ("talk open colour", "talk open note", "talk open file", "talk open call off", "talk filed correct")),
        ("daan", ("talk open note", "talk filed sign")),
        ("daan", ("log", f"done {SHARED}", f"moved {SHARED}", "call", f"acknowledge {THREE_WAY_TALK}")),
        ("marleen", ("log", "done", "moved", "handed-over", "cancelled", "note", "write", "call", "switch discuss",
                     "switch ask", "switch grant", "switch refuse", "switch solve")),
        ("daan", ("switch withdraw", "log", f"done {SHARED}", f"moved {SHARED}", "call",
                  f"acknowledge {THREE_WAY_TALK}")),
    ],
)  # fmt: skip
async def test_the_right_people_may_do_it(case: Case, name: str, may: tuple[str, ...]) -> None:
    person = await case.person(name)
    effects = await every_effect(case, await case.id("daan"), person.id)
    right = {what: effect for what, effect in effects.items() if what.startswith(may)}
    assert len(right) >= len(may)
    assert await really_done(case, person, right) == list(right)


async def test_a_regiocoordinator_sees_a_student_only_after_being_called_in(case: Case) -> None:
    joost, annelies = await case.world.as_("joost"), await case.person("annelies.vandam")
    fleur = await case.id("fleur.oosterveld")
    ways: list[Heard] = [opening("student", str(fleur)), opening("dossier", str(fleur)), Said(text="mijn studenten")]
    ways += [Said(text="dossier van Fleur"), opening("call-in"), opening("agree")]
    assert ["Oosterveld" in await case.answer(annelies, way) for way in ways] == [False] * len(ways)
    assert await case.answer(annelies, ways[0]) == await case.answer(annelies, opening("student", str(NOBODY_HAS)))

    await walk(joost, "call-in", str(fleur), str(annelies.id), {"note": "Kijk je mee?"}, "send")
    assert ["Oosterveld" in await case.answer(annelies, way) for way in ways] == [True] * len(ways)
    assert revealed(await case.answer(annelies, opening("student", str(await case.id("daan"))))) == []


async def test_a_character_that_no_database_keeps_is_left_out(case: Case) -> None:
    joost, fleur = await case.world.as_("joost"), await case.id("fleur.oosterveld")
    details = {"what": "Een\0 raket", "due": "2027-04-01", "owners": str(joost.person.id)}
    await walk(joost, "agree", str(fleur), details, "log")
    assert "Een raket" in await case.answer(joost.person, opening("agreements", str(fleur)))


async def test_an_error_of_the_database_tells_nothing_of_what_was_typed(case: Case) -> None:
    async with case.world.database.sessions() as session:
        with pytest.raises(IntegrityError) as failed:
            await add_agreement(
                session, student_id=NOBODY_HAS, what=BARE, due=THURSDAY.date(), origin="", owners=(), viewers=(),
                made_by=1, now=THURSDAY,
            )  # fmt: skip
        await session.rollback()
    assert revealed(str(failed.value)) == []
