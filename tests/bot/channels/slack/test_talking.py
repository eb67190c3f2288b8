"""Conversations in Slack, through the real server.

Guide: "student meldt zich steeds ziek" → a question with buttons → a click → typed "nee" → the advice.
Agreement: logged in Slack with a modal → settled by the student in the web chat → told in Slack, and the other way
round. Help: asked in the web chat → arrives in Slack → "Ik pak dit op" → told in the web chat.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.bot.channels.slack.actor import Actor, seen
from tests.bot.channels.slack.conftest import Office, account
from tests.bot.channels.slack.reading import texts_in
from tests.bot.channels.slack.test_door import held
from tests.bot.channels.slack.web import WebTalker


async def test_the_guide_by_direct_message_with_buttons_and_by_typing(either: Office) -> None:
    samira = either.person("USAMIRA")
    assert "Waar gaat het om?" in await samira.say("student meldt zich steeds ziek")
    asked = either.slack.said(samira.channel)[0]
    assert asked["thread_ts"] == samira.thread, "answered in the thread of what was said"
    assert "Uitval door ziekte" in asked["text"], "for notifications and screen readers"

    assert "decaan" in await samira.press("Psychische klachten")
    assert "Gekozen: Psychische klachten" in seen(asked)
    assert "Lichamelijke klachten" not in seen(asked), "its buttons are gone"

    advice = await samira.say("nee", thread_ts=samira.thread)
    assert "Wat je doet" in advice
    assert "Bron: Notitie" in advice


async def test_mijn_afspraken_in_the_language_of_ones_slack(office: Office) -> None:
    for user, locale, heading in (
        ("UDAAN", "en-US", "Your open agreements"),
        ("UEMILY", "nl-NL", "Jouw open afspraken"),
    ):
        office.slack.users[user]["locale"] = locale
        assert heading in await office.person(user).say("mijn afspraken"), "whatever the roster has"
    office.slack.users["USAMIRA"]["locale"] = "fr-FR"
    assert "Jouw open afspraken" in await office.person("USAMIRA").say("mijn afspraken"), "as the roster has it"


async def log_agreement(by: Actor) -> None:
    """Daan levert het lesplan in: typed in one line, filled in further in the modal, confirmed."""
    await by.say("afspraak: Daan Bakker levert vrijdag het lesplan in")
    await by.submit(await by.open("Vul het in"))
    assert by.answer == {}, "the modal closes"
    assert "Klopt het zo?" in await by.reads()
    assert "Vastgelegd" in await by.press("Leg afspraak vast")


async def test_an_agreement_logged_in_slack_is_settled_in_the_web_chat(either: Office) -> None:
    samira, daan = either.person("USAMIRA"), WebTalker(either.address, "daan")
    del either.slack.users["UDAAN"]
    await log_agreement(samira)
    assert "Samira el Idrissi legde deze afspraak vast" in await daan.look()
    await daan.press("Bekijk de afspraak")
    assert "Mooi, afgerond" in await daan.press("Rond af")
    assert "Daan Bakker rondde deze afspraak af" in await samira.reads()
    assert "Afgerond door Daan Bakker" in await samira.press("Bekijk de afspraak")


async def test_an_agreement_logged_in_the_web_chat_is_settled_in_slack(office: Office) -> None:
    """Daan never spoke to the app: he is found by his address."""
    samira, daan = WebTalker(office.address, "samira"), office.person("UDAAN")
    del office.slack.users["USAMIRA"]
    await samira.say("afspraak: Daan Bakker levert vrijdag het lesplan in")
    form = samira.filled_in()
    await samira.press("Laat zien", **form)
    await samira.press("Leg afspraak vast")
    assert "Samira el Idrissi legde deze afspraak vast" in await daan.reads()
    await daan.press("Bekijk de afspraak")
    assert "Mooi, afgerond" in await daan.press("Rond af")
    assert "Daan Bakker rondde deze afspraak af" in await samira.look()


async def test_somebody_is_called_in_across_channels(office: Office) -> None:
    samira, joost = WebTalker(office.address, "samira"), office.person("UJOOST")
    del office.slack.users["USAMIRA"]
    await samira.say("schakel mijn so in")
    await samira.press("Ik noem geen naam")
    await samira.press("SO: Joost")
    await samira.press("Laat zien", note="Kun je meedenken?")
    await samira.press("Schakel Joost")
    told = await joost.reads()
    assert "Samira el Idrissi vraagt je hulp" in told
    assert "Kun je meedenken?" in told
    assert "Fijn. Samira el Idrissi hoort" in await joost.press("Ik pak dit op")
    assert "Joost Verhoeven pakt je vraag" in await samira.look()


async def test_errors_of_a_modal_stand_at_the_field(either: Office) -> None:
    samira = either.person("USAMIRA")
    await samira.say("afspraak: Daan Bakker levert vrijdag het lesplan in")
    view = await samira.open("Vul het in")
    wrong = await samira.submit(view, due="2020-01-01")
    assert wrong is not None
    assert wrong["response_action"] == "errors"
    assert list(wrong["errors"]) == ["field-due"]
    assert await samira.submit(view, due="2020-01-01") == wrong, "the same mistake again"
    assert await samira.submit(view) == {}, "the same view with the mistake mended is not taken for the same submit"
    assert "Klopt het zo?" in await samira.reads()


async def test_a_mention_in_a_channel_shows_no_case(either: Office) -> None:
    samira = either.person("USAMIRA")
    await log_agreement(samira)
    asked = await samira.mention("C0STAFF", "mijn student is ziek")
    await either.slack.until(lambda: either.slack.said("C0STAFF"))
    (answer,) = either.slack.said("C0STAFF")
    assert answer["thread_ts"] == asked["event"]["ts"]
    assert "Uitval door ziekte" in seen(answer)
    for label in ("Psychische", "Nee"):
        await samira.send("interactive", samira.click(label, channel="C0STAFF"))
    advice = either.slack.said("C0STAFF")[-1]
    assert "Wat je doet" in seen(advice)
    assert "afspraak vast" not in seen(advice), "nothing about students is offered there"
    either.slack.said("C0STAFF").clear()

    for text in ("mijn afspraken", "Daan Bakker is vaak te laat"):
        samira.read = len(either.slack.said(samira.channel))
        await samira.mention("C0STAFF", text)
        await samira.reads()
    said = [seen(one) for one in either.slack.said("C0STAFF")]
    assert len(said) == 2
    assert all("ons directe gesprek" in one for one in said)
    assert not any("lesplan" in one or "Daan" in one for one in said)
    assert any("lesplan" in one for one in samira.screen)


async def test_a_stranger_may_click_in_a_channel_and_gets_an_answer_of_their_own(office: Office) -> None:
    samira, joost = office.person("USAMIRA"), office.person("UJOOST")
    await samira.mention("C0STAFF", "mijn student is ziek")
    await office.slack.until(lambda: office.slack.said("C0STAFF"))
    await joost.send("interactive", joost.click("Psychische", channel="C0STAFF"))
    assert "ouder gesprek" in seen(office.slack.said("C0STAFF")[-1])


async def test_a_modal_from_a_channel_opens_for_the_one_who_asked(office: Office) -> None:
    """ "Lees meer" in a channel: for everybody there."""
    samira, joost = office.person("USAMIRA"), office.person("UJOOST")
    await samira.mention("C0STAFF", "mijn student is ziek")
    await office.slack.until(lambda: office.slack.said("C0STAFF"))
    for label in ("Psychische", "Nee"):
        await samira.send("interactive", samira.click(label, channel="C0STAFF"))
    await joost.send("interactive", joost.click("Lees meer", channel="C0STAFF"))
    shown = await office.slack.until(lambda: [v for v in office.slack.views.values() if "Waarop rust dit?" in seen(v)])
    assert "submit" not in shown[0]


async def test_the_command_answers_in_the_direct_conversation(either: Office) -> None:
    samira = either.person("USAMIRA")
    answer = await samira.command("afspraken")
    assert answer == {"text": "Ik antwoord je in ons directe gesprek."}
    assert "Jouw open afspraken" in await samira.reads()
    assert await samira.command("", channel=samira.channel) == {}
    assert "Waar kan ik je mee helpen?" in await samira.reads()
    await samira.command("help", channel=samira.channel)
    assert "Zo werk ik" in await samira.reads()


async def test_a_message_becomes_an_agreement(either: Office) -> None:
    samira = either.person("USAMIRA")
    await samira.say("mijn student is ziek")
    await samira.shortcut("Daan Bakker levert vrijdag <het> lesplan in")
    view = await samira.modal()
    assert "<het> lesplan" in view["blocks"][0]["element"]["initial_value"]
    assert await samira.submit(view) == {}
    assert "Een afspraak over Daan Bakker" in await samira.reads()


async def test_a_shortcut_of_somebody_who_is_not_on_the_roster(office: Office) -> None:
    office.slack.users["USTRANGER"] = {**office.slack.users["USAMIRA"], "id": "USTRANGER", "is_stranger": True}
    stranger = office.person("USTRANGER")
    await stranger.shortcut("Daan Bakker levert vrijdag het lesplan in")
    shown = await office.slack.until(lambda: [v for v in office.slack.views.values() if "op de lijst" in seen(v)])
    assert "submit" not in shown[0]


async def test_the_agent_view(either: Office) -> None:
    """Prompts by role, a title; never the thread_ts that makes Slack show nothing."""
    slack = either.slack
    for user, prompt in (("USAMIRA", "Mijn student meldt zich steeds ziek"), ("UDAAN", "Ik wil naar een andere")):
        await either.person(user).open_tab("messages")
        prompts = await slack.until(lambda: slack.called("assistant.threads.setSuggestedPrompts"))
        assert any(one["title"].startswith(prompt) for one in prompts[-1]["prompts"])
        assert "thread_ts" not in prompts[-1]
        slack.calls.clear()
    samira = either.person("USAMIRA")
    await samira.say("mijn student is ziek")
    titles = await slack.until(lambda: slack.called("assistant.threads.setTitle"))
    assert titles[0]["title"] == "mijn student is ziek"
    assert not [one for one in slack.addresses if "ziek" in one], "addresses stand in logs on the way"
    assert not slack.called("assistant.threads.setStatus"), "it was there at once"


async def test_a_status_when_it_takes_a_while(either: Office, folder: Path) -> None:
    """Before the answer: behind it, it would stay."""
    slack, samira = either.slack, either.person("USAMIRA")
    await samira.say("menu")
    with held(folder):
        saying = asyncio.create_task(samira.say("mijn student is ziek"))
        (status,) = await slack.until(lambda: slack.called("assistant.threads.setStatus"))
    await saying
    assert status["thread_ts"] == samira.thread
    names = [name for name, _ in slack.calls]
    assert names.index("assistant.threads.setStatus") < len(names) - 1 - names[::-1].index("chat.postMessage")


async def test_home_is_a_dashboard(either: Office) -> None:
    samira = either.person("USAMIRA")
    await log_agreement(samira)
    await samira.open_tab("home")
    home = await either.slack.until(lambda: either.slack.homes.get("USAMIRA"))
    assert "lesplan" in seen(home)
    button = next(block["accessory"] for block in home["blocks"] if "accessory" in block)
    await samira.send("interactive", samira.action(button, None) | {"view": {"type": "home", "id": "V0"}})
    assert "Wat wil je ermee doen?" in await samira.reads()
    guest = either.person("USTRANGER")
    either.slack.users["USTRANGER"] = {**either.slack.users["USAMIRA"], "id": "USTRANGER", "is_restricted": True}
    await guest.open_tab("home")
    home = await either.slack.until(lambda: either.slack.homes.get("USTRANGER"))
    assert "lesplan" not in seen(home)


async def test_home_shows_who_needs_attention(office: Office) -> None:
    """Whoever studies long does; a tap opens the student in the direct chat. The student is not told so."""
    office.slack.users["USEM"] = account("USEM", "sem.hofland")
    marleen, sem = office.person("UMARLEEN"), office.person("USEM")
    for person in (marleen, sem):
        await person.open_tab("home")
    home = await office.slack.until(lambda: office.slack.homes.get("UMARLEEN"))
    assert "Deze studenten vragen aandacht (1)" in seen(home)
    line = next(block for block in home["blocks"] if "Sem Hofland: studiejaar" in str(block))
    await marleen.send("interactive", marleen.action(line["accessory"], None) | {"view": {"type": "home", "id": "V0"}})
    assert "Wie eromheen staan" in await marleen.reads()
    his = seen(await office.slack.until(lambda: office.slack.homes.get("USEM")))
    assert "Jouw open afspraken" in his
    assert "aandacht" not in his


async def test_students_are_found_by_typing_a_part_of_a_name(office: Office) -> None:
    marleen = office.person("UMARLEEN")
    await marleen.say("leg een afspraak vast")
    (message,) = office.slack.said(marleen.channel)
    block = next(one for one in message["blocks"] if one.get("block_id", "").startswith("search-"))
    where = {"message": message, "channel": {"id": marleen.channel}, "block_id": block["block_id"],
             "action_id": "search", "container": {"message_ts": message["ts"]}}  # fmt: skip
    found = await marleen.search("bak", **where)
    assert [one.split(" · ")[0] for one in found] == ["Daan Bakker"]
    every = await marleen.search("", **where)
    assert len(every) > 10
    option = {"text": {"type": "plain_text", "text": found[0]}, "value": await _value(marleen, where)}
    chosen = {**block["elements"][0], "block_id": block["block_id"], "selected_option": option}
    await marleen.send("interactive", marleen.action(chosen, message))
    assert "Een afspraak over Daan Bakker" in await marleen.reads()


async def _value(by: Actor, where: dict[str, object]) -> str:
    answer = await by.send("interactive", by._payload("block_suggestion", value="bak", **where))
    assert answer is not None
    return str(answer["options"][0]["value"])


async def test_two_people_on_one_message_and_one_person_twice(either: Office) -> None:
    """Brought twice at once, a click settles once; whoever comes too late is told who settled it."""
    samira, daan = either.person("USAMIRA"), either.person("UDAAN")
    await log_agreement(samira)
    await daan.reads()
    await daan.press("Bekijk de afspraak")
    click = daan.click("Rond af")
    await asyncio.gather(*(daan.deliver("interactive", click) for _ in range(2)))
    assert sum("Mooi, afgerond" in one for one in daan.screen) == 1
    assert "rondde deze afspraak af" in await samira.reads()
    assert "Afgerond door Daan Bakker" in await samira.press("Bekijk de afspraak")


async def test_edits_bots_and_channels_are_not_heard(either: Office) -> None:
    samira = either.person("USAMIRA")
    for more in (
        {"subtype": "message_changed"},
        {"bot_id": "B1"},
        {"channel_type": "channel"},
        {"user": "U0WEGWIJZER"},
    ):
        assert await samira.send("events_api", samira.message("mijn student is ziek", **more)) == {}
    assert not either.slack.called("chat.postMessage")


async def test_text_is_read_as_it_was_typed_and_never_becomes_markup(office: Office) -> None:
    samira = office.person("USAMIRA")
    await samira.say("afspraak: Daan Bakker levert <!channel> & *lesplan* in")
    view = await samira.open("Vul het in")
    what = next(block for block in view["blocks"] if block.get("block_id") == "field-what")
    assert "<!channel> & *lesplan*" in what["element"]["initial_value"]
    await samira.submit(view, due="2030-03-15")
    await samira.reads()
    found = [one for message in office.slack.said(samira.channel) for one in texts_in(message["blocks"])]
    assert not [text for kind, text in found if kind == "mrkdwn" and ("<!channel>" in text or "*lesplan*" in text)]
    assert [kind for kind, text in found if "<!channel> & *lesplan*" in text] == ["plain_text"]
    assert not [one for one in office.slack.said(samira.channel) if "<!channel>" in one["text"]]
