"""A request for another opleidingsschool: asked in Slack, decided by the IO in Teams, and once more in the web chat."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from tests.bot.channels.slack.actor import Actor
from tests.bot.channels.slack.web import WebTalker
from tests.bot.channels.teams.client import Client, words
from tests.bot.channels.teams.test_across import Town, town  # noqa: F401 (the fixture)

WISH = {"wish": "Een vo-school", "why": "Daar leer ik meer"}


async def asked(town: Town) -> tuple[Actor, Client]:  # noqa: F811
    """Daan's request from Slack lies with Marleen, as a card that came in Teams by itself."""
    daan, marleen = town.in_slack("UDAAN"), town.in_teams("marleen")
    await marleen.say("menu")
    town.microsoft.calls.clear()
    assert "Dit mag niet" in await daan.say("wisselverzoek")
    await daan.press("Iets anders")
    await daan.submit(await daan.open("Vul het in"), **WISH, since=datetime.now(UTC).date().isoformat())
    await daan.reads()
    assert "Je verzoek is verstuurd" in await daan.press("Verstuur")
    (told,) = await town.microsoft.wait_for(1)
    assert told.conversation == marleen.conversation
    assert "Daan Bakker vraagt om naar een andere opleidingsschool te mogen" in words(told)
    return daan, marleen


async def hears(who: Actor, what: str) -> str:
    """The newest of what came in Slack, up to where that is said."""
    for _ in range(6):
        told = await who.reads()
        if what in told:
            return told
    raise AssertionError(what)


async def decided(marleen: Client, move: str, text: str = "") -> str:
    """By the newest button of that move on any card, and then in its form."""
    await marleen.click(move)
    return words(*await marleen.click(move, text=text))


async def test_asked_in_slack_and_decided_in_teams(town: Town) -> None:  # noqa: F811
    daan, marleen = await asked(town)
    await decided(marleen, "Bespreken", "Dinsdag om drie uur")
    told = await daan.reads()
    assert "“Dinsdag om drie uur”" in told
    assert "✓  Aangevraagd bij de IO" in told
    assert "➤  *In gesprek met IO, SLC en SO" in told
    for move in ("Regioco", "Toestaan"):
        await marleen.click("Bekijk het verzoek")
        await decided(marleen, move)
        told = await daan.reads()
    assert "Marleen de Wit stond de wissel toe" in told
    assert "✓  Regiocoördinator geïnformeerd" in told, "the route is drawn where the student reads it"


async def test_the_first_decision_stands_and_is_named_in_the_web_chat(town: Town) -> None:  # noqa: F811
    """Marleen hands it over to Joost, who sits at his computer; both decide, she first."""
    daan, marleen = await asked(town)
    joost = WebTalker(town.address, "joost")
    del town.slack.users["UJOOST"]
    await decided(marleen, "Bespreken")
    await marleen.click("Bekijk het verzoek")
    await decided(marleen, "Regioco")
    await marleen.click("Bekijk het verzoek")
    await marleen.click("Draag over")
    await marleen.click("SO: Joost")
    await marleen.click("Draag over", text="Ik ben er even niet")
    assert "Het ligt nu bij jou." in await joost.look()
    await joost.press("Bekijk het verzoek")
    await joost.press("Niet toestaan")
    await marleen.click("Bekijk het verzoek")
    await decided(marleen, "Toestaan")
    late = await joost.press("Niet toestaan", text="Eerst binnen de school zoeken")
    assert "er is intussen iets beslist" in late
    assert "Marleen de Wit stond de wissel toe" in late
    told = await hears(daan, "Marleen de Wit stond de wissel toe")
    assert "Eerst binnen de school zoeken" not in told


async def test_two_approvers_at_the_same_moment(town: Town) -> None:  # noqa: F811
    daan, marleen = await asked(town)
    joost = WebTalker(town.address, "joost")
    del town.slack.users["UJOOST"]
    await marleen.click("Draag over")
    await marleen.click("SO: Joost")
    await marleen.click("Draag over", text="")
    await joost.look()
    await joost.press("Bekijk het verzoek")
    await joost.press("Bespreken")
    await marleen.click("Bekijk het verzoek")
    await marleen.click("Bespreken")
    await asyncio.gather(
        marleen.click("Bespreken", text="Maandag, zegt Marleen"), joost.press("Bespreken", text="Dinsdag, zegt Joost")
    )
    told = await hears(daan, "gaat het bespreken")
    assert ("Maandag, zegt Marleen" in told) is not ("Dinsdag, zegt Joost" in told), "one of the two, whole"
    assert sum("er is intussen iets beslist" in page for page in (joost.page, _read(town, marleen))) == 1


def _read(town: Town, who: Client) -> str:  # noqa: F811
    return words(*(call for call in town.microsoft.posts() if call.conversation == who.conversation))


async def test_the_student_withdraws_in_slack_while_the_io_decides_in_teams(town: Town) -> None:  # noqa: F811
    daan, marleen = await asked(town)
    await decided(marleen, "Bespreken")
    await hears(daan, "gaat het bespreken")
    await marleen.click("Bekijk het verzoek")
    await marleen.click("Regioco")
    await daan.press("Trek het verzoek in")
    await daan.submit(await daan.open("Vul het in"))
    assert "Ingetrokken" in await daan.reads()
    late = words(*await marleen.click("Regioco", text=""))
    assert "Daan Bakker trok het verzoek in" in late
