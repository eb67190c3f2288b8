"""App Home and the suggested prompts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cases import Agreement, Call, CallState, Reader, Report, Someone, Status, Student
from bot.channels.slack.rendering.home import Decisions, Tapped, home_view
from bot.channels.slack.rendering.identifiers import MOVED, PRESSED, SETTLED
from bot.channels.slack.rendering.prompts import suggested_prompts
from bot.conversation.words import lists_with
from bot.lookups import Waiting
from bot.message import Open, action_from_text
from bot.people import guest
from bot.product import Product
from knowledge.model import LANGUAGES, Language, Role
from knowledge.phrases import load_phrases
from tests.bot.channels.slack.reading import texts_in
from tests.bot.channels.slack.slack_limits import view_refusals

PHRASES = load_phrases()
POSSIBLE = {(number, action) for number in range(1000) for action in ("settle", "move")}
TODAY, NOW = date(2027, 3, 11), datetime(2027, 3, 11, 11, tzinfo=UTC)
SAMIRA = Someone(2, "Samira <!here>", "samira@plein.example", (Role.WPB,))
DAAN = Student(1, "Daan Bakker", "0912345", "Leraar Nederlands", "full-time", 2025, 2, "Het Plein", "OSR")


def agreement(number: int, what: str = "Lesplan inleveren", days: int = 3) -> Agreement:
    due = TODAY + timedelta(days=days)
    return Agreement(number, DAAN, what, due, Status.OPEN, (SAMIRA,), (), SAMIRA, NOW, 1)


def call(number: int) -> Call:
    return Call(number, DAAN, SAMIRA, SAMIRA, "", "", CallState.WAITING, NOW)


def report(number: int) -> Report:
    return Report(number, DAAN, "driegesprek", TODAY, {}, SAMIRA, NOW, (Reader(SAMIRA, None),))


def opened(view: dict[str, object]) -> list[tuple[str, str]]:
    blocks: list[dict[str, object]] = view["blocks"]  # type: ignore[assignment]
    buttons = [*(one for block in blocks for one in block.get("elements", ()) if one["type"] == "button"),  # type: ignore[attr-defined]
               *(block["accessory"] for block in blocks if "accessory" in block)]  # fmt: skip
    assert len({button["action_id"] for button in buttons}) == len(buttons)
    tapped = [one for one in buttons if SETTLED.match(one["action_id"]) or MOVED.match(one["action_id"])]
    assert all(Tapped.read(one["value"]) for one in tapped)
    pressed = [one for one in buttons if one not in tapped]
    assert all(PRESSED.match(one["action_id"]) for one in pressed)
    actions = [action_from_text(one["value"]) for one in pressed]
    assert None not in actions
    return [(action.dialog, action.subject) for action in actions if isinstance(action, Open)]


def test_home_of_somebody_with_cases() -> None:
    late = agreement(8, days=-1)
    waiting, needing = Waiting((call(3),), (report(4),)), [(5, "<!here> Daan: afspraken te laat: 1")]
    view = home_view(SAMIRA, [agreement(7), late], waiting, 12, PHRASES["nl"], TODAY, attention=needing,
                     decisions=Decisions([6], [9, 10]))  # fmt: skip
    assert view_refusals(view) == []
    assert {("call", "3"), ("read-report", "4"), ("agreement", "7"), ("agreement", "8"), ("students", ""),
            ("student", "5"), ("switch-request", "6"), ("talk", "9")} <= set(opened(view))  # fmt: skip
    assert "Deze studenten vragen aandacht (1)" in str(view["blocks"])
    texts = [text for _, text in texts_in(view["blocks"])]
    lines = [text for text in texts if "Lesplan inleveren" in text]
    assert [line.startswith("Te laat: woensdag 10 maart") for line in lines] == [True, False], "the oldest first"
    assert "Mijn studenten (12)" in texts
    assert not [text for text in texts if "<!" in text]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", Role)
def test_home_is_always_one_that_slack_takes(role: Role, language: Language) -> None:
    """Also with a thousand of everything, each as long as it may be."""
    me = replace(SAMIRA, roles=(role,), name="N" * 200)
    many = [agreement(number, "<w&t> " * 80) for number in range(1000)]
    waiting = Waiting(tuple(map(call, range(1000))), tuple(map(report, range(1000))))
    needing = [(number, "<naam> *x* " * 400) for number in range(1000)]
    for view in (
        home_view(me, many, waiting, 1000, PHRASES[language], TODAY),
        home_view(
            me,
            many,
            waiting,
            1000,
            PHRASES[language],
            TODAY,
            POSSIBLE,
            "<told> *x* " * 900,
            needing,
            Decisions([1], [2]),
        ),
        home_view(me, [], Waiting((), ()), 0, PHRASES[language], TODAY),
    ):
        assert view_refusals(view) == []
        opened(view)


def test_a_guest_sees_no_cases() -> None:
    """Not even when somebody hands them over by mistake."""
    waiting, needing = Waiting((call(3),), ()), [(5, "Daan: te laat")]
    view = home_view(guest(Role.WPB, "nl"), [agreement(7)], waiting, 5, PHRASES["nl"], TODAY, attention=needing,
                     decisions=Decisions([6], [9]))  # fmt: skip
    assert view_refusals(view) == []
    assert opened(view) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", Role)
def test_four_prompts_that_are_understood(role: Role, language: Language, product: Product) -> None:
    person = replace(SAMIRA, roles=(role,))
    for who in (person, guest(role, language)):
        prompts = suggested_prompts(who, PHRASES[language])
        assert len({one["message"] for one in prompts}) == 4
        for one in prompts:
            own = "my-agreements" in lists_with(one["message"], PHRASES.values())
            assert own or product.finder.find(one["message"]).certainty == "sure", one
            assert not own or who.id, "a guest has no agreements"
