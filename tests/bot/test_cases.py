"""Stories of the people around a student, on both databases: what they do, and what they and the others read."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import select

from bot.message import Choose, Pressed, Submit
from bot.product import Product
from knowledge.model import LANGUAGES, Language
from storage.case_tables import Agreement, AgreementChange, AgreementParty, Audit, Call, Notice, Report, Situation
from storage.database import Database
from storage.tables import Gap
from tests.bot.world import Talker, World, texts

NOTHING = {"agreement": 0, "report": 0, "call": 0, "situation": 0, "notice": 0}
CASES = (Agreement, Report, Call, Situation, Notice)


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def logged(by: Talker, what: str = "Het lesplan inleveren", **values: str) -> None:
    """An agreement about Daan."""
    await by.open("agree", str((await by.world.as_("daan")).person.id))
    await by.press("Laat zien", **{"what": what, "due": "19 maart", "owners": "Daan", **values})
    assert "Vastgelegd" in await by.press("Leg afspraak vast")


async def history(world: World) -> list[str]:
    async with world.database.sessions.begin() as session:
        return list(await session.scalars(select(AgreementChange.change).order_by(AgreementChange.id)))


# Logging agreements


async def test_from_a_guide_to_an_agreement_that_is_kept(world: World) -> None:
    """Samira's student is ill. She logs what the guide proposes; Daan is told, does it, and Samira is told."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    assert "Uitval door ziekte" in await samira.say("mijn student is ziek")
    await samira.say("psychisch")
    assert "decaan nog niet op de hoogte" in await samira.say("nee")
    assert "Over welke student gaat het?" in await samira.press("Leg een afspraak vast")
    assert "Welke afspraak leg je vast?" in await samira.say("daan")
    await samira.press("De student neemt contact op met de decaan")
    assert samira.form["what"].value == "Daan Bakker neemt contact op met de decaan"
    assert samira.form["due"].value == "2027-03-18"
    shown = await samira.press("Laat zien")
    assert "Dit bericht gaat zo naar Daan Bakker:" in shown
    assert "Vastgelegd" in await samira.press("Leg afspraak vast")

    (told,) = await daan.notices()
    assert "Samira el Idrissi legde deze afspraak vast:" in told
    assert "Wie: jij." in told
    assert "Uiterlijk donderdag 18 maart 2027." in told
    for line in ("Daan Bakker neemt contact op met de decaan", "Uiterlijk donderdag 18 maart 2027."):
        assert line in shown, "the preview is what the other reads"
    await daan.press("Bekijk de afspraak")
    assert "Verzet de dag" in daan.text
    assert "Draag over" not in daan.text, "a student hands nothing over"
    assert "Mooi, afgerond" in await daan.press("Rond af")

    (told,) = await samira.notices()
    assert "Daan Bakker rondde deze afspraak af:" in told
    assert await daan.notices() == []
    assert await history(world) == ["logged", "done"]
    async with world.database.sessions.begin() as session:
        situation = await session.scalar(select(Situation))
    assert situation is not None
    assert (situation.topic, situation.outcome) == ("ziekte", "psychisch-decaan-niet")


async def test_an_agreement_typed_in_one_line(world: World) -> None:
    """Two students are called Sanne de Vries: Samira is asked which one, and reads nothing twice."""
    samira, sanne = await world.as_("samira"), await world.as_("sanne.devries2")
    asked = await samira.say("afspraak: sanne levert vrijdag het lesplan in")
    assert "Over welke student gaat het?" in asked
    assert [button.label for button in samira.buttons] == [
        "Sanne de Vries · Leraar Nederlands · 990107",
        "Sanne de Vries · Leraar Geschiedenis · 990114",
    ]
    await samira.say("geschiedenis")
    assert samira.form["what"].value == "Sanne levert het lesplan in"
    assert samira.form["due"].value == "2027-03-12"
    assert samira.form["owners"].value == str(sanne.person.id)
    await samira.press("Laat zien")
    await samira.press("Leg afspraak vast")
    assert "Sanne levert het lesplan in" in (await sanne.notices())[0]
    assert await (await world.as_("sanne.devries")).notices() == []


