"""What people read in the morning, and what they do with it, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from bot.clock import AMSTERDAM
from bot.message import Message
from bot.planning_rounds import Mornings
from bot.procedures.reminding import HandOverReminder, MarkReminder, OneReminder
from bot.product import Product
from bot.records.carrier import Carrier, OvertakenError
from bot.records.carrying_out import carried_out
from bot.records.planning import Planner
from bot.records.ties import ForbiddenError
from bot.reminders.deciding import State
from storage.accounts import link_account
from storage.case_files import add_situation
from storage.case_tables import Agreement, Notice
from storage.database import Database
from storage.people_tables import Person
from storage.reminder_tables import Reminder
from storage.reminders import told_through_others
from tests.bot.world import THURSDAY, Talker, World, texts

SWITCH = "deadline/switch-wishes/2026-2027/1"


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    """Everybody is there since the autumn, so that the whole year can be told of."""
    world = World(database, product, datetime(2026, 10, 1, 9, tzinfo=AMSTERDAM))
    await world.roster_without()
    world.now = THURSDAY
    return world


async def morning(world: World, year: int, month: int, day: int, *, everybody: bool = True) -> int:
    """At eight; the people who talk are then in that morning too."""
    world.now = datetime(year, month, day, 8, tzinfo=AMSTERDAM)
    return await Planner(world.database.sessions, world.product, everybody).plan(world.now)


async def agreed(by: Talker, due: str, what: str = "Het lesplan inleveren", owners: str = "Daan") -> None:
    await by.open("agree", str((await by.world.as_("daan")).person.id))
    await by.press("Laat zien", what=what, due=due, owners=owners)
    assert "Vastgelegd" in await by.press("Leg afspraak vast")


async def forget(*people: Talker) -> None:
    for one in people:
        await one.notices()


async def test_a_bundle_with_the_most_urgent_first(world: World) -> None:
    """Two things on one morning: an agreement for tomorrow, and the wishes to change school."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await agreed(samira, "18 maart")
    await forget(daan)
    await morning(world, 2027, 3, 17)
    (told,) = await daan.notices()
    assert told.startswith(
        "Twee dingen die eraan komen | Afspraak over Daan Bakker: Het lesplan inleveren | uiterlijk morgen"
    )
    assert "Wil je om een inhoudelijke reden naar een andere opleidingsschool?" in told
    assert await morning(world, 2027, 3, 17) == 0
    await daan.press("1. Afspraak over Daan")
    assert "uiterlijk morgen" in daan.text.casefold()
    assert "Draag over" not in daan.text, "a student hands nothing over"
    assert "de afspraak is afgerond" in await daan.press("Gedaan")
    async with world.database.sessions.begin() as session:
        assert await session.scalar(select(Agreement.status)) == "done"
    assert any("rondde deze afspraak af" in one for one in await samira.notices()), "it is the agreement's own change"
    assert "Dit speelt niet meer" in await daan.open("reminder", "agreement/1")
    assert "Goed" in await daan.press("Alles gezien")


async def test_overdue_goes_to_the_owner_and_then_to_who_leads(world: World) -> None:
    samira, daan, marleen = [await world.as_(name) for name in ("samira", "daan", "marleen")]
    await agreed(samira, "1 april")
    await forget(daan, marleen)
    await morning(world, 2027, 4, 2)
    assert "de dag was donderdag 1 april 2027" in (await daan.notices())[-1].casefold()
    await morning(world, 2027, 4, 14)
    assert not any("blijft liggen" in one for one in await marleen.notices()), "it is not ten working days yet"
    await morning(world, 2027, 4, 15)
    assert any("Een afspraak over Daan Bakker blijft liggen" in one for one in await marleen.notices())
    assert any("Wie het zou doen: Daan Bakker." in one for one in marleen.seen[-1].paragraphs)


