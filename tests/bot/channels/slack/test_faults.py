"""Slack at its worst: too busy, failing, silent, and answers that get lost."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.slack import answers as answers_module
from bot.product import Product
from tests.bot.channels.slack.actor import over_http, over_socket, seen
from tests.bot.channels.slack.conftest import Office, serving
from tests.bot.channels.slack.standin import Fault, Slack


@pytest.fixture
async def paced(slack: Slack, folder: Path, product: Product) -> AsyncIterator[Office]:
    """A Slack that answers 429 to a second message within a second, and an app at its real pace."""
    async with serving(slack, folder, product, ping=0.3) as address:
        yield Office(slack, address, over_socket(slack))


async def test_one_message_a_second_in_a_channel_in_the_order_of_what_was_said(paced: Office) -> None:
    samira = paced.person("USAMIRA")
    for text in ("mijn student is ziek", "menu", "help"):
        await samira.deliver("events_api", samira.message(text))
    await paced.slack.until(lambda: len(samira.screen) >= 3, 8)
    times = [one["at"] for one in paced.slack.said(samira.channel)]
    assert all(later - earlier >= 0.95 for earlier, later in itertools.pairwise(times))
    for word, text in zip(("ziekte", "mee helpen", "Zo werk ik"), samira.screen, strict=False):
        assert word in text
    assert not paced.slack.refused, "Slack never had to say no"


async def test_other_channels_do_not_wait(paced: Office) -> None:
    people = [paced.person(user) for user in ("USAMIRA", "UJOOST", "UMARLEEN", "UDAAN")]
    began = asyncio.get_running_loop().time()
    await asyncio.gather(*(one.say("mijn student is ziek") for one in people))
    assert asyncio.get_running_loop().time() - began < 2


FAULTS = {
    "429": Fault("chat.postMessage", status=429, retry_after=1),
    "500": Fault("chat.postMessage", status=500),
    "500 after it was posted": Fault("chat.postMessage", status=500, done=True),
    "dropped": Fault("chat.postMessage", status=0),
    "dropped after it was posted": Fault("chat.postMessage", status=0, done=True),
    "internal_error": Fault("chat.postMessage", error="internal_error"),
    "three times": Fault("chat.postMessage", status=503, times=3),
    "who is it": Fault("users.info", status=500, times=2),
    "the status": Fault("assistant.threads.setStatus", error="unknown_method"),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_every_answer_arrives_once(office: Office, name: str) -> None:
    fault = FAULTS[name]
    office.slack.faults.append(Fault(**vars(fault)))
    samira = office.person("USAMIRA")
    assert "Waar gaat het om?" in await samira.say("mijn student is ziek")
    await samira.send("interactive", samira.click("Psychische"))
    await office.slack.until(lambda: len(samira.screen) == 2)
    assert sum("Waar gaat het om?" in one for one in samira.screen) == 1


async def test_a_layout_that_slack_refuses_goes_out_as_text(office: Office) -> None:
    office.slack.faults.append(Fault("chat.postMessage", error="invalid_blocks"))
    samira = office.person("USAMIRA")
    await samira.say("mijn student is ziek")
    (message,) = office.slack.said(samira.channel)
    assert message["blocks"] == []
    assert "Psychische klachten" in message["text"]


async def test_retry_after_is_honoured(office: Office) -> None:
    office.slack.faults.append(Fault("chat.postMessage", status=429, retry_after=1))
    began = asyncio.get_running_loop().time()
    await office.person("USAMIRA").say("mijn student is ziek")
    assert asyncio.get_running_loop().time() - began >= 1


async def test_a_message_that_cannot_be_changed_is_no_reason_to_stay_silent(office: Office) -> None:
    samira = office.person("USAMIRA")
    await samira.say("mijn student is ziek")
    office.slack.faults.append(Fault("chat.update", error="cant_update_message"))
    assert "decaan" in await samira.press("Psychische")


async def test_an_answer_that_slack_does_not_take_comes_when_the_event_comes_again(
    slack: Slack, folder: Path, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was decided stays decided; only the answer is made up for."""
    slack.strict = False
    monkeypatch.setattr(answers_module, "TRIES", 1)
    async with serving(slack, folder, product, apart=0.0) as address:
        samira = Office(slack, address, over_http(address)).person("USAMIRA")
        slack.faults.append(Fault("chat.postMessage", status=500))
        assert await samira.send("events_api", samira.message("mijn student is ziek")) is None, "not acknowledged"
        assert samira.screen == []
        assert await samira.again() == {}
        assert "Waar gaat het om?" in await samira.reads()
        assert len(samira.screen) == 1


async def test_the_loading_view_gives_way_also_when_slack_stumbles(office: Office) -> None:
    samira = office.person("USAMIRA")
    await samira.say("afspraak: Daan Bakker levert vrijdag het lesplan in")
    office.slack.faults.append(Fault("views.update", status=500))
    assert "Wat spreken jullie af?" in seen(await samira.open("Vul het in"))
