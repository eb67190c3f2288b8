"""A request for another opleidingsschool begins in Slack and is decided in the web chat, through the real server."""

from __future__ import annotations

import html
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

from aiohttp import ClientSession

from tests.bot.channels.slack.conftest import Office
from tests.bot.channels.slack.web import WebTalker


async def test_asked_in_slack_and_decided_in_the_web_chat(office: Office) -> None:
    daan, marleen = office.person("UDAAN"), WebTalker(office.address, "marleen")
    del office.slack.users["UMARLEEN"]
    assert "Dit mag niet" in await daan.say("wisselverzoek")
    await daan.press("Iets anders")
    details = {"wish": "Een vo-school", "why": "Daar leer ik meer", "since": datetime.now(UTC).date().isoformat()}
    await daan.submit(await daan.open("Vul het in"), **details)
    assert daan.answer == {}, "the modal closes"
    assert "Dit gaat naar Marleen de Wit" in await daan.reads()
    assert "Je verzoek is verstuurd" in await daan.press("Verstuur")

    assert "Daan Bakker vraagt om naar een andere opleidingsschool te mogen" in await marleen.look()
    assert 'aria-current="step"' in marleen.page, "the route is drawn"
    await marleen.press("Bespreken")
    await marleen.press("Bespreken", text="Dinsdag om drie uur")
    told = await daan.reads()
    assert "“Dinsdag om drie uur”" in told
    assert "✓  Aangevraagd bij de IO" in told
    assert "➤  *In gesprek met IO, SLC en SO" in told
    assert "○  Regiocoördinator geïnformeerd" in told
    for button in ("Regioco", "Toestaan"):
        await marleen.press("Bekijk het verzoek")
        await marleen.press(button)
        await marleen.press(button, text="")
        await daan.reads()
    await marleen.press("Bekijk het verzoek")
    shown = html.unescape(marleen.page)
    assert "mailto:stagebureau@wegwijzer.example?subject=" in shown
    async with ClientSession() as session, session.get(f"{office.address}chat/marleen/mail/1.eml") as answer:
        assert answer.content_type == "message/rfc822"
        mail = message_from_bytes(await answer.read(), policy=default)
    assert "Een vo-school" in mail.get_content()
    for other in ("daan", "samira"):
        async with ClientSession() as session, session.get(f"{office.address}chat/{other}/mail/1.eml") as answer:
            assert answer.status == 404
    await marleen.press("De mail is verstuurd")
    assert "Marleen de Wit mailde het stagebureau" in await daan.reads()
    await daan.press("Trek het verzoek in")
    await daan.submit(await daan.open("Vul het in"))
    assert "Ingetrokken" in await daan.reads()
    assert "trok het verzoek in" in await marleen.look()


async def test_a_request_stands_on_the_home_of_whoever_decides(office: Office) -> None:
    """And not of the student who waits for it."""
    daan, marleen = office.person("UDAAN"), office.person("UMARLEEN")
    await daan.say("wisselverzoek")
    await daan.press("Iets anders")
    details = {"wish": "Een vo-school", "why": "Daar leer ik meer", "since": datetime.now(UTC).date().isoformat()}
    await daan.submit(await daan.open("Vul het in"), **details)
    await daan.reads()
    await daan.press("Verstuur")
    for person in (marleen, daan):
        await person.open_tab("home")
    waits = "Verzoeken die op jou wachten: 1"
    home = await office.slack.until(lambda: office.slack.homes.get("UMARLEEN"))
    line = next(block for block in home["blocks"] if waits in str(block))
    await marleen.reads()
    await marleen.send("interactive", marleen.action(line["accessory"], None) | {"view": {"type": "home", "id": "V0"}})
    assert "Wissel van opleidingsschool · Daan Bakker" in await marleen.reads()
    assert waits not in str(await office.slack.until(lambda: office.slack.homes.get("UDAAN")))