async def test_for_a_disability_the_slc_leads(world: World) -> None:
    samira, daan, marleen = [await world.as_(name) for name in ("samira", "daan", "marleen")]
    hester = await world.as_("hester.boonstra")
    await agreed(samira, "1 april")
    async with world.database.sessions.begin() as session:
        await add_situation(
            session,
            student_id=daan.person.id,
            topic="beperking",
            outcome="x",
            walked_by=samira.person.id,
            now=world.now,
        )
    await forget(hester, marleen)
    await morning(world, 2027, 4, 19)
    assert any("blijft liggen" in one for one in await hester.notices())
    assert not any("blijft liggen" in one for one in await marleen.notices())


async def test_later_seen_and_done(world: World) -> None:
    marleen = await world.as_("marleen")
    await morning(world, 2027, 2, 17)
    (told,) = [one for one in await marleen.notices() if "inhoudelijke wens" in one]
    assert "Lees wat je doet" in told
    await marleen.open("reminder-later", SWITCH)
    assert "Goed, ik begin er weer over op donderdag 18 februari 2027" in await marleen.press("Morgen")
    assert await _told(world, marleen, 2027, 2, 18) is True
    await marleen.open("reminder-later", SWITCH)
    await marleen.press("Een andere dag")
    assert "Dat is te laat" in await marleen.press("Later", day="2027-06-01")
    assert await _told(world, marleen, 2027, 3, 17) is False, "it was put off"
    assert await _told(world, marleen, 2027, 3, 31) is True, "but not beyond the last day"
    assert "Dit was de laatste keer" in await marleen.open("reminder-seen", SWITCH)
    assert "Mooi, gedaan" in await marleen.open("reminder-done", SWITCH)
    assert "Dit is al gedaan" in await marleen.open("reminder-done", SWITCH)


async def _told(world: World, talker: Talker, *day: int) -> bool:
    await morning(world, *day)
    return any("inhoudelijke wens" in one for one in await talker.notices())


async def test_handed_over_and_back_makes_no_circle(world: World) -> None:
    """Marleen hands it to Joost, who hands it back: it is hers again."""
    marleen, joost = await world.as_("marleen"), await world.as_("joost")
    await morning(world, 2027, 2, 17)
    await forget(marleen, joost)
    await marleen.open("reminder-hand-over", SWITCH)
    shown = await marleen.press("Joost Verhoeven")
    assert "Dit gaat naar Joost Verhoeven:" in shown
    await marleen.press("Draag over")
    assert "Overgedragen aan Joost" in marleen.text
    (told,) = await joost.notices()
    assert "Marleen de Wit draagt iets aan je over" in told
    assert "Overgenomen van Marleen de Wit" in told
    assert "40 van je studenten" in told, "names that need not be his do not go along"
    await morning(world, 2027, 3, 17)
    (told,) = await joost.notices()
    assert "Twee dingen" in told
    assert "Overgenomen van Marleen de Wit" in told
    assert not any("inhoudelijke wens" in one for one in await marleen.notices())
    assert "Je hebt dit overgedragen aan Joost Verhoeven" in await marleen.open("reminder", SWITCH)
    hers = f"{SWITCH}/for/{marleen.person.id}"
    await joost.open("reminder-hand-over", hers)
    await joost.press("Marleen de Wit")
    await joost.press("Draag over")
    assert any("Joost Verhoeven geeft iets aan je terug" in one for one in await marleen.notices())
    assert await joost.open("reminder", hers) == await joost.open("reminder", "deadline/nothing/2026-2027/1")
    assert await _told(world, marleen, 2027, 3, 30)


async def test_the_first_stands(world: World) -> None:
    """Two that decided on the same version: the second is turned away."""
    marleen = await world.as_("marleen")
    await morning(world, 2027, 2, 17)
    done = MarkReminder(SWITCH, 1, State.DONE)
    await world.turns.carry_out(marleen.person, done)
    with pytest.raises(OvertakenError):
        await world.turns.carry_out(marleen.person, replace(done, state=State.SEEN))


