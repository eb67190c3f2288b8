"""A dossier or a report goes into somebody's own OneDrive: asked for, accepted, and checked again."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientTimeout
from sqlalchemy import delete, func, select

from bot.channels.teams import files
from bot.channels.teams.files import asked_in, consented, may_go_to
from bot.files import Wanted
from storage.case_tables import Audit
from storage.people_tables import Supervision
from tests.bot.channels.teams.client import Client, buttons, words
from tests.bot.channels.teams.conftest import House
from tests.bot.channels.teams.microsoft import Answer, Call, Microsoft

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"


async def asked(client: Client, label: str = "Download als PDF") -> Call:
    """The question whether the dossier of Daan may be put into their OneDrive."""
    await client.say("dossier daan")
    _, data = client.button(label)
    before = len(client.microsoft.posts())
    await client.deliver(client.activity(value=data))
    (question,) = await _said(client, before)
    return question


def consent(question: Call) -> dict[str, Any]:
    (attachment,) = question.body["attachments"]
    assert attachment["contentType"] == CONSENT
    return dict(attachment)


async def decided(client: Client, question: Call, action: str = "accept", **upload: str) -> list[Call]:
    """What is said after the person pressed Accept or Decline, as Teams brings it."""
    attachment, before = consent(question), len(client.microsoft.posts())
    name = attachment["name"]
    info = {
        "contentUrl": f"{client.microsoft.address}/documents/{name}",
        "uploadUrl": f"{client.microsoft.address}/onedrive/{name}",
        "name": name,
        "uniqueId": "4F2B",
        "fileType": name.rpartition(".")[2],
    }
    value = {"type": "fileUpload", "action": action, "context": attachment["content"][f"{action}Context"]}
    value |= {"uploadInfo": info | upload} if action == "accept" else {}
    sent = client.activity("invoke", name="fileConsent/invoke", value=value, replyToId="sent-9")
    assert await client.post(sent) == (200, {})
    return await _said(client, before)


async def _said(client: Client, before: int) -> list[Call]:
    await client.microsoft.wait_for(before + 1)
    return client.microsoft.posts()[before:]


async def audits(house: House, action: str) -> int:
    async with house.database.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(Audit).where(Audit.action == action)) or 0


@pytest.mark.parametrize(
    ("label", "begins"), [("Download als PDF", b"%PDF"), ("Download als tekst voor Osiris", b"# ")]
)
async def test_a_dossier_is_put_where_its_reader_accepts_it(
    house: House, ms: Microsoft, label: str, begins: bytes
) -> None:
    joost = house.client("joost")
    question = await asked(joost, label)
    attachment = consent(question)
    assert set(attachment["content"]["acceptContext"]) == {"kind", "number"}
    assert "Daan" not in str(question.body)
    assert await audits(house, "exported") == 0
    (shown,) = await decided(joost, question)
    headers, content = ms.uploads[attachment["name"]]
    assert content.startswith(begins)
    assert len(content) == attachment["content"]["sizeInBytes"]
    assert headers["Content-Range"] == f"bytes 0-{len(content) - 1}/{len(content)}"
    assert "Authorization" not in headers
    (info,) = shown.body["attachments"]
    assert info == {
        "contentType": INFO,
        "contentUrl": f"{ms.address}/documents/{attachment['name']}",
        "name": attachment["name"],
        "content": {"uniqueId": "4F2B", "fileType": attachment["name"].rpartition(".")[2]},
    }
    assert [(call.method, call.activity) for call in ms.calls if call.method == "DELETE"] == [("DELETE", "sent-9")]
    assert await audits(house, "exported") == 1


async def test_who_declines_gets_nothing_and_is_told_so(house: House, ms: Microsoft) -> None:
    joost = house.client("joost")
    said = await decided(joost, await asked(joost), "decline")
    assert "niets in je OneDrive" in words(*said)
    assert ms.uploads == {}


async def test_what_is_no_longer_theirs_is_not_handed_over(house: House, ms: Microsoft) -> None:
    marleen = house.client("marleen")
    question = await asked(marleen)
    async with house.database.sessions.begin() as session:
        await session.execute(delete(Supervision))
    said = await decided(marleen, question)
    assert "OneDrive" not in words(*said)
    assert not said[0].body.get("attachments")
    stranger = house.client("niemand")
    assert not (await decided(stranger, question))[0].body.get("attachments")
    _, data = marleen.button("Download als PDF")
    (refused,) = await stranger.deliver(stranger.activity(value=data))
    assert not refused.body.get("attachments")
    assert ms.uploads == {}
    assert await audits(house, "exported") == 0


async def test_nothing_is_offered_or_handed_over_where_others_read_along(house: House, ms: Microsoft) -> None:
    joost = house.client("joost")
    question = await asked(joost)
    group = house.client("joost", kind="groupChat", conversation="19:group@thread.v2")
    (refused,) = await group.deliver(group.activity(value=joost.button("Download als PDF")[1]))
    assert "alleen" in words(refused)
    said = await decided(group, question)
    assert not said[0].body.get("attachments")
    assert ms.uploads == {}
    assert not [one for call in ms.posts() if call.conversation == group.conversation for one in buttons(call)]


@pytest.mark.parametrize(
    "upload",
    [
        {"uploadUrl": "https://evil.example/upload"},
        {"uploadUrl": "https://sharepoint.com.evil.example/upload"},
        {"uploadUrl": "https://evilsharepoint.com/upload"},
        {"uploadUrl": "http://hr.sharepoint.com/upload"},
        {"uploadUrl": "https://hr.sharepoint.com:8443/upload"},
        {"uploadUrl": "https://x@hr.sharepoint.com/upload"},
        {"uploadUrl": "file:///etc/passwd"},
        {"uploadUrl": "https://169.254.169.254/upload"},
        {"contentUrl": "https://evil.example/dossier"},
    ],
)
async def test_nothing_goes_to_an_address_that_is_not_microsofts(
    house: House, ms: Microsoft, upload: dict[str, str]
) -> None:
    joost = house.client("joost")
    assert "lukte niet" in words(*await decided(joost, await asked(joost), **upload))
    assert ms.uploads == {}


@pytest.mark.parametrize("answer", [Answer(202), Answer(307, {"Location": "/elsewhere"}), Answer(403), Answer(503)])
async def test_an_upload_that_fails_is_told(house: House, ms: Microsoft, answer: Answer) -> None:
    joost = house.client("joost")
    ms.upload_answer = answer
    assert "lukte niet" in words(*await decided(joost, await asked(joost)))


async def test_an_upload_that_hangs_is_given_up(house: House, ms: Microsoft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "UPLOAD", ClientTimeout(total=0.3))
    joost = house.client("joost")
    ms.upload_answer = Answer(201, wait=1)
    assert "lukte niet" in words(*await decided(joost, await asked(joost)))


def test_only_microsofts_storage_is_written_to() -> None:
    teams, here = "https://smba.trafficmanager.net/emea/", "http://127.0.0.1:9/emea/"
    assert may_go_to("https://hr-my.sharepoint.com/personal/x/_api/upload?tempauth=1", teams)
    assert may_go_to("https://hr-my.sharepoint.com:443/x", teams)
    assert may_go_to("http://127.0.0.1:8/x", here)
    for address in ("http://127.0.0.1:8/x", "https://127.0.0.1/x", "https://localhost/x", "https://[::1]/x", "", "x"):
        assert not may_go_to(address, teams), address


@pytest.mark.parametrize(
    "value",
    [
        None, "", 7, [], {}, {"action": "accept"}, {"action": "accept", "context": "x", "uploadInfo": "y"},
        {"action": "accept", "context": {"kind": "audit", "number": 1}, "uploadInfo": {}},
    ],
)  # fmt: skip
def test_what_we_did_not_ask_is_no_consent(value: Any) -> None:
    assert consented(value) is None


def test_only_names_of_documents_are_wanted() -> None:
    assert asked_in({"download": "report/3.md"}) == Wanted("report", 3, "md")
    for name in ("report/3.exe", "../report/3.pdf", "report/3.pdf\n", "report/٣.pdf", "report/1234567890.pdf", 7, None):
        assert asked_in({"download": name}) is None, name
