"""Stories of a request for another opleidingsschool, from wish to end, on both databases."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.policy import default
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from bot.message import Part
from bot.product import Product
from storage.case_tables import Audit
from storage.database import Database
from storage.switch_tables import SwitchMove, SwitchRequest
from tests.bot.world import Talker, World

WISH = "Een vo-school in plaats van mbo"
WHY = "Ik wil met jongere leerlingen werken"


@pytest.fixture
async def world(database: Database, product: Product) -> World:
    return await World.begin(database, product)


async def asked(world: World, reason: str = "Inhoud", who: str = "daan", **values: str) -> Talker:
    student = await world.as_(who)
    await student.open("switch")
    await student.press(reason)
    filled = {"wish": WISH, "why": WHY, "since": "1 februari", "discussed": "SO"}
    await student.press("Laat zien", **{**filled, **values})
    assert "Je verzoek is verstuurd" in await student.press("Verstuur")
    return student


async def moved(talker: Talker, move: str, button: str, text: str = "", number: int = 1) -> str:
    """Opens the move as the button of a notice does, and sends the form where there is one."""
    await talker.open("switch-move", f"{number}/{move}")
    return await talker.press(button, text=text)


async def states(world: World) -> list[str]:
    async with world.database.sessions.begin() as session:
        return list(await session.scalars(select(SwitchRequest.state).order_by(SwitchRequest.id)))


def drawn(talker: Talker) -> tuple[list[str], str, list[str]]:
    """The stops of the last route on the screen: behind, where it is, ahead; without the days."""
    route: Part = next(p for m in reversed(talker.seen) for p in m.parts if p.kind == "route")
    names = [line.split(", ")[0] for line in route.lines]
    return names[: route.at], names[route.at], names[route.at + 1 :]


# The two routes, from the wish to a place


async def test_a_wish_on_content_from_start_to_a_place(world: World) -> None:
    daan, marleen, joost, samira = [await world.as_(name) for name in ("daan", "marleen", "joost", "samira")]
    said = await daan.open("switch")
    for line in ("Zelf een plek zoeken", "Solliciteren bij een andere", "binnen je eigen opleidingsschool",
                 "vóór 1 april", "woensdag 31 maart 2027", "Bijlage 4"):  # fmt: skip
        assert line in said
    (forbidden,) = daan.seen[-1].parts
    assert not any("zegt de notitie niets" in line for line in forbidden.lines), "silence forbids nothing"
    await daan.press("Inhoud")
    shown = await daan.press("Laat zien", wish=WISH, why=WHY, since="1 februari", discussed="SO")
    assert "Dit gaat naar Joost Verhoeven en Marleen de Wit, zodra je het verstuurt:" in shown
    assert await states(world) == []
    await daan.press("Verstuur")

    (told,) = await marleen.notices()
    for line in ("Daan Bakker vraagt om naar een andere", f"Zoekt: {WISH}", f"Waarom: {WHY}", "Al besproken met: SO."):
        assert line in told
        assert line in shown, "the preview is what the others read"
    assert [button.label for button in marleen.seen[-1].buttons] == [
        "Bespreken", "Vraag iets aan de student", "Toestaan", "Niet toestaan", "Oplossen binnen de school",
        "Draag over aan iemand anders",
    ]  # fmt: skip
    assert len(await joost.notices()) == 1
    assert [button.label for button in joost.seen[-1].buttons] == ["Bekijk het verzoek"], "an SO reads it"
    assert await samira.notices() == [], "a WPB has no part in it"

    assert "Wie bij een inhoudelijke reden beslist".casefold() in (await marleen.press("Toestaan")).casefold()
    assert "Wat je hier schrijft, gaat naar Daan Bakker en Joost Verhoeven." in marleen.text
    assert "Toegestaan op inhoud" in await marleen.press("Toestaan", text="Past goed bij je.")
    (told,) = await daan.notices()
    assert "Marleen de Wit stond de wissel toe" in told
    assert "“Past goed bij je.”" in told
    assert drawn(daan) == (
        ["Aangevraagd bij de IO"], "Toegestaan op inhoud", ["Stagebureau zoekt een plek", "Plek gevonden"],
    )  # fmt: skip

    await daan.press("Bekijk het verzoek")
    await _mail_is_ready(world, daan)
    assert "Stagebureau zoekt een plek" in await daan.press("De mail is verstuurd")
    assert "mailde het stagebureau" in (await marleen.notices())[0]
    await moved(daan, "place", "Er is een plek", "Montessori Merwede")
    assert "“Montessori Merwede”" in (await marleen.notices())[0]
    assert await states(world) == ["placed"]
    assert drawn(daan)[1:] == ("Plek gevonden", [])
    async with world.database.sessions.begin() as session:
        trail = list(await session.scalars(select(Audit.action).where(Audit.object == "switch/1").order_by(Audit.id)))
    assert trail == ["started", "grant", "mail", "place"]
    assert "Verzoek om te wisselen: Plek gevonden" in await marleen.open("dossier", str(daan.person.id))
    assert "Verzoek om te wisselen" not in await samira.open("dossier", str(daan.person.id))
    document = await world.turns.document(await marleen.known(), "dossier", daan.person.id)
    assert WISH in repr(document)


async def _mail_is_ready(world: World, daan: Talker) -> None:
    """As a link and as a file, to the stagebureau with the IO in cc; only for who is to send it."""
    (link,) = daan.messages[-1].links
    parts = urlsplit(link.url)
    fields = parse_qs(parts.query)
    assert (parts.scheme, parts.path) == ("mailto", "stagebureau@wegwijzer.example")
    assert fields["cc"] == ["marleen@wegwijzer.example"]
    assert WISH in fields["body"][0]
    draft = await world.turns.mail(await daan.known(), 1)
    assert draft is not None
    mail = message_from_bytes(draft, policy=default)
    assert mail["To"] == "stagebureau@wegwijzer.example"
    assert (mail["Cc"], mail["X-Unsent"]) == ("marleen@wegwijzer.example", "1")
    assert mail["Subject"] == "Wens voor een andere opleidingsschool: Daan Bakker (990100)"
    body = mail.get_content().replace("\r\n", "\n")
    assert WISH in body
    assert WHY not in body, "the stagebureau needs no reasons"
    for other in ("marleen", "joost", "samira", "bram.kuijper"):
        assert await world.turns.mail(await (await world.as_(other)).known(), 1) is None


async def test_a_personal_reason_that_gets_stuck_goes_to_the_vakgroepcoordinator(world: World) -> None:
    names = ("marleen", "joost", "hester.boonstra", "annelies.vandam", "pieter.brouwer")
    marleen, joost, hester, annelies, pieter = [await world.as_(name) for name in names]
    daan = await asked(world, "Persoonlijk")
    assert [len(await one.notices()) for one in (marleen, joost, hester, annelies, pieter)] == [1, 0, 0, 0, 0]
    for one in (joost, hester, annelies, pieter):
        assert WISH not in await one.open("switch-request", "1")

    await moved(marleen, "discuss", "Bespreken", "Dinsdag om drie uur")
    assert [len(await one.notices()) for one in (joost, hester, annelies, pieter)] == [1, 1, 0, 0]
    assert WISH in hester.seen[-1].model_dump_json(), "who reads of it for the first time reads all of it"
    await moved(marleen, "inform", "Regioco")
    assert WISH in (await annelies.notices())[0]
    assert await moved(marleen, "refuse", "Niet toestaan", "De reistijd valt mee")
    told = (await daan.notices())[-1]
    assert "“De reistijd valt mee”" in told
    assert "Let op" not in told

    await daan.press("Naar de vakgroep")
    assert "Pieter Brouwer" in daan.text, "it says who will read it"
    await daan.press("Naar de vakgroep", text="Ik ben twee uur onderweg")
    (told,) = await pieter.notices()
    assert WISH in told
    assert "“Ik ben twee uur onderweg”" in told
    assert "Vul dit in" in await moved(pieter, "uphold", "Ja, de reden")
    await pieter.press("Ja, de reden", text="Annelies is het ermee eens")
    assert "Reden is geldig" in (await marleen.notices())[-1]
    await pieter.press("Bekijk het verzoek")
    assert pieter.messages[-1].links, "the vakgroepcoördinator tells the stagebureau"
    await pieter.press("De mail is verstuurd")
    await moved(pieter, "miss", "Er is geen plek")
    assert await states(world) == ["unplaced"]
    assert "Wat er hierna gebeurt, zegt de notitie niet" in (await daan.notices())[-1]
    assert "Daan" not in await pieter.open("student", str(daan.person.id))
    assert "Daan" not in await pieter.open("dossier", str(daan.person.id))


async def test_without_a_vakgroepcoordinator_the_io_writes_the_decision_down(world: World) -> None:
    noor = await asked(world, "Iets anders", who="noor.achterberg")
    marleen = await world.as_("marleen")
    await moved(marleen, "discuss", "Bespreken")
    await moved(noor, "escalate", "Naar de vakgroep")
    await marleen.notices()
    await moved(marleen, "reject", "Nee, de reden", "De vakgroep vindt de reden niet geldig")
    assert await states(world) == ["rejected"]
    assert "Uitgangspunt blijft een plek binnen de eigen opleidingsschool" in (await noor.notices())[-1]


# Asking back, handing over, deciding at the same time


async def test_a_question_goes_to_the_student_and_the_answer_comes_back(world: World) -> None:
    daan, marleen = await asked(world, "Persoonlijk"), await world.as_("marleen")
    await moved(marleen, "discuss", "Bespreken")
    await moved(marleen, "inform", "Regioco")
    await moved(marleen, "ask", "Vraag iets", "Sinds wanneer reis je zo ver?")
    assert "“Sinds wanneer reis je zo ver?”" in (await daan.notices())[-1]
    await daan.press("Beantwoord", text="")
    await daan.press("Beantwoord", text="Sinds mijn verhuizing")
    assert "“Sinds mijn verhuizing”" in (await marleen.notices())[-1]
    assert await states(world) == ["informed"], "back where it was"


async def test_an_absent_io_hands_it_over_and_of_two_who_decide_the_first_stands(world: World) -> None:
    daan, marleen, joost = await asked(world), await world.as_("marleen"), await world.as_("joost")
    await marleen.open("switch-move", "1/delegate")
    assert [button.label for button in marleen.buttons] == ["SO: Joost Verhoeven"]
    await marleen.press("SO:")
    await marleen.press("Draag over", text="Ik ben er twee weken niet")
    await joost.notices()
    assert "Het ligt nu bij jou." in joost.seen[-1].paragraphs
    await daan.notices()
    for one, button in ((marleen, "Toestaan"), (joost, "Niet toestaan")):
        await one.open("switch-move", "1/grant" if one is marleen else "1/refuse")
        assert button in [b.label for b in one.buttons] or one.form
    texts = await asyncio.gather(
        marleen.press("Toestaan"), joost.press("Niet toestaan", text="Nog niet binnen gezocht")
    )
    late = [text for text in texts if "er is intussen iets beslist" in text]
    assert len(late) == 1, texts
    first = "Marleen de Wit stond" if await states(world) == ["granted"] else "Joost Verhoeven stond"
    assert first in late[0], "the first is named"
    assert first in await marleen.open("switch-move", "1/discuss"), "and so on every later click"
    async with world.database.sessions.begin() as session:
        moves = list(await session.scalars(select(SwitchMove.move).order_by(SwitchMove.id)))
    assert len(moves) == 3
    assert len(await daan.notices()) == 1


# The day


@pytest.mark.parametrize(("day", "late"), [((2027, 3, 31), False), ((2027, 4, 1), True), ((2027, 9, 1), False)])
async def test_content_has_a_last_day_and_another_reason_has_none(
    world: World, day: tuple[int, int, int], late: bool
) -> None:
    world.at(*day)
    daan = await world.as_("daan")
    assert ("De laatste dag was woensdag 31 maart 2027" in await daan.open("switch")) is late
    said = await daan.press("Inhoud")
    assert ("De laatste dag voor een inhoudelijke reden was woensdag 31 maart 2027" in said) is late
    if late:
        assert "zegt de notitie niet" in said
        await daan.press("Kies een andere reden")
        await daan.press("Persoonlijk")
        await daan.press("Laat zien", wish=WISH, why=WHY, since="1 februari")
        await daan.press("Verstuur")
        assert await states(world) == ["asked"]


# What cannot be


async def test_what_is_left_blank_or_cannot_be_is_said_at_its_field(world: World) -> None:
    daan = await world.as_("daan")
    await daan.open("switch")
    await daan.press("Reistijd")
    await daan.press("Laat zien", wish=" ", why=WHY, since="1 april 2027", minutes="-5", discussed="")
    errors = {name: one.error for name, one in daan.form.items()}
    assert errors["wish"] == "Vul dit in."
    assert errors["since"]
    assert errors["minutes"] == "Dit getal kan niet."
    assert (errors["why"], daan.form["why"].value) == ("", WHY)
    assert "is geen getal" in await daan.press("Laat zien", wish=WISH, since="1 maart", minutes="lang")
    assert "Daar zit je niet boven" in await daan.press("Laat zien", minutes="90")
    await daan.press("Pas")
    assert "beslissen mensen" in await daan.press("Laat zien", minutes="91")


async def test_a_student_has_one_request_at_a_time_and_only_a_student_starts_one(world: World) -> None:
    daan = await asked(world)
    assert "Je hebt al een verzoek lopen" in await daan.open("switch")
    assert "Stand: Aangevraagd bij de IO" in daan.text
    for other in ("marleen", "joost", "samira", "pieter.brouwer"):
        assert "begint bij de student" in await (await world.as_(other)).open("switch")
    await moved(daan, "withdraw", "Trek het verzoek in", "Ik blijf toch")
    marleen = await world.as_("marleen")
    assert "trok het verzoek in" in (await marleen.notices())[-1]
    assert "Dit kan niet meer" in await marleen.open("switch-move", "1/grant")
    await asked(world)
    assert await states(world) == ["withdrawn", "asked"]


class OnTeams(Talker):
    """The same person, in another conversation."""

    @property
    def conversation(self) -> str:
        return f"teams/{self.person.id}"


async def test_two_starts_at_once_make_one_request(world: World) -> None:
    web = await world.as_("daan")
    teams = OnTeams(world, web.person)
    for one in (web, teams):
        await one.open("switch")
        await one.press("Inhoud")
        await one.press("Laat zien", wish=WISH, why=WHY, since="1 februari")
    texts = await asyncio.gather(web.press("Verstuur"), teams.press("Verstuur"))
    assert sum("Je hebt al een verzoek lopen" in text for text in texts) == 1
    assert await states(world) == ["asked"]


# People who leave


async def test_the_io_leaves_half_way(world: World) -> None:
    daan, joost = await asked(world), await world.as_("joost")
    await joost.notices()
    await world.roster_without("marleen")
    await world.round()
    for one in (daan, joost):
        (told,) = await one.notices()
        assert "Marleen de Wit is niet meer bij Daan Bakker" in told
        assert "Het verzoek ligt bij niemand" in told
    await world.round()
    assert await daan.notices() == [], "told once"
    assert "Er is nu niemand bij wie het ligt" in await daan.open("switch-request", "1")
    await world.roster_without()
    await world.round()
    assert "Het verzoek ligt nu bij Marleen de Wit" in (await daan.notices())[0]
    marleen = await world.as_("marleen")
    await marleen.notices()
    await moved(marleen, "grant", "Toestaan")
    assert await states(world) == ["granted"]


async def test_whoever_it_was_handed_to_leaves(world: World) -> None:
    daan, marleen = await asked(world), await world.as_("marleen")
    await marleen.open("switch-move", "1/delegate")
    await marleen.press("SO:")
    await marleen.press("Draag over")
    await world.roster_without("joost")
    await world.round()
    assert "Joost Verhoeven is niet meer bij Daan Bakker. Het verzoek ligt nu bij Marleen de Wit." in (
        await daan.notices()
    )[-1]  # fmt: skip


async def test_the_student_leaves(world: World) -> None:
    await asked(world)
    marleen, samira = await world.as_("marleen"), await world.as_("samira")
    await marleen.notices()
    world.wait(days=5)
    await world.roster_without("daan")
    await world.round()
    (told,) = await marleen.notices()
    assert "Het verzoek om te wisselen is gesloten" in told
    assert await samira.notices() == []
    assert await states(world) == ["closed"]


# Where it is found


async def test_menu_list_and_guide_lead_to_it(world: World) -> None:
    daan, marleen, samira = await world.as_("daan"), await world.as_("marleen"), await world.as_("samira")
    assert "Wisselen van opleidingsschool" in await daan.open("menu")
    for talker, there in ((daan, True), (samira, False)):
        await talker.open("guide", "wissel-opleidingsschool")
        await talker.press("Iets anders")
        assert ("Wisselen van opleidingsschool" in [button.label for button in talker.buttons]) is there
    assert "Verzoeken" not in await samira.open("menu")
    await asked(world)
    await marleen.open("menu")
    await marleen.press("Meer voor jou")
    assert "Daan Bakker · Aangevraagd bij de instituutsopleider (IO) · wacht op jou" in await marleen.press("Verzoeken")
    assert WISH in (await marleen.press("Daan Bakker"))


async def test_a_guide_that_led_to_it_is_not_taken_up_again(world: World) -> None:
    """A guide about something else is."""
    daan = await world.as_("daan")
    await daan.say("ik wil naar een andere opleidingsschool")
    await daan.press("Inhoud")
    await daan.say("wisselverzoek")
    await daan.press("Inhoud")
    await daan.press("Laat zien", wish=WISH, why=WHY, since="1 februari", discussed="SO")
    sent = await daan.press("Verstuur")
    assert "Je verzoek is verstuurd" in sent
    assert "Eerder waren we bezig" not in sent
    yusuf = await world.as_("yusuf.aydin")
    await yusuf.say("ik ben vaak ziek")
    await yusuf.say("wisselverzoek")
    await yusuf.press("Persoonlijke")
    await yusuf.press("Laat zien", wish=WISH, why=WHY, since="1 februari", discussed="SO")
    assert "Eerder waren we bezig" in await yusuf.press("Verstuur")


async def test_in_english(world: World) -> None:
    daan = await world.as_("daan", "en")
    assert "not allowed" in await daan.open("switch")
    await daan.press("Content")
    await daan.press("Show me", wish="Secondary education", why="Younger pupils", since="1 February")
    assert "Your request is sent" in await daan.press("Send")
    assert "Asked at the IO" in await daan.open("switch-request", "1")


async def test_nobody_is_urged_to_escalate_and_the_mail_is_read_before_it_is_said_to_be_sent(world: World) -> None:
    daan, marleen = [await world.as_(name) for name in ("daan", "marleen")]
    await daan.open("switch")
    await daan.press("Inhoud")
    await daan.press("Laat zien", wish=WISH, why=WHY, since="1 februari")
    await daan.press("Verstuur")
    await moved(marleen, "discuss", "Bespreken")
    await daan.notices()
    assert [button.label for button in daan.seen[-1].buttons if button.primary] == []
    assert "Het ligt bij jou." in await marleen.open("switch-request", "1")
    assert [button.label for button in marleen.seen[-1].buttons if button.primary] == []
    await moved(marleen, "grant", "Toestaan")
    assert "Verzoeken" in marleen.text
    await daan.notices()
    assert [button.label for button in daan.seen[-1].buttons] == ["Bekijk het verzoek", "Trek het verzoek in"]
    shown = await daan.press("Bekijk het verzoek")
    assert "Mail nu het stagebureau, met je IO in de cc." in shown
    assert "Wat je vroeg" in shown
    await daan.press("De mail is verstuurd")
    assert "Verzoeken" not in daan.text, "a student has one"


async def test_a_student_is_not_told_about_the_student(world: World) -> None:
    daan, joost = [await world.as_(name) for name in ("daan", "joost")]
    await daan.open("call-in")
    await daan.press("SO: Joost Verhoeven")
    assert "De student mag dit lezen" not in daan.text
    assert "Daan Bakker schakelt je in." in await daan.press("Laat zien", note="Heb je tijd?")
    await daan.press("Schakel Joost")
    assert "over Daan" not in (await joost.notices())[0]


async def test_who_read_the_reason_already_is_not_sent_it_again(world: World) -> None:
    daan, marleen, joost = [await world.as_(name) for name in ("daan", "marleen", "joost")]
    await daan.open("switch")
    await daan.press("Persoonlijke omstandigheden")
    await daan.press("Laat zien", wish=WISH, why=WHY, since="1 februari")
    await daan.press("Verstuur")
    await moved(marleen, "discuss", "Bespreken")
    assert WHY in (await joost.notices())[0], "an SO reads of it now for the first time"
    await moved(marleen, "inform", "Regiocoördinator")
    assert WHY not in (await joost.notices())[0]
    assert WHY in await joost.press("Bekijk het verzoek")
