"""Dossiers as files in the direct conversation: for whoever may have them, and never where others read along."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from tests.bot.channels.slack.actor import Actor
from tests.bot.channels.slack.conftest import Office

PDF = "Download als PDF"


async def open_dossier(joost: Actor) -> None:
    await joost.say("mijn studenten")
    await joost.press("Daan Bakker")
    await joost.press("Bekijk het dossier")


async def test_a_dossier_as_pdf_in_the_direct_conversation(either: Office) -> None:
    slack, joost = either.slack, either.person("UJOOST")
    await open_dossier(joost)
    await joost.send("interactive", joost.click(PDF))
    (file,) = await slack.until(lambda: [one for one in slack.uploads.values() if one["channel"]])
    assert (file["channel"], file["thread"]) == (joost.channel, joost.thread)
    assert "Daan Bakker" in file["title"]
    assert "Daan Bakker" in PdfReader(BytesIO(file["content"])).pages[0].extract_text()
    await joost.again()
    assert len(slack.uploads) == 1, "brought again by Slack, it is handed over once"
    assert joost.click(PDF), "and can be asked for once more"


async def test_a_dossier_of_somebody_else(office: Office) -> None:
    """A forged button: the same answer as for what does not exist."""
    joost, daan = office.person("UJOOST"), office.person("UDAAN")
    await open_dossier(joost)
    payload = joost.click(PDF)
    for name in (payload["actions"][0]["value"], "dossier/999999.pdf", "dossier/../1.pdf", ""):
        await daan.say("menu")
        forged = daan.click("")
        forged["actions"][0] |= {"action_id": "file-0", "value": name}
        await daan.send("interactive", forged)
        assert "het is niet voor jou" in await daan.reads()
    assert not office.slack.uploads


async def test_a_forged_button_in_a_channel_hands_over_in_private(office: Office) -> None:
    slack, joost = office.slack, office.person("UJOOST")
    await open_dossier(joost)
    name = joost.click(PDF)["actions"][0]["value"]
    await joost.mention("C0STAFF", "student meldt zich steeds ziek")
    await slack.until(lambda: slack.messages["C0STAFF"])
    forged = joost.click("", channel="C0STAFF")
    forged["actions"][0] |= {"action_id": "file-0", "value": name}
    await joost.send("interactive", forged)
    (file,) = await slack.until(lambda: [one for one in slack.uploads.values() if one["channel"]])
    assert file["channel"] == joost.channel


async def test_an_app_that_may_send_no_files_says_so(office: Office) -> None:
    joost = office.person("UJOOST")
    await open_dossier(joost)
    office.slack.scopes = office.slack.scopes.replace("files:write,", "")
    await joost.send("interactive", joost.click(PDF))
    assert "geen bestanden" in await joost.reads()