@pytest.mark.parametrize("typed", ["die van nederlands", "de vries, die van nederlands", "the one of nederlands"])
async def test_a_namesake_is_pointed_at(world: World, typed: str) -> None:
    samira = await world.as_("samira")
    await samira.say("afspraak: sanne levert vrijdag het lesplan in")
    await samira.say(typed)
    namesake = await world.as_("sanne.devries")
    assert samira.form["owners"].value == str(namesake.person.id)


async def test_yes_and_no_answer_whether_it_is_right(world: World) -> None:
    """Only where nothing else is typed, and not when something else was said meanwhile."""
    samira = await world.as_("samira")
    for typed, kept in (("ja maar de datum klopt niet", False), ("nee", False), ("dat klopt", True)):
        await samira.say("afspraak: Daan levert vrijdag het lesplan in")
        assert "Klopt het zo?" in await samira.press("Laat zien")
        assert ("Vastgelegd" in await samira.say(typed)) == kept, typed
        await samira.say("stop")
    await samira.say("afspraak: Daan levert vrijdag het lesplan in")
    await samira.press("Laat zien")
    assert "Wil je daarmee verder?" in await samira.say("te laat")
    went_on = await samira.say("ja")
    assert "Vastgelegd" not in went_on
    assert "Klopt het zo?" in went_on
    assert (await world.count(Agreement))["agreement"] == 1


async def test_a_day_that_cannot_be_is_refused_at_its_field(world: World) -> None:
    """What was typed in the other fields stays."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await samira.open("agree", str(daan.person.id))
    for due, error in (
        ("10 maart 2027", "Deze dag is al voorbij"),
        ("31 april", "Deze dag bestaat niet"),
        ("2027-02-30", "Deze dag bestaat niet"),
        ("12 maart of 15 maart", "meer dan één dag"),
        ("snel", "geen datum"),
        ("", "Vul dit in"),
    ):
        await samira.press("Laat zien", what="Lesplan mailen", due=due, owners="Daan, jij")
        assert error in samira.form["due"].error
        assert samira.form["due"].value == due
        assert samira.form["what"].value == "Lesplan mailen"
        assert set(samira.form["owners"].value.split(",")) == {str(daan.person.id), str(samira.person.id)}
    assert await world.count(*CASES) == NOTHING


async def test_a_sunday_can_become_a_working_day(world: World) -> None:
    """The 28th is Easter Sunday: Tuesday is offered, as Monday is a holiday."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await samira.open("agree", str(daan.person.id))
    asked = await samira.press("Laat zien", what="Lesplan mailen", due="28 maart", owners="Daan")
    assert "zondag 28 maart 2027 is geen werkdag" in asked
    await samira.press("Maak er dinsdag 30 maart 2027 van")
    assert "Uiterlijk dinsdag 30 maart 2027" in (await daan.notices())[0]
    async with world.database.sessions.begin() as session:
        assert await session.scalar(select(Agreement.due)) == date(2027, 3, 30)


async def test_medical_words_get_a_gentle_warning(world: World) -> None:
    """It names the word, and leaves the choice to the writer."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await samira.open("agree", str(daan.person.id))
    shown = await samira.press("Laat zien", what="Praten over zijn depressie", due="vrijdag", owners="jij")
    assert "Dit lijkt medisch: depressie." in shown
    await samira.press("Pas het aan")
    shown = await samira.press("Laat zien", what="Praten over het rooster")
    assert "medisch" not in shown
    assert "Alleen jij krijgt dit te zien" in shown


@pytest.mark.parametrize("way", ["Pas het aan", "correctie", "terug"])
async def test_changing_it_keeps_what_was_typed(world: World, way: str) -> None:
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await samira.open("agree", str(daan.person.id))
    await samira.press("Laat zien", what="Lesplan mailen", due="19 maart", owners="Daan", viewers="Joost")
    await (samira.press(way) if way == "Pas het aan" else samira.say(way))
    if way == "correctie":
        await samira.press("Een afspraak over Daan Bakker")
    filled = {name: field.value for name, field in samira.form.items()}
    await samira.say("wat nu?")
    assert {name: field.value for name, field in samira.form.items()} == filled, "also when it is asked once more"
    joost = await world.as_("joost")
    assert filled == {
        "what": "Lesplan mailen",
        "due": "2027-03-19",
        "owners": str(daan.person.id),
        "viewers": str(joost.person.id),
    }
    await samira.press("Laat zien", what="Lesplan mailen aan Joost")
    await samira.press("Leg afspraak vast")
    assert "Lesplan mailen aan Joost" in (await joost.notices())[0]


async def test_a_day_stays_the_day_that_was_shown(world: World) -> None:
    """Typed and shown just before midnight, confirmed just after: "morgen" is still the Friday of the preview."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    world.at(2027, 3, 11, hour=23)
    await samira.open("agree", str(daan.person.id))
    assert "vrijdag 12 maart" in await samira.press("Laat zien", what="Bellen", due="morgen", owners="Daan")
    world.wait(hours=2)
    await samira.press("Leg afspraak vast")
    assert "vrijdag 12 maart" in (await daan.notices())[0]


