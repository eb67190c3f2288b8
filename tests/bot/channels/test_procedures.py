"""Every procedure to its end, in Slack and in Teams, over their real connections: what each person reads on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from icalendar import Calendar
from pypdf import PdfReader

from bot.channels.slack.doors import slack_in, slack_settings
from bot.channels.teams.door import open_door
from bot.channels.teams.settings import teams_settings
from bot.clock import MovableClock
from bot.delivering.embedded import embedded
from bot.delivering.port import Limits
from bot.delivering.running import Runner
from bot.opening import opened, seed
from bot.product import Product
from bot.records.planning import Planner
from bot.server import application
from bot.settings import read_settings
from bot.turn import Turns
from storage.database import Database
from tests.bot.channels.hands import Hand, SlackHand, TeamsHand
from tests.bot.channels.slack.actor import Actor, over_socket
from tests.bot.channels.slack.conftest import account, environment
from tests.bot.channels.slack.standin import slack_running
from tests.bot.channels.teams.client import Client
from tests.bot.channels.teams.conftest import HOUSE_PATIENCE, QUICK, quick
from tests.bot.channels.teams.microsoft import microsoft
from tests.bot.channels.teams.test_across import UNHURRIED
from tests.bot.world import THURSDAY

PEOPLE = ("samira", "joost", "marleen", "daan", "hester.boonstra", "annelies.vandam", "pieter.brouwer")
"""Those around Daan: WPB, SO, IO, himself, SLC, regiocoördinator, vakgroepcoördinator."""

UNLIMITED = Limits(1000, apart=0.0)


@dataclass
class Office:
    """A server with one platform in front of it, on a clock that the story moves."""

    database: Database
    product: Product
    clock: MovableClock
    hand: Callable[[str], Hand]

    async def people(self, *names: str) -> list[Hand]:
        """Everybody has talked with Wegwijzer before, or Teams would not know where to find them."""
        hands = [self.hand(name) for name in names]
        for one in hands:
            await one.say("menu", "Waar kan ik je mee helpen?")
        return hands

    async def morning(self, year: int, month: int, day: int) -> None:
        """At eight in Amsterdam, when the server tells everybody what is due."""
        self.at(year, month, day, 6)
        await Planner(self.database.sessions, self.product, everybody_reached=False).plan(self.clock())

    def at(self, year: int, month: int, day: int, hour: int = 12) -> None:
        self.clock.move_to(datetime(year, month, day, hour, tzinfo=UTC))


@asynccontextmanager
async def slack_office(
    database: Database, product: Product, folder: Path, clock: MovableClock
) -> AsyncIterator[Office]:
    async with slack_running() as slack:
        slack.strict = False
        ids = {name: f"U{name.replace('.', '').upper()}" for name in PEOPLE}
        slack.users |= {user: account(user, name) for name, user in ids.items()}
        given = slack_settings(read_settings(environment(slack, folder)))
        assert given
        doors = replace(given, ping=0.3, apart=0.0, every=0.1)
        app, turns = application(database, product, clock), Turns(product, database.sessions, clock)
        async with slack_in(app, doors, database, product, now=clock) as port:
            assert port
            async with embedded(Runner(database, turns, {port.channel: replace(port, limits=UNLIMITED)}, QUICK, clock)):
                yield Office(
                    database, product, clock, lambda name: SlackHand(Actor(slack, ids[name], over_socket(slack)))
                )


@asynccontextmanager
async def teams_office(database: Database, product: Product, _: Path, clock: MovableClock) -> AsyncIterator[Office]:
    async with microsoft() as here, ClientSession() as session:
        settings = teams_settings(here.environment, "127.0.0.1")
        assert settings
        app = application(database, product, clock)
        async with open_door(settings, database, product, clock, patience=HOUSE_PATIENCE, times=UNHURRIED) as door:
            port = replace(quick(door.port), limits=UNLIMITED)
            async with embedded(Runner(database, door.handling.turns, {port.channel: port}, QUICK, clock)):
                door.add_to(app)
                runner = web.AppRunner(app, access_log=None, auto_decompress=False, shutdown_timeout=0.2)
                await runner.setup()
                await web.TCPSite(runner, "127.0.0.1", 0).start()
                address = f"http://127.0.0.1:{runner.addresses[0][1]}/"
                yield Office(database, product, clock, lambda name: TeamsHand(Client(here, address, session, name)))
                await runner.cleanup()


@pytest.fixture(params=[slack_office, teams_office], ids=["slack", "teams"])
async def office(request: pytest.FixtureRequest, ready_folder: Path, product: Product) -> AsyncIterator[Office]:
    async with opened(read_settings({"WEGWIJZER_DATA": str(ready_folder)})) as database:
        clock = MovableClock()
        clock.move_to(THURSDAY)
        await seed(database, clock)
        async with request.param(database, product, ready_folder, clock) as office:
            yield office


async def test_a_time_out_is_noted_extended_and_taken_back(office: Office) -> None:
    marleen, joost, samira, daan = await office.people("marleen", "joost", "samira", "daan")
    await marleen.say("leg een time-out vast", "Over welke student gaat het?")
    await marleen.pick("bak", "Wanneer heeft Daan Bakker een time-out")
    await marleen.refused("Laat zien", "voor de eerste dag", starts_on="2027-04-01", until="2027-03-01")
    await marleen.fill_in(
        "Laat zien",
        "Dit bericht gaat zo naar Samira el Idrissi, Joost Verhoeven, Hester Boonstra en Daan Bakker:",
        "Eerst rust",
        "niet uit",
        until="2027-09-30",
        why="Eerst rust",
    )
    await marleen.press("Leg het vast", "Vastgelegd.")
    for one in (joost, samira, daan):
        await one.hears("Marleen de Wit legde een time-out", "Tot en met donderdag 30 september 2027.", "Eerst rust")
    assert "Verleng" not in await daan.press("Bekijk de time-out", "Time-out van Daan Bakker", "Waarom: Eerst rust")

    await joost.press("Bekijk de time-out", "Is er iets veranderd?")
    await joost.press("Verleng", "nieuwe laatste dag")
    await joost.refused("Verleng", "niet later dan het was", day="2027-09-01")
    await joost.fill_in("Verleng", "Verlengd tot en met maandag 31 januari 2028", day="2028-01-31")
    await daan.hears("Joost Verhoeven verlengde dit.", "31 januari 2028")
    await marleen.hears("Joost Verhoeven verlengde dit.")
    await marleen.press("Bekijk de time-out", "31 januari 2028")
    await marleen.folded("Vastgelegd door Marleen de Wit", "(was: donderdag 30 september 2027)")
    await marleen.press("Klopt niet", "Weet je het zeker")
    await marleen.press("Klopt niet", "Weggehaald.")
    await daan.hears("Marleen de Wit haalde dit weg")


async def test_a_paid_job_is_checked_noted_and_registered(office: Office) -> None:
    joost, samira, daan = await office.people("joost", "samira", "daan")
    await joost.say("controleer een baan", "Over welke student")
    await joost.pick("bak", "Daan Bakker")
    await joost.refused("Verder", "een studiejaar heeft er 60", level="Niveau 3", year="1", credits="61")
    await joost.fill_in("Verder", "Ja, een nieuwe", year="2", credits="110", propedeuse="Ja")
    await joost.press("Ja, een nieuwe", "Om welke baan gaat het?")
    said = await joost.fill_in("Controleer", "Daan Bakker", starts_on="2027-09-01", fte="0,25", hours="7", mentor="Nee")
    assert "15 maart" in said
    await joost.press("Leg deze baan vast", "Welke betaalde baan heeft Daan Bakker?")
    await joost.fill_in("Laat zien", "0,25 fte", "uiterlijk maandag 31 mei 2027", wpb="Samira")
    await joost.press("Leg het vast", "Vastgelegd.")
    await samira.hears("Joost Verhoeven legde een betaalde baan", "WPB bij deze baan: Samira el Idrissi.")
    await daan.hears("Joost Verhoeven legde een betaalde baan", "Nog niet gemeld bij het stagebureau.")
    office.at(2027, 5, 20)
    await daan.press("Bekijk de baan", "Is er iets veranderd?")
    await daan.press("Gemeld bij", "Wanneer is de baan")
    await daan.refused("Gemeld", "Deze dag moet nog komen.", day="2027-06-19")
    await daan.fill_in("Gemeld", "Bewaard: gemeld op woensdag 19 mei 2027", day="2027-05-19")
    await joost.hears("Daan Bakker gaf door dat de baan bij het stagebureau is gemeld.")


async def test_a_student_meeting_from_agenda_to_minutes(office: Office) -> None:
    joost, marleen, samira = await office.people("joost", "marleen", "samira")
    await samira.say("afspraak: Daan Bakker levert vrijdag het lesplan in", "Een afspraak over Daan")
    await samira.fill_in("Laat zien", "Leg afspraak vast")
    await samira.press("Leg afspraak vast", "Vastgelegd")
    office.at(2027, 3, 20)
    await joost.say("plan een studentbespreking", "Studentbespreking")
    await joost.refused("Laat zien", "geen tijd", day="2027-04-02", time="half drie")
    await joost.fill_in("Laat zien", "Daan Bakker: afspraken te laat: 1", time="14u30", place="Lokaal 2.14",
                        people="Marleen")  # fmt: skip
    await joost.press("Ja, zet hen", "vrijdag 2 april 2027 om 14:30 uur, 60 minuten", "gaat zo naar Marleen de Wit")
    await joost.press("Plan het", "Gepland.", "Open in Outlook", "Plan het in Teams")
    assert "Daan" not in await marleen.hears("Joost Verhoeven nodigt je uit", "vrijdag 2 april 2027 om 14:30 uur")
    await marleen.press("Bekijk de bespreking", "1. Daan Bakker: afspraken te laat: 1")
    method, event = invitation(await marleen.file("Zet het in je agenda"))
    assert (method, event["sequence"], event["location"]) == ("REQUEST", 0, "Lokaal 2.14")

    await joost.press("Mijn besprekingen", "02-04 14:30")
    await joost.press("02-04 14:30", "Pas aan wie er komen")
    await joost.press("Pas aan wie er komen", "Wie komen er?")
    await joost.fill_in("Laat zien wat er", "Erbij: Samira", "Komt niet meer: Marleen", people="Samira")
    await joost.press("Ja, verander wie er komen", "Aangepast. Iedereen krijgt bericht.")
    await samira.hears("Joost Verhoeven nodigt je uit")
    assert "Daan" not in await marleen.hears("hoef jij er niet meer bij te zijn", "Haal het uit je agenda")
    method, off = invitation(await marleen.file("Haal het uit je agenda"))
    assert (method, off["uid"], off["sequence"]) == ("CANCEL", event["uid"], 1)

    await joost.press("Bekijk de bespreking", "Samira el Idrissi")
    await joost.press("Bespreek de studenten", "Daan Bakker · student 1 van")
    await joost.press("Leg een afspraak vast", "Een afspraak over Daan Bakker")
    await joost.fill_in("Laat zien", "Elke week samen een les", what="Elke week samen een les",
                        due="2027-04-16", owners="Samira")  # fmt: skip
    await joost.press("Leg afspraak vast", "Vastgelegd")
    await samira.hears("Elke week samen een les")
    await joost.press("Terug naar de student", "Elke week samen een les")
    await joost.press("Bewaar het plan van aanpak", "Plan van aanpak: Daan Bakker")
    await joost.fill_in("Laat het verslag zien", "afspraken te laat: 1", "Elke week samen een les")
    await joost.press("Bewaar het verslag", "Het verslag staat in het dossier.")
    await joost.press("Volgende student", "Sem Hofland")
    await joost.press("Terug naar de bespreking", "besproken")
    await samira.hears("Lees het verslag")


async def test_a_resit_a_second_fail_and_an_exit_talk(office: Office) -> None:
    marleen, joost, daan, annelies = await office.people("marleen", "joost", "daan", "annelies.vandam")
    await marleen.say("leg een onvoldoende vast", "Over welke student")
    await marleen.pick("bak", "Daan Bakker")
    await marleen.press("De eerste kans, na een assessment", "")
    await marleen.fill_in(
        "Verder", "vanaf maandag 31 mei 2027: na 10 lesweken", "recht op 1 herkansing", day="2027-03-01"
    )
    await marleen.refused("Laat zien", "voor de eerste dag waarop herkansen kan", day="2027-05-20")
    await marleen.fill_in("Laat zien", "De student krijgt dit niet van mij te horen", day="2027-06-25")
    await marleen.press("Leg het vast", "Leg een afspraak vast")
    await joost.hears("Herkansen kan vanaf maandag 31 mei 2027.", "Afgesproken einde: vrijdag 25 juni 2027.")

    office.at(2027, 6, 20)
    await joost.say("leg een onvoldoende vast", "Over welke student")
    await joost.pick("bak", "De herkansing")
    await joost.press("De herkansing", "")
    await joost.refused("Verder", "niet na het eerste assessment", day="2027-03-01")
    await joost.fill_in("Verder", "Onderwijsmanager", "Vraagt een derde kans zelf aan", day="2027-06-18")
    await joost.press("Leg het vast", "Plan het gesprek")
    await joost.press("Plan het gesprek", "Gesprek na een herkansing · Daan Bakker")
    await joost.fill_in("Laat zien", "Daan Bakker", day="2027-06-22", time="9:00", place="Lokaal 3")
    await joost.press("Plan het", "Gepland.")
    await daan.hears("Gesprek na een herkansing · Daan Bakker", "dinsdag 22 juni 2027 om 09:00 uur")

    await marleen.say("plan een gesprek", "Exitgesprek")
    await marleen.press("Exitgesprek", "Over welke student")
    await marleen.pick("bak", "Exitgesprek · Daan Bakker")
    await marleen.fill_in("Laat zien", "Annelies van Dam", day="2027-06-25", time="10")
    await marleen.press("Plan het", "Gepland.")
    await annelies.hears("Exitgesprek · Daan Bakker")
    office.at(2027, 6, 25, 14)
    await marleen.press("Mijn besprekingen", "25-06 10:00")
    await marleen.press("25-06 10:00", "Exitgesprek · Daan Bakker")
    await marleen.press("Schrijf het verslag", "Verslag van een exitgesprek: Daan Bakker")
    await marleen.refused("Laat het verslag", "Vul dit in", **{"part-besproken": "Hij is er klaar mee"})
    await marleen.fill_in(
        "Laat het verslag", "Hij stopt", **{"part-student": "Opgelucht", "part-afgesproken": "Hij stopt"}
    )
    await marleen.press("Bewaar en deel", "Het verslag staat in het dossier.")
    await annelies.hears("Lees het verslag")
    await annelies.press("Lees het verslag", "Hij is er klaar mee", "Hij stopt")
    await annelies.press("Gezien", "Dank je.")
    await marleen.hears("Annelies van Dam")
    await marleen.press("Bekijk het dossier", "Verslag van een exitgesprek", "Herkansing niet gehaald")
    assert (await marleen.file("Download als PDF"))[:4] == b"%PDF"


async def test_a_wish_on_content_ends_at_a_place(office: Office) -> None:
    daan, marleen, joost = await office.people("daan", "marleen", "joost")
    await daan.press("Wisselen van opleidingsschool", "Dit mag niet", "woensdag 31 maart 2027")
    await daan.press("Inhoud", "Wat zoek je, en waarom?")
    await daan.refused("Laat zien", "Vul dit in", wish="Een vo-school", since="2027-02-01")
    await daan.fill_in("Laat zien", "zodra je het verstuurt", why="Jongere leerlingen", discussed="SO")
    await daan.press("Verstuur", "Je verzoek is verstuurd")
    await joost.hears("Daan Bakker vraagt om naar een andere opleidingsschool te mogen")
    await marleen.hears("Daan Bakker vraagt om naar een andere opleidingsschool te mogen", "Toestaan")
    await marleen.press("Vraag iets", "gaat naar Daan Bakker")
    await marleen.fill_in("Vraag iets", "Vraag aan de student", text="Welke vakken?")
    await daan.hears("“Welke vakken?”")
    await daan.press("Beantwoord", "")
    await daan.fill_in("Beantwoord", "", text="Nederlands")
    await marleen.hears("“Nederlands”")
    await marleen.press("Toestaan", "gaat naar Daan Bakker en Joost")
    await marleen.fill_in("Toestaan", "Toegestaan op inhoud", text="Past goed bij je.")
    await daan.hears("Marleen de Wit stond de wissel toe", "“Past goed bij je.”")
    await daan.press("Bekijk het verzoek", "De mail is verstuurd")
    mail = message_from_bytes(await daan.file("Download de mail"), policy=default)
    assert (mail["To"], mail["Cc"]) == ("stagebureau@wegwijzer.example", "marleen@wegwijzer.example")
    assert "Een vo-school" in mail.get_content()
    await daan.press("De mail is verstuurd", "Stagebureau zoekt een plek")
    await marleen.hears("Daan Bakker mailde het stagebureau")
    await daan.press("Bekijk het verzoek", "Er is een plek")
    await daan.press("Er is een plek", "Welke plek is het?")
    await daan.fill_in("Er is een plek", "Plek gevonden", text="Montessori Merwede")
    await marleen.hears("“Montessori Merwede”", "Plek gevonden")
    await joost.hears("“Montessori Merwede”")


async def test_a_personal_reason_ends_at_the_vakgroepcoordinator(office: Office) -> None:
    names = ("daan", "marleen", "joost", "hester.boonstra", "annelies.vandam", "pieter.brouwer")
    daan, marleen, joost, hester, annelies, pieter = await office.people(*names)
    await daan.say("wisselverzoek", "Dit mag niet")
    await daan.press("Reistijd", "Wat zoek je, en waarom?")
    await daan.refused(
        "Laat zien", "Dit getal kan niet.", wish="Dichterbij", why="Ver weg", since="2027-02-01", minutes="601"
    )
    await daan.fill_in("Laat zien", "Marleen de Wit", minutes="120")
    await daan.press("Verstuur", "Je verzoek is verstuurd")
    await marleen.hears("Daan Bakker vraagt om", "Dichterbij")

    async def decides(who: Hand, move: str, *expected: str, text: str = "") -> None:
        await who.press(move, "")
        await who.fill_in(move, *expected, text=text)

    await decides(marleen, "Bespreken", "In gesprek met IO, SLC en SO", text="Dinsdag om drie uur")
    for one in (daan, joost, hester):
        await one.hears("“Dinsdag om drie uur”")
    await marleen.press("Bekijk het verzoek", "Regioco")
    await decides(marleen, "Regioco", "Regiocoördinator geïnformeerd")
    await annelies.hears("Dichterbij")
    await marleen.press("Bekijk het verzoek", "Niet toestaan")
    await marleen.press("Niet toestaan", "")
    await marleen.refused("Niet toestaan", "Vul dit in", text="")
    await marleen.fill_in("Niet toestaan", "Niet toegestaan", text="De reistijd valt mee")
    await daan.hears("“De reistijd valt mee”", "Naar de vakgroep")
    await daan.press("Naar de vakgroep", "Pieter Brouwer")
    await daan.fill_in("Naar de vakgroep", "Bij de vakgroepcoördinator", text="Ik ben twee uur onderweg")
    await pieter.hears("Dichterbij", "“Ik ben twee uur onderweg”")
    await decides(pieter, "Ja, de reden", "Reden is geldig", text="Annelies is het ermee eens")
    await daan.hears("Reden is geldig")
    await pieter.press("Bekijk het verzoek", "De mail is verstuurd")
    mail = message_from_bytes(await pieter.file("Download de mail"), policy=default)
    assert mail["To"] == "stagebureau@wegwijzer.example"
    await pieter.press("De mail is verstuurd", "Stagebureau zoekt een plek")
    await pieter.press("Bekijk het verzoek", "Er is geen plek")
    await decides(pieter, "Er is geen plek", "Geen plek gevonden")
    await daan.hears("Geen plek gevonden", "Wat er hierna gebeurt, zegt de notitie niet")


async def test_a_progress_talk_from_invitation_to_signatures(office: Office) -> None:
    joost, samira, daan = await office.people("joost", "samira", "daan")
    await joost.say("voortgangsgesprek met Daan Bakker", "nog geen voortgangsgesprek")
    await joost.press("Plan een gesprek", "")
    await joost.fill_in("Laat de uitnodiging", "Het portfolio meenemen", held_on="2027-03-18", time="10.00 uur",
                        place="Lokaal 12")  # fmt: skip
    await joost.press("Nodig uit", "De uitnodiging is verstuurd")
    await samira.hears("Zo bereidt de student zich voor")
    await daan.hears("nodigt je uit voor je voortgangsgesprek", "donderdag 18 maart 2027 om 10:00 uur, Lokaal 12")
    await daan.press("Bereid je voor", "")
    await daan.fill_in("Bewaar", "Bewaard", **{"note-studie": "Ik loop een week achter"})

    office.at(2027, 3, 18)
    await samira.press("Bekijk het gesprek", "Daan Bakker: Ik loop een week achter")
    await samira.press("Vul in: Voortgang", "")
    await samira.fill_in("Bewaar", "5 groen, 0 geel, 0 rood", **dict.fromkeys(STUDY, "🟢"))
    await joost.press("Naar het formulier", "Vul in: Ontwikkeling")
    await joost.press("Vul in: Ontwikkeling", "")
    await joost.fill_in("Bewaar", "6 groen, 2 geel, 1 rood", **dict(zip(GROWTH, "🟢🟢🟢🟢🟢🟢🟡🟡🔴", strict=True)))
    await joost.press("Bekijk het gesprek", "Waardering en indienen")
    await joost.press("Waardering en indienen", "Toch geel")
    await joost.press("Toch geel", "")
    await joost.refused("Laat zien", "Vul dit in", reason="")
    await joost.fill_in("Laat zien", "omdat: Haalbaar voor mei", reason="Haalbaar voor mei")
    await joost.press("Dien in", "Ingediend.")
    for one, how in ((daan, "Gezien en akkoord"), (samira, "Gezien, niet akkoord")):
        await one.hears("Lees het en teken")
        await one.press("Lees en teken", "Haalbaar voor mei")
        await one.press(how, "")
        await one.fill_in("Teken", "Getekend.", remark="De orde was beter")
    await joost.hears("Alle handtekeningen zijn er.")
    await joost.press("Bekijk het gesprek", "Samira el Idrissi: gezien, niet akkoord")
    pages = PdfReader(BytesIO(await joost.file("Download het formulier"))).pages
    assert "Haalbaar voor mei" in " ".join(" ".join(page.extract_text() for page in pages).split())


async def test_a_morning_with_the_end_of_a_time_out(office: Office) -> None:
    """Put off to a day, handed over and handed back, and done: each by a button under the reminder."""
    marleen, joost, daan = await office.people("marleen", "joost", "daan")
    await marleen.say("time-out van Daan", "Wanneer heeft Daan Bakker een time-out")
    await marleen.fill_in("Laat zien", "Leg het vast", starts_on="2027-03-15", until="2027-09-30")
    await marleen.press("Leg het vast", "Vastgelegd.")
    await daan.hears("Marleen de Wit legde een time-out")
    await office.morning(2027, 9, 16)
    await daan.hears("Je time-out eindigt op donderdag 30 september 2027.")
    await joost.hears("De time-out van Daan Bakker eindigt op donderdag 30 september 2027.")
    await marleen.hears("Plan de terugkeer, samen met de SO.")
    await marleen.press("2. Terug na een time-out", "Wat doe je ermee?")
    await marleen.press("Later", "Wanneer begin ik er weer over?")
    await marleen.press("Een andere dag", "Wanneer begin ik er weer over?")
    await marleen.refused("Later", "Deze dag is al voorbij.", day="2027-09-01")
    await marleen.fill_in("Later", "Goed, ik begin er weer over op maandag 20 september 2027", day="2027-09-20")
    await office.morning(2027, 9, 20)
    await marleen.hears("De time-out van Daan Bakker eindigt op donderdag 30 september 2027.")
    await marleen.press("Draag over", "Wie neemt het over?")
    await marleen.press("Joost Verhoeven (SO)", "Draag je het zo over?")
    await marleen.press("Draag over", "Overgedragen aan Joost Verhoeven.")
    await joost.hears("Marleen de Wit draagt iets aan je over")
    await joost.press("Gedaan", "Mooi, gedaan.")
    await marleen.say("wat komt eraan", "Wat komt eraan?")
    assert "Time-out" not in await marleen.hears("Studentbespreking")


STUDY = [f"item-{one}" for one in ("opdrachten", "portfolio", "ontwikkelpunten", "afspraken", "scholingsdagen")]
GROWTH = [f"item-{one}" for one in (
    "coachbaar", "samenwerken", "communicatie", "pedagogisch", "didactisch", "professioneel", "visie", "motivatie",
    "taal",
)]  # fmt: skip


def invitation(file: bytes) -> tuple[str, Any]:
    """Its method and its event."""
    calendar = Calendar.from_ical(file)
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), event
