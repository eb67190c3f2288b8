"""Conversations in Teams: activities over real HTTP with real tokens, replies taken by the connector."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.accounts import account_reference, gone_accounts
from storage.database import Database
from storage.people_tables import Account
from storage.tables import Conversation, Feedback, Table, Turn
from tests.bot.channels.teams.client import Client, buttons, cards, words
from tests.bot.channels.teams.conftest import SLOW, House, Opening
from tests.bot.channels.teams.microsoft import APP_ID, BOT, TENANT_ID, Answer, Microsoft
from tests.bot.channels.teams.reading import elements

OTHER = "11111111-1111-1111-1111-111111111111"


async def count(database: Database, table: type[Table]) -> int:
    async with database.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def conversations(database: Database) -> list[str]:
    async with database.sessions.begin() as session:
        return list(await session.scalars(select(Conversation.id)))


async def test_a_guide_from_the_first_question_to_the_advice(house: House, ms: Microsoft) -> None:
    samira = house.client()
    said = await samira.say("stud meldt zich elke week ziek, wat nu")
    assert [call.body["type"] for call in ms.posts(typing=True)] == ["typing", "message"]
    assert "Waar gaat het om?" in words(*said)
    assert said[0].activity == said[0].body["replyToId"]
    assert said[0].authorization == "Bearer out-1"
    assert all("text" not in call.body or "attachments" not in call.body for call in said)
    said = await samira.click("Lichamelijke")
    assert "Je koos: Lichamelijke klachten" in words(samira.clicked["value"])
    assert "actions" not in samira.clicked["value"]
    assert "Weet de decaan ervan?" in words(*said)
    said = await samira.say("weet ik neit")
    assert "Wat je doet" in words(*said)
    assert [bool(cards(call)) for call in said] == [True, False]
    (entity,) = said[1].body["entities"]
    assert entity["citation"][0]["appearance"]["abstract"]
    assert said[1].body["channelData"] == {"feedbackLoop": {"type": "default"}}
    assert (await conversations(house.database))[0].startswith("teams/")
    assert ms.asked_members == 1


async def test_the_same_activity_twice_has_the_effect_of_once(house: House, ms: Microsoft) -> None:
    samira = house.client()
    activity = samira.activity(text="student is ziek")
    answers = await asyncio.gather(*(samira.post(activity) for _ in range(5)))
    assert {status for status, _ in answers} == {200}
    await samira.post(activity)
    assert len(ms.posts()) == 1
    assert await count(house.database, Turn) == 1
    click = samira.activity("invoke", name="adaptiveCard/action", value=executing(samira, "Lichamelijke"))
    first, again = await samira.post(click), await samira.post(click)
    assert first == again
    assert len(ms.posts()) == 2


def executing(client: Client, label: str) -> dict[str, object]:
    return {"action": {"type": "Action.Execute", "verb": "press", "data": client.button(label)[1]}}


async def test_two_at_once_in_one_conversation_are_answered_one_after_the_other(house: House, ms: Microsoft) -> None:
    samira = house.client()
    ms.answers.extend(Answer(wait=wait) for wait in (0.3, 0.1, 0.0))
    asked = [samira.activity(text="menu") for _ in range(6)]
    await asyncio.gather(*(samira.post(one) for one in asked))
    answered = [call.body["replyToId"] for call in await ms.wait_for(6)]
    runs = [next(buttons(call))["data"]["action"] for call in ms.posts()]
    assert sorted(answered) == [one["id"] for one in asked]
    assert [f'"run":{number}' in run for number, run in enumerate(runs, start=1)] == [True] * 6


async def test_typing_shows_before_the_answer_and_keeps_nobody_waiting_long(house: House, ms: Microsoft) -> None:
    samira = house.client()
    ms.typing_wait = 0.2
    await samira.say("menu")
    assert [call.body["type"] for call in ms.posts(typing=True)] == ["typing", "message"]


async def test_an_agreement_by_form_with_its_faults_at_the_fields(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say("afspraak vastleggen")
    await samira.click("Sanne")
    assert await samira.click("Laat zien", what="", due="gisteren") == []
    card = samira.clicked["value"]
    names = [one.get("id") for one in card["body"]]
    assert "note-what-error" in names
    assert "note-due-error" in names
    (data,) = [one["data"] for one in card["actions"] if one["title"].startswith("Laat zien")]
    owner = next(one["choices"][0]["value"] for one in card["body"] if one.get("id") == "in-owners")
    filled = data | {"in-what": "Levert het <b>lesplan</b> in", "in-due": "2099-05-01", "in-owners": owner}
    value = {"action": {"type": "Action.Execute", "data": filled}}
    status, answer = await samira.post(samira.activity("invoke", name="adaptiveCard/action", value=value))
    assert status == 200
    assert "lesplan" in words(answer["value"])
    assert not any(one["type"].startswith("Input.") for one in answer["value"]["body"])
    assert "lesplan" in words((await ms.wait_for(3))[-1])


async def test_a_client_without_execute_gets_the_same(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say("student is ziek")
    call, data = samira.button("Lichamelijke")
    said = await samira.deliver(samira.activity(value=data, replyToId="sent-1"))
    (update,) = [one for one in ms.calls if one.method == "PUT"]
    assert update.activity == "sent-1"
    assert "Je koos: Lichamelijke klachten" in words(update)
    assert "Weet de decaan ervan?" in words(*said)
    assert call.conversation == update.conversation


async def test_old_and_forged_buttons_are_answered_politely(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say("student is ziek")
    _, old = samira.button("Lichamelijke")
    await samira.say("psychisch")
    value = {"action": {"type": "Action.Execute", "data": old}}
    status, answer = await samira.post(samira.activity("invoke", name="adaptiveCard/action", value=value))
    assert status == 200
    assert "Je koos" not in words(answer["value"])
    assert "actions" not in answer["value"]
    assert "Psychische klachten" in words(ms.posts()[-1])
    forged: list[Any] = [None, "x", {}, {"action": "{"}, {"action": 7}, {"action": "x" * 1000, "label": "y" * 5000}]
    for data in [*forged, old | {"of": 7}]:
        value = {"action": {"type": "Action.Execute", "data": data}}
        status, answer = await samira.post(samira.activity("invoke", name="adaptiveCard/action", value=value))
        assert (status, answer["statusCode"]) == (200, 200)
    status, _ = await samira.post(samira.activity("invoke", name="adaptiveCard/action", value=None))
    assert status == 200
    status, _ = await samira.post(samira.activity("invoke", name="composeExtension/query", value={}))
    assert status == 501


@pytest.mark.parametrize(
    "change",
    [
        {"userRole": "guest"},
        {"userRole": "anonymous"},
        {"tenantId": OTHER},
        {"userPrincipalName": "samira_wegwijzer.example#EXT#@hr.example"},
        {"userPrincipalName": "x@elders.example", "email": "x@elders.example"},
        {"userPrincipalName": None, "email": None},
    ],
)
async def test_guests_and_strangers_get_the_note_only(house: House, ms: Microsoft, change: dict[str, str]) -> None:
    samira = house.client()
    ms.members[samira.user] |= change
    assert "Sanne" not in words(*await samira.say("mijn studenten"))
    assert "Waar gaat het om?" in words(*await samira.say("student is ziek"))
    assert await conversations(house.database) == [f"teams/{TENANT_ID}-{samira.account}"]
    assert await count(house.database, Account) == 0


async def test_who_is_known_is_linked_and_stays_so_while_teams_is_silent(
    house_of: Opening, sqlite: Database, ms: Microsoft
) -> None:
    async with house_of(sqlite) as house:
        samira = house.client()
        ms.members[samira.user]["userPrincipalName"] = "SAMIRA@Wegwijzer.example"
        assert "Sanne" in words(*await samira.say("mijn studenten"))
    async with house_of(sqlite) as house:
        ms.members_status = 500
        assert "Sanne" in words(*await house.client().say("mijn studenten"))
        assert "Sanne" not in words(*await house.client("joost").say("mijn studenten"))
    async with house_of(sqlite) as house:
        ms.members_status = 200
        ms.members[samira.user]["userRole"] = "guest"
        assert "Sanne" not in words(*await house.client().say("mijn studenten"))


async def test_the_locale_of_teams_chooses_the_language(house: House) -> None:
    samira = house.client(locale="en-GB")
    assert "How can I help?" in words(*await samira.say("menu"))
    told = samira.activity(text="menu", locale=None, entities=[{"type": "clientInfo", "locale": "nl-NL"}])
    assert "Waar kan ik je mee helpen?" in words(*await samira.deliver(told))
    stranger = house.client("niemand", locale="en-US")
    assert "How can I help?" in words(*await stranger.say("menu"))
    assert "Waar kan ik je mee helpen?" in words(*await house.client("geen", locale="de-DE").say("menu"))


def mentioned(client: Client, text: str) -> dict[str, object]:
    mention = {"type": "mention", "mentioned": {"id": BOT, "name": "Wegwijzer"}, "text": "<at>Wegwijzer</at>"}
    return client.activity(text=f"<at>Wegwijzer</at> {text}\xa0", entities=[mention])


async def searched(client: Client, dataset: str, typed: str) -> list[dict[str, str]]:
    """What Teams shows below the field while somebody types."""
    value = {"kind": "search", "queryText": typed, "queryOptions": {"skip": 0, "top": 15}, "dataset": dataset}
    status, body = await client.post(client.activity("invoke", name="application/search", value=value))
    assert (status, body["statusCode"]) == (200, 200)
    found: list[dict[str, str]] = body["value"]["results"]
    return found


async def test_one_of_forty_students_is_found_by_typing(house: House) -> None:
    marleen = house.client("marleen")
    (call,) = await marleen.say("mijn studenten")
    (card,) = cards(call)
    (field,) = [one for one in elements(card) if "choices.data" in one]
    dataset = field["choices.data"]["dataset"]
    found = await searched(marleen, dataset, "san vri")
    assert [one["title"].startswith("Sanne de Vries") for one in found] == [True, True], "there are two"
    assert await searched(marleen, dataset, "niemand") == []
    assert len(await searched(marleen, dataset, "")) == 15
    for client, wanted in ((house.client("joost"), dataset), (marleen, "9/x"), (marleen, "x/student")):
        assert await searched(client, wanted, "san") == [], "not a question that they were asked"
    group = house.client("marleen", kind="groupChat", conversation="19:group@thread.v2")
    assert await searched(group, dataset, "san") == []
    said = await marleen.click("Kies deze", raw={"found": found[0]["value"]})
    assert "Sanne de Vries" in words(*said)
    assert "Je koos: Sanne de Vries" in words(marleen.clicked["value"])
    assert "Kies deze" not in words(marleen.clicked["value"])


async def test_in_a_channel_no_case_ever_shows(house: House) -> None:
    alone = house.client()
    public = house.client(kind="channel", conversation="19:abc@thread.tacv2;messageid=12")
    said = await public.deliver(mentioned(public, "student is ziek"))
    assert "Waar gaat het om?" in words(*said)
    assert said[0].conversation == public.conversation
    (sent,) = await public.deliver(mentioned(public, "mijn studenten"))
    assert "alleen" in words(sent)
    assert "Sanne" not in words(sent)
    assert "Mijn studenten" in words(*await alone.say("menu"))
    assert "Mijn studenten" not in words(*await public.deliver(mentioned(public, "menu")))
    said = await public.deliver(mentioned(public, "mijn studenten"))
    there = [call for call in said if call.conversation == alone.conversation]
    here = [call for call in said if call.conversation == public.conversation]
    assert "Sanne" in words(*there)
    assert "Sanne" not in words(*here)
    assert "z'n tweeën" in words(*here)
    for text in ("afspraak: Sanne levert vrijdag het lesplan in", "dossier sanne", "wie is Sanne"):
        said = await public.deliver(mentioned(public, text))
        assert "Sanne" not in words(*(call for call in said if call.conversation == public.conversation))
    names = await conversations(house.database)
    assert all(len(name) <= 200 for name in names)


async def test_the_bot_is_added_twice_and_greets_once(house: House) -> None:
    samira = house.client()
    added = samira.activity("conversationUpdate", membersAdded=[{"id": samira.user}, {"id": BOT}])
    said = await samira.deliver(added)
    assert "Ik ben Wegwijzer" in words(*said)
    assert said[-1].body["suggestedActions"]["actions"][0]["type"] == "imBack"
    assert await samira.deliver(samira.activity("installationUpdate", action="add")) == []
    async with house.database.sessions.begin() as session:
        reference = await account_reference(session, "teams", samira.account)
    assert reference is not None
    assert reference["conversation"]["id"] == samira.conversation
    assert "Samira" not in str(reference)
    team = house.client(kind="channel", conversation="19:team@thread.tacv2")
    said = await team.deliver(team.activity("conversationUpdate", membersAdded=[{"id": BOT}]))
    assert "Noem mij met @" in words(*said)


async def test_who_uninstalls_is_gone_until_they_write_again(house: House) -> None:
    samira = house.client()
    await samira.say("menu")
    await samira.deliver(samira.activity("installationUpdate", action="remove"))
    async with house.database.sessions.begin() as session:
        assert [(one.external_id, one.gone_why) for one in await gone_accounts(session, 5, "teams")] == [
            (samira.account, "uninstalled")
        ]
    await samira.say("menu")
    async with house.database.sessions.begin() as session:
        assert await gone_accounts(session, 5, "teams") == []


async def test_a_moved_service_address_is_taken_over(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say("menu")
    moved = f"{ms.address}/amer/"
    status, _ = await samira.post(samira.activity(text="menu", serviceUrl=moved), ms.token(serviceurl=moved))
    assert status == 200
    async with house.database.sessions.begin() as session:
        reference = await account_reference(session, "teams", samira.account)
    assert reference is not None
    assert reference["serviceUrl"] == moved


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("messageReaction", {"reactionsAdded": [{"type": "like"}]}),
        ("messageUpdate", {"text": "menu"}),
        ("messageDelete", {}),
        ("conversationUpdate", {"membersAdded": [{"id": "29:other"}]}),
        ("conversationUpdate", {"membersRemoved": [{"id": BOT}]}),
        ("installationUpdate", {"action": "remove-upgrade"}),
        ("event", {"name": "application/vnd.microsoft.readReceipt"}),
        ("endOfConversation", {}),
        ("anything", {}),
    ],
)
async def test_what_asks_for_nothing_is_acknowledged(
    house: House, ms: Microsoft, kind: str, more: dict[str, object]
) -> None:
    assert await house.client().deliver(house.client().activity(kind, **more)) == []
    assert ms.posts(typing=True) == []


async def test_empty_and_odd_messages_are_answered(house: House) -> None:
    samira = house.client()
    for text in (None, "", " ", "\x00", "😀", "<at>x</at>", "a" * 20_000):
        assert await samira.deliver(samira.activity(text=text)), text


async def test_teams_own_thumbs_are_kept(house: House) -> None:
    samira = house.client()
    await samira.say("student is ziek")
    await samira.say("lichamelijk")
    said = await samira.say("weet ik niet")
    assert said[-1].body["channelData"]
    for reaction, feedback in (("like", "{}"), ("dislike", '{"feedbackText": "te lang"}'), ("dislike", "{"), ("x", "")):
        value = {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": feedback}}
        status, body = await samira.post(samira.activity("invoke", name="message/submitAction", value=value))
        assert (status, body) == (200, {})
    async with house.database.sessions.begin() as session:
        rows = list(await session.scalars(select(Feedback).order_by(Feedback.id)))
    assert [(row.helpful, row.comment) for row in rows] == [(True, ""), (False, "te lang"), (False, "")]
    assert {row.subject.split("/")[0] for row in rows} == {"ziekte"}


async def test_a_connector_that_is_slow_silent_or_failing_loses_nothing(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say("menu")
    ms.answers.append(Answer(wait=SLOW))
    start = time.monotonic()
    assert (await samira.post(samira.activity(text="student is ziek")))[0] == 200
    assert time.monotonic() - start < SLOW
    await ms.wait_for(2)
    for answer in (Answer(wait=3), Answer(500), Answer(429), Answer(502)):
        ms.answers.append(answer)
        assert (await samira.post(samira.activity(text="menu")))[0] == 200
    await ms.wait_for(4)
    assert "Waar gaat het om?" in words(*await samira.say("student is ziek"))


async def test_who_blocked_the_bot_is_marked(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say("menu")
    ms.answers.append(Answer(403, body={"error": {"code": "ConversationBlockedByUser"}}))
    assert (await samira.post(samira.activity(text="menu")))[0] == 200
    async with house.database.sessions.begin() as session:
        assert [one.gone_why for one in await gone_accounts(session, 5, "teams")] == ["ConversationBlockedByUser"]


async def test_a_click_is_answered_in_time_however_slow_the_connector_is(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say("student is ziek")
    ms.always = Answer(wait=SLOW)
    start = time.monotonic()
    await samira.click("Lichamelijke")
    assert time.monotonic() - start < SLOW
    assert samira.clicked["type"] == "application/vnd.microsoft.card.adaptive"
    await ms.wait_for(2)


async def test_a_turn_that_fails_says_so_and_may_come_again(
    house: House, ms: Microsoft, caplog: pytest.LogCaptureFixture
) -> None:
    samira = house.client()
    await samira.say("menu")
    turns = house.door.handling.turns
    sessions, turns.sessions = turns.sessions, None  # type: ignore[assignment]
    activity = samira.activity(text="Daan is geheim ziek")
    status, _ = await samira.post(activity)
    assert status == 500
    assert "Noem dan nummer" in words(ms.posts()[-1])
    click = samira.activity("invoke", name="adaptiveCard/action", value={"action": {"data": {}}})
    status, answer = await samira.post(click)
    assert (status, answer["type"]) == (200, "application/vnd.microsoft.error")
    turns.sessions = sessions
    assert "geheim" not in caplog.text
    assert APP_ID not in words(ms.posts()[-1])
    assert (await samira.post(activity))[0] == 200