@pytest.mark.parametrize("way", ["terug", "correctie", "opnieuw"])
async def test_what_is_logged_is_logged_once(world: World, way: str) -> None:
    """Going back, correcting or pressing again after the end logs no second one."""
    samira = await world.as_("samira")
    await samira.open("agree", str((await world.as_("daan")).person.id))
    await samira.press("Laat zien", what="Bellen", due="14 maart", owners="Daan")
    confirm = samira.pressing("Leg afspraak vast")
    other_day = samira.pressing("Maak er maandag 15 maart")
    await samira.hear(confirm)
    await samira.say(way)
    for heard in (confirm, other_day, *(Pressed(action=button.action) for button in samira.buttons)):
        await samira.hear(heard)
    assert (await world.count(Agreement))["agreement"] == 1


# Changing and finding them


async def test_moved_handed_over_and_cancelled_with_its_history(world: World) -> None:
    """Samira moves it, Marleen hands it over to Joost, Joost cancels it; each time the others are told."""
    samira, marleen, joost = [await world.as_(name) for name in ("samira", "marleen", "joost")]
    await logged(samira, owners="Marleen")
    await marleen.notices()
    await samira.say("mijn afspraken")
    await samira.press("Het lesplan inleveren")
    await samira.press("Verzet de dag")
    assert "Deze dag is al voorbij" in await samira.press("Verzet de dag", due="1 maart 2027")
    assert "Verzet naar vrijdag 26 maart 2027" in await samira.press("Verzet de dag", due="26 maart")
    assert "verzette deze afspraak naar vrijdag 26 maart 2027" in (await marleen.notices())[0]

    world.wait(days=1)
    await marleen.press("Bekijk de afspraak")
    await marleen.press("Draag over")
    assert "Overgedragen aan Joost Verhoeven" in await marleen.press("Draag over", owners="Joost")
    assert "Marleen de Wit droeg deze afspraak over. Wie het nu doet: jij." in (await joost.notices())[0]
    assert "Wie het nu doet: Joost Verhoeven." in (await samira.notices())[0]

    world.wait(days=1)
    await joost.press("Bekijk de afspraak")
    await joost.press("Laat de afspraak vervallen")
    assert "blijft staan" in await joost.press("Nee, laat staan")
    await joost.press("Bekijk de afspraak")
    await joost.press("Laat de afspraak vervallen")
    assert "is vervallen" in await joost.press("Laat de afspraak vervallen")
    for told in (await samira.notices(), await marleen.notices()):
        assert "Joost Verhoeven liet deze afspraak vervallen" in told[-1]

    await samira.press("Bekijk de afspraak")
    lines = [
        "Vastgelegd door Samira el Idrissi op donderdag 11 maart 2027",
        "Verzet door Samira el Idrissi op donderdag 11 maart 2027",
        "Overgedragen door Marleen de Wit op vrijdag 12 maart 2027",
        "Vervallen door Joost Verhoeven op zaterdag 13 maart 2027",
    ]
    assert lines == list(samira.messages[-1].parts[0].lines)
    assert samira.text.startswith("Afspraak over Daan Bakker | Vervallen door Joost Verhoeven")
    assert await history(world) == ["logged", "moved", "handed-over", "cancelled"]


async def test_who_only_reads_an_agreement_has_a_way_on(world: World) -> None:
    """Hester reads along as SLC: she sees it, and nothing that she could do to it."""
    samira, hester = await world.as_("samira"), await world.as_("hester.boonstra")
    await logged(samira, viewers="Hester")
    await hester.notices()
    assert "Het lesplan inleveren" in await hester.press("Bekijk de afspraak")
    assert [button.label for button in hester.buttons] == ["Mijn afspraken", "Menu"]


