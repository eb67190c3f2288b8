"""Agreements settled and moved on the dashboard itself, through the real server."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.bot.channels.slack.actor import Actor, seen
from tests.bot.channels.slack.conftest import Office
from tests.bot.channels.slack.test_talking import log_agreement


async def home_of(person: Actor) -> dict[str, Any]:
    person.slack.homes.pop(person.user, None)
    await person.open_tab("home")
    return dict(await person.slack.until(lambda: person.slack.homes.get(person.user)))


def button(home: dict[str, Any], label: str) -> dict[str, Any]:
    elements = [one for block in home["blocks"] for one in block.get("elements", ()) if one["type"] == "button"]
    found = [one | {"block_id": "b"} for one in elements if one["text"]["text"] == label]
    assert found, (label, seen(home))
    return dict(found[0])


async def tap(person: Actor, home: dict[str, Any], label: str) -> None:
    person.slack.homes.pop(person.user, None)
    await person.send("interactive", person.action(button(home, label), None) | {"view": {"type": "home", "id": "V0"}})


async def republished(person: Actor) -> str:
    return seen(await person.slack.until(lambda: person.slack.homes.get(person.user)))


async def test_settled_in_one_tap_and_whoever_comes_second_reads_by_whom(either: Office) -> None:
    samira, daan = either.person("USAMIRA"), either.person("UDAAN")
    await log_agreement(samira)
    hers, his = await home_of(samira), await home_of(daan)
    await tap(daan, his, "Rond af")
    shown = await republished(daan)
    assert shown.startswith("Mooi, afgerond.")
    assert "lesplan" not in shown, "it is no longer open"
    await tap(samira, hers, "Rond af")
    assert "Afgerond door Daan Bakker op" in await republished(samira)
    assert "lesplan" in await samira.reads(), "and she had word of it"


async def test_moved_by_a_modal_with_the_day(either: Office) -> None:
    samira = either.person("USAMIRA")
    await log_agreement(samira)
    either.slack.views.clear()
    await tap(samira, await home_of(samira), "Verzet")
    view = await samira.modal()
    await samira.submit(view, due="2020-01-01")
    assert samira.answer
    assert "voorbij" in samira.answer["errors"]["field-due"]
    day = date.today() + timedelta(days=40)  # noqa: DTZ011 (any day that is to come)
    await samira.submit(view, due=day.isoformat())
    assert samira.answer == {}, "the modal closes"
    shown = await republished(samira)
    assert shown.startswith("Verzet naar")
    assert shown.count(f" {day.day} ") >= 2, "above, and at the agreement"
    await samira.submit(view, due=(day + timedelta(days=1)).isoformat())
    await samira.slack.until(lambda: "Verzet door Samira" in seen(samira.slack.homes.get("USAMIRA", {})))


async def test_a_forged_tap_is_nothing_for_others(office: Office) -> None:
    """Emily has nothing to do with Daan."""
    samira, emily = office.person("USAMIRA"), office.person("UEMILY")
    await log_agreement(samira)
    his = await home_of(samira)
    for label in ("Rond af", "Verzet"):
        office.slack.views.clear()
        await tap(emily, his, label)
        told = await emily.modal(with_inputs=False) if label == "Verzet" else None
        text = seen(told) if told else await republished(emily)
        assert "not for you" in text or "one moment" in text.lower()
    await office.slack.until(lambda: "not for you" in seen(next(iter(office.slack.views.values()))))
    assert "lesplan" in seen(await home_of(samira)), "it is still open"