async def test_a_moved_date_moves_what_is_told_and_done_is_told_no_more(world: World) -> None:
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await agreed(samira, "26 maart")
    await forget(daan)
    await morning(world, 2027, 3, 19)
    assert any("Het lesplan inleveren" in one for one in await daan.notices())
    await samira.open("agreement", "1")
    await samira.press("Verzet")
    await samira.press("Verzet", due="2027-04-16")
    await forget(daan)
    await morning(world, 2027, 3, 25)
    assert not any("Het lesplan" in one for one in await daan.notices()), "that was the day before the old one"
    await morning(world, 2027, 4, 9)
    assert any("Het lesplan inleveren" in one for one in await daan.notices())


async def test_a_meeting_takes_place_and_a_day_that_is_over_is_not_named_twice(world: World) -> None:
    """Joost hears on the day before the student meeting, and of a proposal of twelve days ago for the first time."""
    joost = await world.as_("joost")
    await morning(world, 2026, 11, 25)
    (told,) = await joost.notices()
    assert "donderdag 26 november 2026" in told
    assert "| morgen |" in told
    assert "uiterlijk morgen" not in told
    assert "die dag is al geweest" in told
    assert told.count("13 november 2026") == 1


async def test_what_is_coming_up_and_what_one_hears_of(world: World) -> None:
    """Typed and in the menu; a kind that one need not act on is switched off and on again."""
    hester = await world.as_("hester.boonstra")
    world.at(2027, 1, 20)
    await hester.say("menu")
    assert "Wat komt eraan?" in await hester.press("Meer voor jou")
    shown = await hester.say("wat komt eraan?")
    assert "Spreek je studenten dit kwartaal" in shown
    overview = await hester.say("herinneringen")
    assert "Altijd: " in overview
    assert "gesprekken door het jaar" in overview
    await hester.press("Niet meer: gesprekken")
    assert "Goed, hierover hoor je niets meer: gesprekken door het jaar." in hester.text
    await morning(world, 2027, 1, 20)
    assert not any("kwartaal" in one for one in await hester.notices())
    assert "kwartaal" not in await hester.say("wat komt eraan?")
    await hester.say("herinneringen")
    await hester.press("Wel: gesprekken")
    await morning(world, 2027, 1, 21)
    assert any("kwartaal" in one for one in await hester.notices())


async def on_the_way(world: World, talker: Talker) -> list[str]:
    """What goes to their account on a platform."""
    async with world.database.sessions.begin() as session:
        found = await session.scalars(select(Notice).where(Notice.person_id == talker.person.id, Notice.lane != ""))
        return [" | ".join(texts(Message.model_validate(one.message))) for one in found]


async def test_whom_nothing_reaches_is_told_through_their_so(world: World) -> None:
    """Daan has an account, the other students of the school have none."""
    daan, joost, sanne = [await world.as_(name) for name in ("daan", "joost", "sanne.devries")]
    async with world.database.sessions.begin() as session:
        for one in (daan, joost):
            await link_account(
                session, channel="slack", external_id=f"U{one.person.id}", person_id=one.person.id, reference={},
                now=world.now,
            )  # fmt: skip
    await morning(world, 2027, 2, 17, everybody=False)
    assert any("opleidingsschool" in one for one in await on_the_way(world, daan))
    assert await sanne.notices() == []
    (told,) = await on_the_way(world, joost)
    assert "Voor Sanne de Vries, Sanne de Vries, Noor" in told
    assert "die Wegwijzer zelf nog niet kan bereiken" in told
    assert "Daan Bakker, die" not in told
    async with world.database.sessions.begin() as session:
        unreached = {email for _, email in await told_through_others(session, 100)}
    assert "sanne.devries@wegwijzer.example" in unreached
    assert "daan@wegwijzer.example" not in unreached