async def test_my_agreements_overdue_done_and_about_a_student(world: World) -> None:
    samira, daan = await world.as_("samira"), await world.as_("daan")
    assert "Er staan hier geen afspraken" in await samira.say("mijn afspraken")
    await logged(samira, "Het lesplan inleveren", due="12 maart")
    await logged(samira, "De les evalueren", due="26 maart")
    await samira.open("agree", str((await world.as_("noor.achterberg")).person.id))
    await samira.press("Laat zien", what="Kennismaken", due="15 maart", owners="jij")
    await samira.press("Leg afspraak vast")
    world.wait(days=7)
    listed = await samira.say("mijn afspraken")
    assert listed.index("Het lesplan inleveren") < listed.index("Kennismaken") < listed.index("De les evalueren")
    assert "Te laat: vrijdag 12 maart 2027 · Daan Bakker: Het lesplan inleveren (Daan Bakker)" in listed
    overdue = await samira.say("te laat")
    assert "Kennismaken" in overdue
    assert "De les evalueren" not in overdue
    await samira.say("1")
    assert "Deze dag is voorbij" in samira.text
    await samira.press("Rond af")
    done = await samira.say("afgerond")
    assert "Het lesplan inleveren" in done
    assert "Kennismaken" not in done
    about = await samira.say("afspraken over daan")
    assert "Afspraken over Daan Bakker" in about
    assert "De les evalueren" in about
    assert "Kennismaken" not in about
    assert "Het lesplan inleveren" in await samira.press("Laat de afgeronde zien")
    assert "Je open afspraken" not in await daan.say("mijn afspraken")
    assert "De les evalueren" in daan.text
    assert "Kennismaken" not in daan.text


async def test_whoever_settles_second_is_told_who_was_first(world: World) -> None:
    """Daan and Samira press at the same moment, on two servers: one line of history, one notice each way at most."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await logged(samira)
    await daan.notices()
    await daan.press("Bekijk de afspraak")
    await samira.say("mijn afspraken")
    await samira.press("Het lesplan inleveren")
    both = [await one.incoming(one.pressing("Rond af")) for one in (samira, daan)]
    answers = await asyncio.gather(samira.take(both[0]), daan.take(both[1]))
    assert await history(world) == ["logged", "done"]
    (first,) = [one for one, answer in zip((samira, daan), answers, strict=True) if "Mooi, afgerond" in answer]
    second = daan if first is samira else samira
    assert f"Afgerond door {first.person.name} op donderdag 11 maart 2027" in second.text
    assert "Rond af" not in second.text
    assert len(await second.notices()) == 1
    assert await first.notices() == []


@pytest.mark.parametrize(
    ("label", "values"),
    [
        ("Rond af", None),
        ("Verzet de dag", None),
        ("Verzet de dag", {"due": "26 maart"}),
        ("Draag over", {"owners": "Joost"}),
        ("Laat de afspraak vervallen", None),
        ("Laat de afspraak vervallen", {}),
    ],
)
async def test_an_old_button_on_a_settled_agreement_names_who_and_when(
    world: World, label: str, values: dict[str, str] | None
) -> None:
    """Samira has the choice on her screen, or the step after it; Daan settles the agreement, and then she presses."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await logged(samira)
    await samira.say("mijn afspraken")
    await samira.press("Het lesplan inleveren")
    if values is not None:
        await samira.press(label)
    pressed = samira.pressing(label, **values or {})
    await daan.notices()
    await daan.press("Bekijk de afspraak")
    await daan.press("Rond af")
    world.wait(days=4)
    assert "Afgerond door Daan Bakker op donderdag 11 maart 2027" in await samira.hear(pressed)
    assert await history(world) == ["logged", "done"]
    await samira.notices()
    assert "Afgerond door Daan Bakker op donderdag 11 maart 2027" in await samira.press("Bekijk de afspraak")


# Reports


