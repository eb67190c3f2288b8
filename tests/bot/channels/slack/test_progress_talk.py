"""A progress talk across channels: begun in the web chat, filled in in Slack, filed there, signed in the web chat."""

from __future__ import annotations

from tests.bot.channels.slack.conftest import Office
from tests.bot.channels.slack.web import WebTalker


async def test_a_progress_talk_across_channels(office: Office) -> None:
    joost, daan = office.person("UJOOST"), WebTalker(office.address, "daan")
    del office.slack.users["UDAAN"]
    assert "nog geen voortgangsgesprek" in await joost.say("voortgangsgesprek met Daan Bakker")
    assert "Begin met het formulier" not in await joost.press("Vul het formulier nu in")
    await joost.submit(await joost.open("Vul het in"))
    assert "Het formulier staat klaar" in await joost.reads()
    assert "5 nog leeg" in await joost.press("Naar het formulier")

    await joost.press("Vul in: Voortgang")
    view = await joost.open("Vul het in")
    rows = [block for block in view["blocks"] if block.get("block_id", "").startswith("field-item-")]
    assert [row["element"]["type"] for row in rows] == ["static_select"] * 5
    labels = [one["text"]["text"] for one in rows[0]["element"]["options"]]
    assert labels == ["🟢 Groen", "🟡 Geel", "🔴 Rood"]
    await joost.submit(view, **{"item-opdrachten": "🟢", "item-portfolio": "🔴"})
    assert "1 groen, 0 geel, 1 rood, 3 nog leeg" in await joost.reads()
    await joost.press("Bekijk het gesprek")
    await joost.press("Waardering en indienen")
    await joost.press("Toch geel")
    await joost.submit(await joost.open("Vul het in"), reason="Haalbaar voor mei")
    assert "Toch geel, omdat: Haalbaar voor mei" in await joost.reads()
    assert "Ingediend" in await joost.press("Dien in")

    assert "Lees het en teken" in await daan.look()
    await daan.press("Lees en teken")
    await daan.press("Gezien en akkoord")
    assert "Getekend" in await daan.press("Teken")
    assert "Daan Bakker: gezien en akkoord" in await joost.reads()