async def test_a_morning_at_a_time_and_none_at_night_or_in_a_weekend(world: World) -> None:
    clock = [datetime(2027, 3, 17, 7, 59, tzinfo=AMSTERDAM)]
    mornings = Mornings(world.database, world.product, lambda: clock[0], everybody_reached=True)
    assert await mornings.one_round() == 0, "too early"
    clock[0] = datetime(2027, 3, 17, 8, 1, tzinfo=AMSTERDAM)
    assert await mornings.one_round() > 0
    assert await mornings.one_round() == 0
    clock[0] = datetime(2027, 3, 20, 12, tzinfo=AMSTERDAM)
    assert await mornings.one_round() == 0, "a Saturday"
    clock[0] = datetime(2027, 3, 29, 12, tzinfo=AMSTERDAM)
    assert await mornings.one_round() == 0, "Easter Monday"
    clock[0] = datetime(2027, 3, 30, 18, 30, tzinfo=AMSTERDAM)
    assert await mornings.one_round() == 0, "evening"


async def test_two_processes_that_plan_at_once_tell_nothing_twice(world: World) -> None:
    at = datetime.combine(date(2027, 3, 17), time(8), AMSTERDAM)
    planners = [Planner(world.database.sessions, world.product, True) for _ in range(3)]
    counts = await asyncio.gather(*(one.plan(at) for one in planners))
    told = (await world.count(*[Reminder]))["reminder"]
    daan = await world.as_("daan")
    world.at(2027, 3, 17)
    assert len(await daan.notices()) == 1
    assert told > 0
    assert sum(counts) >= max(counts)


async def test_nobody_marks_or_gets_what_is_not_theirs(world: World) -> None:
    """Forged: somebody else's item, for another, and handed to a stranger."""
    marleen, samira = await world.as_("marleen"), await world.as_("samira")
    emily = await world.as_("emily")
    await morning(world, 2027, 2, 17)
    hers = f"{SWITCH}/for/{marleen.person.id}"
    today = date(2027, 2, 17)
    for who, effect in (
        (samira, MarkReminder(SWITCH, 0, State.DONE)),
        (samira, MarkReminder(hers, 1, State.DONE)),
        (samira, HandOverReminder(hers, 1, samira.person.id)),
        (marleen, HandOverReminder(SWITCH, 1, emily.person.id)),
        (marleen, HandOverReminder(SWITCH, 1, 99999)),
        (emily, MarkReminder(hers, 1, State.SEEN)),
    ):
        async with world.database.sessions() as session:
            with pytest.raises(ForbiddenError):
                await carried_out(Carrier(session, world.product, who.person, world.now, today), effect)
            loader = Carrier(session, world.product, who.person, world.now, today).loader
            if who is not marleen:
                assert await loader.load(OneReminder(effect.subject)) is None


async def test_english(world: World) -> None:
    daan = await world.as_("daan", "en")
    async with world.database.sessions.begin() as session:
        await session.execute(update(Person).where(Person.id == daan.person.id).values(language="en"))
    await morning(world, 2027, 2, 17)
    (told,) = await daan.notices()
    assert told.startswith("Two things coming up | On Monday 15 March 2027 the programme looks at")
    assert "All seen | What is coming up?" in told
    await daan.press("2. Wish for another")
    assert "Read what to do | Done | Seen | Later" in daan.text
    assert "What is coming up?" in await daan.say("what is coming up")
    world.now += timedelta(hours=1)


async def test_one_thing_reads_as_a_sentence(world: World) -> None:
    """A student calls in about themselves; a meeting has a day, and no sentence of its own."""
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await daan.open("call-in")
    await daan.press("SO: Joost Verhoeven")
    await daan.press("Laat zien", note="")
    await daan.press("Schakel Joost")
    coming = await joost.say("wat komt eraan?")
    assert "Daan Bakker vroeg je hulp en wacht op antwoord." in coming
    await joost.open("plan-meeting", f"three-way/{daan.person.id}")
    await joost.press("Laat zien", day="9 april", time="14:30", people="")
    await joost.press("Plan het")
    await joost.open("reminder", "meeting/1")
    assert "om 14:30 uur. Op vrijdag 9 april 2027." in joost.text