async def test_a_driegesprek_from_the_guide_to_the_report_that_is_read(world: World) -> None:
    """Marleen walks the guide, writes the report and shares it; Samira acknowledges it, and Marleen is told."""
    marleen, samira, daan, joost = [await world.as_(name) for name in ("marleen", "samira", "daan", "joost")]
    await marleen.open("guide", "beroepsgeschiktheid")
    await marleen.press("Er zijn twijfels")
    await marleen.press("Ja, en de twijfels blijven")
    await marleen.press("Schrijf een verslag")
    await marleen.say("daan bakker")
    form = marleen.form
    assert form["held_on"].value == "2027-03-11"
    assert form["part-aanwezig"].value == "Samira el Idrissi, Joost Verhoeven, Marleen de Wit en Daan Bakker"
    assert form["part-besproken"].value == "Er is gesproken, en de twijfels blijven"
    assert "moet nog komen" in await marleen.press("Laat het verslag zien", held_on="morgen")
    agreed = {"part-afgesproken": "Elke week een les nabespreken"}
    shown = await marleen.press("Laat het verslag zien", held_on="woensdag 10 maart", **agreed)
    assert "Dit gaat meteen naar Samira el Idrissi, Joost Verhoeven en Daan Bakker" in shown
    written = await marleen.press("Bewaar en deel het verslag")
    assert "Het verslag staat in het dossier." in written

    (told,) = await samira.notices()
    assert "Marleen de Wit deelt een verslag over Daan Bakker met je." in told
    assert "Het gesprek was op woensdag 10 maart 2027." in told
    assert "Elke week een les nabespreken" in await samira.press("Lees het verslag")
    assert "De schrijver krijgt bericht" in await samira.press("Gezien")
    assert "wacht niet op jou" in await samira.press("Gezien")
    assert await marleen.notices() == ["Samira el Idrissi las je verslag: Verslag van een driegesprek, Daan Bakker."]
    for other in (daan, joost):
        assert len(await other.notices()) == 1
    assert "Verslagen om te lezen: 1" in await daan.say("menu")
    assert "Verslag van een driegesprek" in await joost.say("dossier van daan")
    async with world.database.sessions.begin() as session:
        report = (await session.scalars(select(Report))).one()
    assert (report.origin, report.held_on) == ("beroepsgeschiktheid/twijfel-blijft", date(2027, 3, 10))


