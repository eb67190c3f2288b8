"""Progress talks from the invitation to the signed form, as the people around Daan walk through them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import insert, select, update

from bot.message import Pressed
from bot.procedures.talks import origin_of
from bot.product import Product
from storage.case_tables import Agreement
from storage.database import Database
from storage.people_tables import Person, PersonRole, Student
from storage.talk_tables import ProgressTalk, ProgressTalkItem, ProgressTalkParty
from tests.bot.talking import GREEN, RED, YELLOW, begin, file, fill_in, fill_in_all, sign
from tests.bot.world import World


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def test_from_invitation_to_signed(world: World) -> None:
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    await joost.open("student", str(daan.person.id))
    await joost.press("Meer")
    await joost.press("Voortgangsgesprek")
    assert "Er is nog geen voortgangsgesprek" in joost.text
    await joost.press("Plan een gesprek en nodig uit")
    await joost.press("Laat de uitnodiging zien", held_on="18 maart", time="10.00 uur", place="Lokaal 12")
    assert "Dit leest de student" in joost.text
    assert "Het portfolio meenemen" in joost.text
    await joost.press("Nodig uit")

    (told,) = await daan.notices()
    assert "nodigt je uit voor je voortgangsgesprek" in told
    assert "donderdag 18 maart 2027 om 10:00 uur, Lokaal 12" in told
    assert "studentenhandleiding" in told
    (told,) = await samira.notices()
    assert "Zo bereidt de student zich voor" in told
    await daan.press("Bereid je voor")
    await daan.press("Bewaar", **{"note-studie": "Ik loop een week achter"})
    assert "Bewaard" in daan.text

    world.at(2027, 3, 18, 11)
    await samira.press("Bekijk het gesprek")
    assert "Daan Bakker: Ik loop een week achter" in samira.text
    assert "Waardering" not in samira.text, "a WPB does not rate"
    await fill_in(samira, "Voortgang van de studie", [GREEN] * 5)
    assert "5 groen, 0 geel, 0 rood." in samira.text
    await joost.press("Naar het formulier")
    await fill_in(joost, "Ontwikkeling", [GREEN] * 6 + [YELLOW] * 3)
    await joost.press("Waardering en indienen")
    assert "11 groen (minstens 10) en 3 geel (hoogstens 4)" in joost.text
    assert "Kijk de studiepunten dus apart na" in joost.text
    await joost.press("Groen, volgens de telregel")
    await joost.press("Laat zien", credits="Ja")
    await joost.press("Dien in")

    await sign(daan)
    await sign(samira, "Gezien, niet akkoord", "De orde was beter")
    assert "Samira el Idrissi: gezien, niet akkoord. “De orde was beter” | Alle handtekeningen zijn er." in (
        "\n".join(await joost.notices())
    )
    await joost.press("Bekijk het gesprek")
    assert "Daan Bakker: gezien en akkoord (donderdag 18 maart 2027)" in joost.text
    assert "Vul in" not in joost.text
    await joost.open("dossier", str(daan.person.id))
    assert "donderdag 18 maart 2027 · Voortgangsgesprek: groen" in joost.text


@pytest.mark.parametrize(
    ("colours", "says", "clash"),
    [
        ([GREEN] * 9 + [YELLOW] * 5, "Rood, volgens de telregel", "Negen keer groen en vijf keer geel telt zelfs als"),
        ([GREEN] * 10 + [RED] * 4, "Groen, volgens de telregel", "De telregel voor groen kijkt niet naar rood"),
        ([GREEN] * 14, "Groen, volgens de telregel", "Kijk de studiepunten dus apart na"),
        ([GREEN] * 9 + [YELLOW] * 4, "Geel, volgens de telregel", "Vul eerst de lege punten in"),
    ],
)
async def test_the_letter_and_where_it_clashes(world: World, colours: list[str], says: str, clash: str) -> None:
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await begin(joost, daan)
    await fill_in_all(joost, colours)
    await joost.press("Waardering en indienen")
    assert says in joost.text
    assert clash in joost.text
    assert ("Bespreek deze rode punten" in joost.text) is (RED in colours)


async def test_another_colour_takes_a_reason_that_everybody_reads(world: World) -> None:
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await begin(joost, daan)
    await fill_in_all(joost, [GREEN] * 9 + [YELLOW] * 5)
    await joost.press("Waardering en indienen")
    await joost.press("Toch geel, met een reden")
    await joost.press("Laat zien", reason="")
    assert "Vul dit in" in joost.text or joost.form["reason"].error
    await joost.press("Laat zien", reason="Hij haalt het in")
    await joost.press("Dien in")
    await daan.notices()
    await daan.press("Lees en teken")
    assert "De telregel geeft rood. Toch geel, omdat: Hij haalt het in" in daan.text
    assert "Gegeven door Joost Verhoeven" in daan.text


async def test_two_people_at_once_see_the_last_of_each_item(world: World) -> None:
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    await begin(joost, daan)
    await samira.open("talk-open", str(daan.person.id))
    for one in (joost, samira):
        await one.press("Vul in: Voortgang van de studie")
    await joost.press("Bewaar", **{"item-opdrachten": GREEN, "item-portfolio": RED})
    await samira.press("Bewaar", **{"item-opdrachten": YELLOW, "item-afspraken": GREEN})
    await joost.press("Bekijk het gesprek")
    await joost.press("Vul in: Voortgang van de studie")
    form = joost.form
    assert {name: one.value for name, one in form.items() if one.value} == {
        "item-opdrachten": "=yellow",
        "item-portfolio": "=red",
        "item-afspraken": "=green",
    }
    assert form["item-opdrachten"].hint.startswith("Samira")
    assert form["item-portfolio"].hint.startswith("Joost")

    await samira.press("Bekijk het gesprek")
    await samira.press("Vul in: Voortgang van de studie")
    await samira.press("Bewaar", **{"item-portfolio": GREEN})
    await joost.press("Bewaar", **{"item-scholingsdagen": GREEN})
    await joost.press("Bekijk het gesprek")
    assert "4 groen" not in joost.text
    assert "3 groen, 1 geel, 0 rood, 1 nog leeg" in joost.text, "what Joost did not touch stays Samira's"


async def test_two_colours_for_one_item_are_none(world: World) -> None:
    """As a browser sends it that was tampered with."""
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await begin(joost, daan)
    await joost.press("Vul in: Voortgang van de studie")
    both = joost.pressing("Bewaar").model_copy(update={"values": {"item-opdrachten": "green,yellow"}})
    await joost.hear(both)
    async with world.database.sessions.begin() as session:
        assert not list(await session.scalars(select(ProgressTalkItem)))


async def test_taps_that_arrive_together_are_all_kept(world: World) -> None:
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    await begin(joost, daan)
    await samira.open("talk-open", str(daan.person.id))
    await joost.press("Vul in: Voortgang van de studie")
    await samira.press("Vul in: Ontwikkeling")
    pressed: list[tuple[object, Pressed]] = [
        (joost, joost.pressing("Bewaar", **{"item-opdrachten": GREEN})),
        (samira, samira.pressing("Bewaar", **{"item-coachbaar": RED})),
    ]
    incoming = [await who.incoming(one) for who, one in pressed]  # type: ignore[attr-defined]
    await asyncio.gather(*(who.take(one) for (who, _), one in zip(pressed, incoming, strict=True)))  # type: ignore[attr-defined]
    async with world.database.sessions.begin() as session:
        kept = await session.execute(select(ProgressTalkItem.item, ProgressTalkItem.colour))
        assert {tuple(row) for row in kept} == {("opdrachten", "green"), ("coachbaar", "red")}


async def test_a_colour_that_changes_while_it_is_rated_asks_again(world: World) -> None:
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    await begin(joost, daan)
    await fill_in_all(joost, [GREEN] * 14)
    await joost.press("Waardering en indienen")
    await joost.press("Groen, volgens de telregel")
    await joost.press("Laat zien", credits="Ja")
    await samira.open("talk-open", str(daan.person.id))
    await fill_in(samira, "Ontwikkeling", [RED] * 5)
    await joost.press("Dien in")
    assert "Ingediend" not in joost.text
    assert "9 groen, 0 geel en 5 rood" in joost.text
    assert await world.count(ProgressTalk) == {"progress_talk": 1}


async def test_after_filing_only_a_new_version_changes_it(world: World) -> None:
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    await begin(joost, daan)
    await fill_in_all(joost, [GREEN] * 14)
    await samira.open("talk-open", str(daan.person.id))
    await samira.press("Vul in: Ontwikkeling")
    await file(joost, "Groen", credits="Nog niet nagekeken")
    await samira.press("Bewaar", **{"item-coachbaar": RED})
    assert "intussen ingediend" in samira.text
    await sign(daan)

    await joost.press("Bekijk het gesprek")
    await joost.press("Maak een verbeterde versie")
    await joost.press("Maak een verbeterde versie")
    await joost.press("Naar het formulier")
    assert "verbetering van een eerder ingediend formulier" in joost.text
    await fill_in(joost, "Ontwikkeling", [RED])
    await file(joost, "Groen", credits="Nog niet nagekeken")
    await daan.notices()
    await daan.press("Lees en teken")
    assert "Daan Bakker: nog niet getekend" in daan.text
    assert "Bespreek" not in daan.text
    await joost.open("talks", str(daan.person.id))
    assert "groen (later verbeterd)" in joost.text
    async with world.database.sessions.begin() as session:
        states = await session.scalars(select(ProgressTalk.state).order_by(ProgressTalk.id))
        assert list(states) == ["replaced", "filed"]


async def test_what_moved_since_the_talk_before(world: World) -> None:
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await begin(joost, daan)
    await fill_in_all(joost, [GREEN] * 10 + [YELLOW] * 4)
    await file(joost, "Groen", credits="Ja")
    world.at(2027, 5, 20)
    await begin(joost, daan)
    await fill_in_all(joost, [RED] + [GREEN] * 9 + [YELLOW] * 4)
    await joost.press("Waardering en indienen")
    await joost.press("Rood, volgens de telregel")
    await joost.press("Laat zien")
    await joost.press("Dien in")
    await joost.press("Bekijk het gesprek")
    assert (
        "Veranderd sinds donderdag 11 maart 2027 | Groen → Rood · waardering | Groen → Rood · weet welke" in joost.text
    )
    assert joost.text.count("→") == 2


async def test_agreements_of_a_talk_are_agreements(world: World) -> None:
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await begin(joost, daan)
    await joost.press("Leg een afspraak vast")
    await joost.press("Ontwikkeling")
    await joost.press("Laat zien", what="Twee lessen filmen", due="25 maart", owners="Daan")
    await joost.press("Leg afspraak vast")
    assert "Twee lessen filmen" in "\n".join(await daan.notices())
    await daan.say("mijn afspraken")
    assert "Twee lessen filmen" in daan.text
    await joost.press("Bekijk het gesprek")
    assert "Twee lessen filmen (Daan Bakker, uiterlijk donderdag 25 maart 2027)" in joost.text
    origin = origin_of(await number_of(world), "ontwikkeling")
    async with world.database.sessions.begin() as session:
        assert await session.scalar(select(Agreement.origin)) == origin


async def number_of(world: World) -> int:
    async with world.database.sessions.begin() as session:
        found: int = (await session.scalars(select(ProgressTalk.id))).one()
        return found


# What goes wrong


async def test_held_on_another_day_it_keeps_no_hour_of_the_planned_one(world: World) -> None:
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await joost.open("talk-invite", str(daan.person.id))
    await joost.press("Laat de uitnodiging zien", held_on="18 maart", time="10.00 uur", place="Lokaal 12")
    await joost.press("Nodig uit")
    await joost.open("talks", str(daan.person.id))
    assert "donderdag 18 maart 2027 · gepland" in joost.text
    await joost.press("Bekijk: ")
    await fill_in_all(joost, [GREEN] * 14)
    await file(joost, "Groen", credits="Ja")
    shown = await joost.press("Bekijk het gesprek")
    assert "Gesprek: donderdag 11 maart 2027." in shown
    assert "Lokaal 12" not in shown


async def test_days_that_cannot_be(world: World) -> None:
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await joost.open("talk-invite", str(daan.person.id))
    await joost.press("Laat de uitnodiging zien", held_on="1 februari 2027")
    assert joost.form["held_on"].error
    await joost.press("Laat de uitnodiging zien", held_on="31 april")
    assert joost.form["held_on"].error
    await joost.press("Laat de uitnodiging zien", held_on="18 maart", time="na de lunch")
    assert "Bijvoorbeeld: 14:30" in joost.form["time"].error
    await joost.press("Laat de uitnodiging zien", held_on="18 maart", time="")
    assert "Wanneer: donderdag 18 maart 2027." in joost.text
    await begin(joost, daan)
    await fill_in_all(joost, [GREEN] * 14)
    await joost.press("Waardering en indienen")
    await joost.press("Groen")
    await joost.press("Laat zien", held_on="2027-03-12", credits="Ja")
    assert joost.form["held_on"].error, "it has not been yet"


async def test_without_a_colour_there_is_no_rating(world: World) -> None:
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await begin(joost, daan)
    await joost.press("Waardering en indienen")
    assert "Zonder kleuren is er geen waardering" in joost.text


async def test_one_talk_at_a_time_and_it_can_be_called_off(world: World) -> None:
    joost, marleen, daan = [await world.as_(name) for name in ("joost", "marleen", "daan")]
    await begin(joost, daan)
    await marleen.open("talk-begin", str(daan.person.id))
    assert "Er loopt al een voortgangsgesprek" in marleen.text
    await joost.press("Zeg het gesprek af")
    await joost.press("Zeg af")
    assert "heeft het voortgangsgesprek van donderdag 11 maart 2027 afgezegd" in "\n".join(await daan.notices())
    await joost.press("Alle gesprekken")
    assert "nog geen voortgangsgesprek" in joost.text


async def test_an_so_who_has_the_student_by_the_school_leads_as_such(world: World) -> None:
    """Also where another role comes first, one that takes part in no talk."""
    daan, annelies = await world.as_("daan"), (await world.as_("annelies.vandam")).person
    async with world.database.sessions.begin() as session:
        school = await session.scalar(select(Student.school).where(Student.person_id == daan.person.id))
        await session.execute(update(Person).where(Person.id == annelies.id).values(school=school))
        await session.execute(insert(PersonRole).values(person_id=annelies.id, role="so", place=1))
    del world.talkers["annelies.vandam"]
    leader = await world.as_("annelies.vandam")
    await begin(leader, daan)
    assert "Waardering en indienen" in leader.text
    async with world.database.sessions.begin() as session:
        role = select(ProgressTalkParty.role).where(ProgressTalkParty.person_id == annelies.id)
        assert await session.scalar(role) == "so"


async def test_a_student_who_leaves_in_between(world: World) -> None:
    joost, samira, daan = [await world.as_(name) for name in ("joost", "samira", "daan")]
    await begin(joost, daan)
    await fill_in_all(joost, [RED] * 14)
    await world.roster_without("daan")
    await file(joost, "Rood")
    assert "Ingediend" in joost.text
    assert await daan.notices() == []
    assert await samira.notices() == [], "her days with him are over"
    await joost.press("Bekijk het gesprek")
    assert "Daan Bakker: nog niet getekend" in joost.text


async def test_in_english(world: World) -> None:
    joost, daan = await world.as_("joost", "en"), await world.as_("daan")
    await joost.open("talk-begin", str(daan.person.id))
    await joost.press("Begin with the form")
    await joost.press("Go to the form")
    await joost.press("Fill in: Study progress")
    await joost.press("Save", **{"item-opdrachten": "Green"})
    assert "1 green, 0 yellow, 0 red, 4 still blank" in joost.text


async def test_what_waits_for_a_signature_is_in_the_menu(world: World) -> None:
    joost, daan = await world.as_("joost"), await world.as_("daan")
    await begin(joost, daan)
    await fill_in_all(joost, [GREEN] * 14)
    await file(joost, "Groen", credits="Ja")
    await daan.say("menu")
    assert "Formulieren om te tekenen: 1" in daan.text
    await daan.press("Lees en teken")
    assert "Gezien en akkoord" in daan.text