async def test_a_wpb_is_told_who_writes_the_report(world: World) -> None:
    """Whatever way she comes: the guide does not offer it, and a forged button and her own words are answered."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await samira.open("guide", "beroepsgeschiktheid")
    await samira.press("Er zijn twijfels")
    assert "Schrijf een verslag" not in await samira.press("Ja, en de twijfels blijven")
    await samira.open("report", "beroepsgeschiktheid/twijfel-blijft")
    assert "Dit verslag maakt de IO of de SO" in await samira.say("daan")
    await samira.say("schrijf een verslag")
    assert "Dit verslag maakt de" in await samira.say("daan")
    assert "Dit verslag maakt de" in await samira.open("report", str(daan.person.id))
    assert "Dit verslag maakt de" in await daan.open("report", "")
    assert await world.count(*CASES) == NOTHING


# Calls for help


async def test_the_so_is_called_in_with_the_name_of_the_student(world: World) -> None:
    samira, joost = await world.as_("samira"), await world.as_("joost")
    await samira.say("mijn student is ziek")
    await samira.say("psychisch")
    await samira.say("nee")
    await samira.press("Schakel mijn SO of IO in")
    await samira.say("daan")
    await samira.press("SO: Joost")
    shown = await samira.press("Laat zien wat je stuurt", note="Heb je vandaag tijd?")
    assert "Dit krijgt Joost Verhoeven te lezen:" in shown
    await samira.press("Schakel Joost Verhoeven in")
    (told,) = await joost.notices()
    for line in ("Samira el Idrissi schakelt je in over Daan Bakker.", "“Heb je vandaag tijd?”", "decaan nog niet op"):
        assert line in told
        assert line in shown
    assert "Vragen om hulp: 1" in await joost.say("menu")
    await joost.press("Bekijk de situatie")
    assert "Samira el Idrissi hoort dat jij dit oppakt" in await joost.press("Ik pak dit op")
    assert await samira.notices() == ["Joost Verhoeven pakt je vraag over Daan Bakker op."]
    assert "al beantwoord: door Joost Verhoeven, op donderdag 11 maart 2027" in await joost.press("Bel me")


async def test_the_so_is_called_in_without_a_name(world: World) -> None:
    """Nothing about any student is stored or said."""
    samira, joost = await world.as_("samira"), await world.as_("joost")
    await samira.say("schakel mijn so in")
    await samira.press("Ik noem geen naam")
    await samira.press("SO: Joost")
    await samira.press("Laat zien wat je stuurt")
    await samira.press("Schakel Joost Verhoeven in")
    assert "schakelt je in over een student (zonder naam)" in (await joost.notices())[0]
    await joost.press("Bel me")
    (told,) = await samira.notices()
    assert "Joost Verhoeven wil over een student (zonder naam) gebeld worden" in told
    assert "joost@wegwijzer.example" in told
    async with world.database.sessions.begin() as session:
        assert (await session.scalars(select(Call.student_id))).all() == [None]
        assert (await session.scalars(select(Audit.student_id).where(Audit.action != "saw"))).all() == [None, None]


async def call_in_joost(world: World) -> Talker:
    """Just before Easter: Good Friday and Easter Monday are holidays."""
    samira = await world.as_("samira")
    world.at(2027, 3, 25)
    await samira.open("call-in", str((await world.as_("daan")).person.id))
    await samira.press("SO: Joost")
    await samira.press("Laat zien wat je stuurt")
    await samira.press("Schakel Joost Verhoeven in")
    return samira


async def test_a_call_that_nobody_answers_goes_down_the_line(world: World) -> None:
    """Joost has two working days, without the long weekend; then Marleen, Hester, Annelies, and then nobody."""
    samira = await call_in_joost(world)
    for day, hour in ((26, 10), (30, 10), (31, 17)):
        world.at(2027, 3, day, hour)
        assert await world.round() == 0
    world.at(2027, 4, 1, 7)
    assert await world.round() == 0, "too early in the morning"
    for (month, day), first, now in (
        ((4, 1), "Joost Verhoeven", "Marleen de Wit"),
        ((4, 6), "Marleen de Wit", "Hester Boonstra"),
        ((4, 9), "Hester Boonstra", "Annelies van Dam"),
    ):
        world.at(2027, month, day)
        assert [await world.round() for _ in range(2)] == [1, 0]
        assert await samira.notices() == [
            f"{first} heeft nog niet geantwoord over Daan Bakker. Ik vraag het nu aan {now}."
        ]
    world.at(2027, 4, 14)
    assert [await world.round() for _ in range(3)] == [0, 0, 0]
    (told,) = await samira.notices()
    assert told.startswith("Annelies van Dam heeft nog niet geantwoord, en ik kan het niemand anders vragen.")
    for name in ("joost", "marleen", "hester.boonstra", "annelies.vandam"):
        assert len(await (await world.as_(name)).notices()) == 1
    assert "Daan Bakker" in await (await world.as_("annelies.vandam")).press("Bekijk de situatie")


async def test_whoever_comes_back_later_is_told_who_has_it(world: World) -> None:
    """Passed on from Joost to Marleen; Joost's old buttons say so, and after she took it, when."""
    samira = await call_in_joost(world)
    joost, marleen = await world.as_("joost"), await world.as_("marleen")
    await joost.notices()
    world.at(2027, 4, 1)
    await world.round()
    for label in ("Ik pak dit op", "Bel me"):
        assert "Deze vraag ligt nu bij Marleen de Wit." in await joost.press(label)
    await marleen.notices()
    await marleen.press("Ik pak dit op")
    for label in ("Ik pak dit op", "Bel me"):
        assert "al beantwoord: door Marleen de Wit, op donderdag 1 april 2027" in await joost.press(label)
    assert (await samira.notices())[-1] == "Marleen de Wit pakt je vraag over Daan Bakker op."
    stranger = await world.as_("wouter.kuipers")
    async with world.database.sessions.begin() as session:
        (number,) = await session.scalars(select(Call.id))
    assert "niet voor jou" in await stranger.open("take-call", str(number))


async def test_many_calls_that_nobody_can_answer_hold_up_no_other(world: World) -> None:
    """Sixty calls without a name end with Joost; the one about Daan still goes on."""
    samira = await call_in_joost(world)
    async with world.database.sessions.begin() as session:
        call = (await session.scalars(select(Call))).one()
        row = {name: getattr(call, name) for name in ("asker_id", "asked_id", "about", "note", "state")}
        session.add_all(Call(**row, student_id=None, asked_at=world.now.replace(hour=8)) for _ in range(60))
    world.at(2027, 4, 1)
    assert sum([await world.round() for _ in range(3)]) == 1
    told = [*await samira.notices(), *await samira.notices(), *await samira.notices(), *await samira.notices()]
    assert len(told) == 61
    assert [await world.round() for _ in range(2)] == [0, 0]


# People who come and go


@pytest.mark.parametrize("way", ["Leg afspraak vast", "ja", "mijn afspraken"])
async def test_somebody_who_left_in_the_middle_of_it(world: World, way: str) -> None:
    """Samira is dropped from the list between the preview and the confirmation."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await logged(samira)
    await daan.notices()
    before = await world.count(*CASES, Gap)
    await samira.open("agree", str(daan.person.id))
    await samira.press("Laat zien", what="Lesplan mailen", due="19 maart", owners="Daan")
    world.wait(days=1)
    await world.roster_without("samira")
    answer = await (samira.press(way) if way[0] == "L" else samira.say(way))
    assert "niet meer op de lijst" in answer
    for words in ("Lesplan", "lesplan", "Daan"):
        assert words not in answer
    assert "Mijn afspraken" not in await samira.say("menu")
    assert await world.count(*CASES, Gap) == before


async def test_an_owner_who_leaves_before_the_confirmation_is_asked_for_again(world: World) -> None:
    """Joost, chosen as owner, is dropped from the list before Samira confirms: she chooses somebody else."""
    samira, daan = await world.as_("samira"), await world.as_("daan")
    await samira.open("agree", str(daan.person.id))
    await samira.press("Laat zien", what="Lesplan bespreken", due="19 maart", owners="Joost")
    world.wait(days=1)
    await world.roster_without("joost")
    await samira.press("Leg afspraak vast")
    assert samira.form["owners"].label == "Wie doet het?"
    assert (await world.count(Agreement))["agreement"] == 0
    await samira.press("Laat zien", what="Lesplan bespreken", due="19 maart", owners="Marleen")
    assert "Vastgelegd" in await samira.press("Leg afspraak vast")


async def test_an_owner_who_left_is_still_named(world: World) -> None:
    samira, joost = await world.as_("samira"), await world.as_("joost")
    await logged(samira, owners="Joost, Daan")
    await joost.notices()
    await joost.press("Bekijk de afspraak")
    await joost.press("Verzet de dag")
    await joost.press("Verzet de dag", due="26 maart")
    world.wait(days=1)
    await world.roster_without("joost")
    await samira.notices()
    await samira.press("Bekijk de afspraak")
    assert "Joost Verhoeven en Daan Bakker" in samira.text or "Daan Bakker en Joost Verhoeven" in samira.text
    assert "Verzet door Joost Verhoeven op donderdag 11 maart 2027" in samira.text
    await samira.press("Rond af")
    assert await joost.notices() == []
    assert await history(world) == ["logged", "moved", "done"]


async def test_a_student_with_two_wpbs(world: World) -> None:
    """Both see what the other agreed about Noor, each in their own language."""
    samira, emily, noor = [await world.as_(name) for name in ("samira", "emily", "noor.achterberg")]
    await samira.open("agree", str(noor.person.id))
    await samira.press("Laat zien", what="Lesplan mailen", due="19 maart", owners="Noor", viewers="Emily")
    assert "Dit bericht gaat zo naar Noor Achterberg en Emily Carter" in samira.text
    await samira.press("Leg afspraak vast")
    (told,) = await emily.notices()
    assert "Samira el Idrissi logged this agreement" in told
    assert "By Friday 19 March 2027" in told
    await emily.press("See the agreement")
    await emily.press("Settle")
    assert "Emily Carter rondde deze afspraak af" in (await samira.notices())[0]
    card = await samira.say("open student noor")
    assert "Emily Carter" in card
    assert "Open afspraken: 0." in card


async def test_somebody_english_reads_english(world: World) -> None:
    """Emily logs an agreement in a line, calls Joost in, and reads nothing that Dutch people read there."""
    emily, joost, yusuf = [await world.as_(name) for name in ("emily", "joost", "yusuf.aydin")]
    said = [await emily.come()]
    said += [await emily.say("agreement: Yusuf sends the lesson plan next Monday")]
    assert emily.form["what"].value == "Yusuf sends the lesson plan"
    said += [await emily.press("Show me", due="19 March"), await emily.press("Log the agreement")]
    said += [await emily.say("my agreements"), await emily.say("agreements about yusuf")]
    said += [await emily.say("my students"), await emily.say("yusuf"), await emily.press("See the dossier")]
    said += [await emily.say("call my so in"), await emily.say("yusuf"), await emily.press("SO: Joost")]
    said += [await emily.press("Show me"), await emily.press("Call Joost Verhoeven in")]
    dutch = {text for key, text in world.product.phrases["nl"].texts.items() if "{" not in text and len(text) > 4}
    english = set(world.product.phrases["en"].texts.values())
    for text in said:
        assert not [one for one in text.split(" | ") if one in dutch - english]
    assert "Emily Carter schakelt je in over Yusuf Aydin" in (await joost.notices())[0]
    assert "Emily Carter legde deze afspraak vast" in (await yusuf.notices())[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_guest_has_no_students(world: World, language: Language) -> None:
    """In the terminal, without a name: the note, and nothing about people."""
    await logged(await world.as_("samira"))
    before = await world.count(*CASES)
    guest = world.guest(language=language)
    typed = ("mijn afspraken", "my agreements", "afspraak: Daan belt morgen", "mijn studenten", "dossier van daan",
             "schakel mijn so in", "te laat", "stop", "mijn student is ziek", "2", "2")  # fmt: skip
    forged = (("agreements", ""), ("agree", "line"), ("agree", "ziekte/psychisch-decaan-niet"), ("agreement", "1"),
              ("dossier", "1"), ("report", ""), ("call-in", ""), ("seen", "1"), ("students", ""), ("student", "27"),
              ("take-call", "1"))  # fmt: skip
    answers = [await guest.come()]
    answers += [await guest.say(text) for text in typed]
    answers += [await guest.open(dialog, subject) for dialog, subject in forged]
    for phrase in ("agreement.mine", "student.mine", "agreement.log", "student.which", "guide.call-so-io"):
        assert not [answer for answer in answers if world.product.phrases[language](phrase) in answer.split(" | ")]
    assert not [answer for answer in answers if "Daan Bakker" in answer]
    assert await world.count(*CASES) == before


@pytest.mark.parametrize("subject", ["{}/ziekte/niets", "{}/niets/psychisch", "{}/ziekte", "{}/m", "{}/mx/1"])
async def test_an_agreement_about_what_is_not_there_is_not_begun(world: World, subject: str) -> None:
    samira, daan = await world.as_("samira"), await world.as_("daan")
    answer = await samira.open("agree", subject.format(daan.person.id))
    assert samira.messages[-1].form is None, answer
    assert (await samira.state()).open is None


async def test_a_number_that_no_row_can_have_is_answered(world: World) -> None:
    samira = await world.as_("samira")
    for number in ("0", "2147483648", "999999999999"):
        for dialog in ("agree", "agreements", "agreement", "student", "dossier", "report", "read-report", "seen",
                       "call-in", "call", "take-call", "call-back"):  # fmt: skip
            assert await samira.open(dialog, number)
    assert await world.count(*CASES) == NOTHING


async def test_a_forged_answer_is_answered_and_stores_nothing(world: World) -> None:
    """Somebody else's student, an owner from elsewhere, a button of another run."""
    samira = await world.as_("samira")
    lars, daan = await world.as_("lars.zijlstra"), await world.as_("daan")
    for dialog in ("agree", "dossier", "student", "call-in", "report"):
        assert "niet voor jou" in await samira.open(dialog, str(lars.person.id))
    assert "ouder gesprek" in await samira.open("guide", "line")
    await samira.open("agree", str(daan.person.id))
    run = (await samira.state()).runs
    values = {"what": "Bellen", "due": "morgen", "owners": str(lars.person.id)}
    await samira.hear(Pressed(action=Submit(run=run, question="details"), values=values))
    assert "Vul dit in" in samira.form["owners"].error
    await samira.hear(Pressed(action=Choose(run=run, question="confirm", option="log")))
    await samira.hear(Pressed(action=Choose(run=run + 7, question="confirm", option="log")))
    assert await world.count(*CASES) == NOTHING
    async with world.database.sessions.begin() as session:
        assert (await session.scalars(select(AgreementParty))).all() == []
    assert texts(samira.messages[-1])
