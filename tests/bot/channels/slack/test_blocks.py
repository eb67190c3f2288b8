"""Messages in Slack: inside its limits, whole, and never saying more than they should."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.slack.rendering.answered import answered
from bot.channels.slack.rendering.blocks import Place, bubbles
from bot.channels.slack.rendering.identifiers import CHOSEN, MORE, PRESSED, picked
from bot.channels.slack.rendering.more import more_value, read_more, told_before
from bot.channels.slack.rendering.searching import options_for
from bot.channels.slack.rendering.text import escaped, pieces, short_label, shortened, size, unescaped, within_bytes
from bot.channels.slack.rendering.views import loading_view, more_view, told_view
from bot.message import Button, Choose, Command, Download, Link, Message, Open, Part, Step, action_from_text
from knowledge.model import LANGUAGES, Language
from knowledge.phrases import Phrases, load_phrases
from tests.bot.channels.slack.messages import HOSTILE, buttons, messages, sentences
from tests.bot.channels.slack.reading import MAIL, folded_away, letters, read, shown, texts_in, visible
from tests.bot.channels.slack.slack_limits import message_refusals, view_refusals

PLACE = Place("slack/C1-1700000000.0001-U1")
many = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@cache
def phrases(language: Language = "nl") -> Phrases:
    return load_phrases()[language]


def elements(message: Message, place: Place = PLACE) -> list[dict[str, Any]]:
    return _buttons_in(block for bubble in bubbles(message, phrases(), place) for block in bubble.blocks)


def _buttons_in(blocks: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


# Inside the limits, and whole


@many
@given(messages(), st.sampled_from(LANGUAGES), st.sampled_from([PLACE, Place()]))
def test_any_message_is_one_that_slack_takes(message: Message, language: Language, place: Place) -> None:
    posted = bubbles(message, phrases(language), place)
    assert [message_refusals(bubble.blocks, bubble.text) for bubble in posted] == [[]] * len(posted)
    if any(element["action_id"] == MORE for bubble in posted for element in _buttons_in(bubble.blocks)):
        assert view_refusals(more_view(message, phrases(language))) == []


@many
@given(messages())
def test_nothing_is_lost_in_splitting(message: Message) -> None:
    screen = read(bubbles(message, phrases(), PLACE))
    missing = [text for text in visible(message) if letters(text) not in screen]
    assert not missing
    pressed = [element["value"] for element in elements(message) if PRESSED.match(str(element["action_id"]))]
    assert [action_from_text(str(value)) for value in pressed] == [button.action for button in message.buttons]


@many
@given(messages())
def test_what_is_folded_away_is_whole_in_its_view(message: Message) -> None:
    view = more_view(message, phrases())
    screen = "".join(letters(shown(kind, text)) for kind, text in texts_in(view["blocks"]))
    assert not [text for text in folded_away(message) if letters(text) not in screen]


@given(st.lists(sentences, min_size=1, max_size=4).map(" ".join), st.integers(60, 400))
def test_a_cut_text_loses_only_white_space(text: str, most: int) -> None:
    cut = pieces(text, most)
    assert "".join("".join(cut).split()) == "".join(text.split())
    assert all(cut)


def test_a_long_text_is_cut_where_one_pauses() -> None:
    assert pieces("Bel de student. Vraag wat er speelt. Leg het vast.", 40) == [
        "Bel de student. Vraag wat er speelt.",
        "Leg het vast.",
    ]
    assert pieces("Eerste regel hier\nTweede regel. Met meer", 30) == ["Eerste regel hier", "Tweede regel. Met meer"]
    assert pieces("a" * 25, 10) == ["a" * 10, "a" * 10, "a" * 5]


def test_a_question_stays_with_its_buttons() -> None:
    """However long what comes before: they stand together in the last message."""
    message = Message(
        paragraphs=("woord " * 400,) * 12,
        question="Weet de decaan ervan?",
        buttons=tuple(Button(label=f"Knop {number}", action=Command(name="menu")) for number in range(3)),
    )
    *before, last = bubbles(message, phrases())
    assert before
    assert [block["type"] for block in last.blocks[-2:]] == ["section", "actions"]
    assert last.blocks[-2]["text"]["text"] == "*Weet de decaan ervan?*"


# What it looks like


def test_an_advice_in_blocks() -> None:
    message = Message(
        heading="Uitval door ziekte",
        paragraphs=("SO en IO leiden dit samen.",),
        steps_heading="Wat je doet",
        steps=(Step(who="Jij", text="Spreek de student.", when="deze week"), Step(text="Leg het vast.")),
        parts=(Part(heading="Let op", lines=("Vraag niets medisch.",), kind="avoid"),),
        source="Bron: Notitie",
        buttons=(
            Button(label="Dit helpt", action=Open(dialog="helpful", subject="ziekte/kort")),
            Button(label="Leg vast", action=Open(dialog="agree"), primary=True),
            Button(label="Bel", action=Open(dialog="call-in"), primary=True),
        ),
    )
    (posted,) = bubbles(message, phrases())
    assert [block["type"] for block in posted.blocks] == [
        "header", "section", "section", "section", "context", "actions",
    ]  # fmt: skip
    assert posted.blocks[2]["text"]["text"] == (
        "*Wat je doet*\n1. *Jij:* Spreek de student. deze week\n2. Leg het vast."
    )
    assert posted.blocks[3]["text"]["text"] == "*Let op*\n• Vraag niets medisch."
    assert [element.get("style") for element in posted.blocks[-1]["elements"]] == [None, "primary", None]
    assert "1. Jij: Spreek de student. deze week" in posted.text
    assert posted.text.endswith("[Dit helpt] [Leg vast] [Bel]")


def test_a_quotation_is_marked_on_every_line() -> None:
    part = Part(heading="Samira leest:", lines=("Bel me\nmorgen", "Dank"), kind="quote")
    (posted,) = bubbles(Message(parts=(part,)), phrases())
    assert posted.blocks[0]["text"]["text"] == "*Samira leest:*\n> Bel me\n> morgen\n> Dank"


def test_a_label_that_is_too_long_for_its_button_stands_above_it() -> None:
    label = "Lees ook: een student die van opleidingsschool wil wisselen terwijl het jaar al een eind op weg is"
    (posted,) = bubbles(Message(buttons=(Button(label=label, action=Command(name="menu")),)), phrases())
    assert posted.blocks[0]["text"]["text"] == f"• {label}"
    on_it = posted.blocks[1]["elements"][0]["text"]["text"]
    assert on_it == "Lees ook: een student die van opleidingsschool wil wisselen terwijl het…"


def test_nothing_is_handed_over_where_others_read_along() -> None:
    message = Message(paragraphs=("Klaar.",), downloads=(Download(label="Als pdf", name="dossier/12.pdf"),))
    assert elements(message, Place(conversation="slack/C1-1-U1")) == []
    (button,) = elements(message, Place())
    assert (button["action_id"], button["value"]) == ("file-0", "dossier/12.pdf")


TYPED = "*vet* _schuin_ ~weg~ `code` a_b*c"


def test_what_people_typed_is_never_formatted() -> None:
    """Slack has no escape for these signs, so such text is plain text; links and mentions come out as typed."""
    text = f"{TYPED} <https://evil.example|klik> <!channel>"
    parts = (
        Part(heading=text, lines=(text, "gewoon"), kind="record"),
        Part(heading="Brief", lines=(text,), kind="quote"),
    )
    steps = (Step(text="Doe", who=text), Step(text=text, who="SO"))
    message = Message(
        heading=text * 9, paragraphs=(text, "> aangehaald", "```\nx = 1\n```"), steps=steps, parts=parts,
        source=text, progress=text, question=text, why=text,
    )  # fmt: skip
    found = [one for bubble in bubbles(message, phrases()) for one in texts_in(bubble.blocks)]
    assert sum(said.count(TYPED) for _, said in found) == 9 + 10
    for kind, said in found:
        assert kind == "plain_text" or not any(sign in said for sign in ("vet*", "aangehaald", "```"))
    assert ("plain_text", text) in found, "letter by letter as typed"
    chosen = answered([], text, phrases())[-1]["elements"][0]
    assert (chosen["type"], text in chosen["text"]) == ("plain_text", True)


def test_a_single_sign_is_no_formatting() -> None:
    (posted,) = bubbles(Message(paragraphs=("5 * 3, zie jan_de_boer@plein.example",)), phrases())
    assert "<mailto:jan_de_boer@plein.example|" in posted.blocks[0]["text"]["text"]


def test_links_open_an_address_elsewhere() -> None:
    link = Link(label="Open in Outlook", url="https://outlook.office.com/calendar?subject=A%20%26%20B")
    message = Message(paragraphs=("Gepland.",), links=(link,), downloads=(Download(label="x", name="meeting/1.ics"),))
    shown = elements(message, Place())
    assert [one["url"] for one in shown[-1:]] == [link.url]
    assert len({one["action_id"] for one in shown}) == len(shown) == 2


def test_an_email_address_can_be_tapped() -> None:
    (posted,) = bubbles(Message(paragraphs=("Mail samira@plein.example voor een moment.",)), phrases())
    assert posted.blocks[0]["text"]["text"] == (
        "Mail <mailto:samira@plein.example|samira@plein.example> voor een moment."
    )
    assert posted.text == "Mail samira@plein.example voor een moment."


def test_many_answers_are_searched() -> None:
    """The menu's choice is the same answer as a button's."""
    choose = Choose(run=7, question="student", option="12")
    message = Message(
        question="Welke student?",
        search=True,
        buttons=(Button(label="Daan", action=choose),),
    )
    (posted,) = bubbles(message, phrases())
    (menu,) = [block for block in posted.blocks if block.get("block_id")]
    assert menu["elements"][0]["type"] == "external_select"
    assert picked(menu["block_id"], "12") == choose
    assert picked("field-owners", "12") is None
    few = message.model_copy(update={"search": False})
    assert not [block for bubble in bubbles(few, phrases()) for block in bubble.blocks if block.get("block_id")]


# Hostile texts


def hostile_message(text: str) -> Message:
    return Message(
        heading=text, paragraphs=(text, text * 800), steps_heading=text, steps=(Step(who=text, text=text, when=text),),
        parts=tuple(Part(heading=text, lines=(text, text), kind=kind, folded=folded)
                    for kind in ("quote", "more") for folded in (True, False)),
        source=text, evidence=(text,), question=text, progress=text, why=text,
        buttons=(Button(label=text * 10, action=Open(dialog="guide", subject=text)),),
    )  # fmt: skip


def assert_harmless(markup: str) -> None:
    """Only our own links and quotation marks are markup."""
    rest = re.sub(r"(?m)^> ", "", MAIL.sub("", markup))
    assert "<" not in rest, rest
    assert ">" not in rest, rest
    assert not re.search(r"&(?!amp;|lt;|gt;)", rest), rest


@pytest.mark.parametrize("text", HOSTILE)
def test_nobody_makes_the_bot_shout(text: str) -> None:
    message = hostile_message(text)
    for bubble in bubbles(message, phrases(), PLACE):
        assert message_refusals(bubble.blocks, bubble.text) == []
        assert_harmless(bubble.text)
        for kind, markup in texts_in(bubble.blocks):
            if kind == "mrkdwn":
                assert_harmless(markup)
    for view in (more_view(message, phrases()), told_view(text, phrases())):
        assert view_refusals(view) == []
        for kind, markup in texts_in(view["blocks"]):
            if kind == "mrkdwn":
                assert_harmless(markup)


@many
@given(messages(most=12))
def test_nothing_but_our_own_marks_is_markup(message: Message) -> None:
    for bubble in bubbles(message, phrases(), PLACE):
        assert_harmless(bubble.text.removesuffix("…"))
        for kind, markup in texts_in(bubble.blocks):
            if kind == "mrkdwn":
                assert_harmless(markup)


@given(sentences)
def test_escaping_is_undone(text: str) -> None:
    assert unescaped(escaped(text)) == text


@given(sentences, st.integers(20, 300))
def test_a_fallback_is_cut_in_bytes_between_characters(text: str, most: int) -> None:
    cut = within_bytes(escaped(text), most)
    assert len(cut.encode()) <= most
    assert_harmless(cut.removesuffix("…"))


# After a click


@given(messages(most=30), sentences)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_answered_message_is_one_that_slack_takes(message: Message, label: str) -> None:
    for bubble in bubbles(message, phrases(), PLACE):
        for_good = answered(bubble.blocks, label[:75], phrases())
        assert message_refusals(for_good, bubble.text or "x") == []
        stays = [element for block in for_good if block["type"] == "actions" for element in block["elements"]]
        assert all(str(element["action_id"]).startswith((MORE, "link-")) for element in stays)


def test_a_second_click_changes_the_line() -> None:
    message = Message(question="Weet de decaan ervan?", buttons=(Button(label="Ja", action=Command(name="menu")),))
    (posted,) = bubbles(message, phrases())
    once = answered(posted.blocks, "<Ja>", phrases())
    assert [block["type"] for block in once] == ["section", "context"]
    assert once[-1]["elements"][0]["text"] == "Gekozen: &lt;Ja&gt;"
    twice = answered(once, "Nee", phrases())
    assert [block.get("block_id") for block in twice] == [None, CHOSEN]
    assert twice[-1]["elements"][0]["text"] == "Gekozen: Nee"


# Reading on


def test_what_was_folded_is_found_again_in_what_was_stored() -> None:
    part = Part(heading="Meer weten", lines=("Een regel",), kind="more", folded=True)
    told = Message(heading="Ziekte", paragraphs=("Kort.",), parts=(part,), evidence=("Zin [deel: S1-01]",))
    (more,) = [element for element in elements(told) if element["action_id"] == MORE]
    fingerprint, conversation = read_more(str(more["value"]))
    assert conversation == PLACE.conversation
    stored = Message.model_validate(told.model_dump(mode="json", exclude_defaults=True))
    other = told.model_copy(update={"heading": "Iets anders"})
    assert told_before([other, stored], fingerprint) == told
    assert told_before([other], fingerprint) is None
    assert read_more(more_value(told)) == (fingerprint, "")
    assert "Meer weten" not in str(bubbles(told, phrases())[0].blocks)
    assert phrases()("web.evidence") in str(more_view(told, phrases()))


def test_nothing_folded_no_button() -> None:
    assert elements(Message(paragraphs=("Kort.",))) == []


def test_waiting_is_a_view_too() -> None:
    assert [view_refusals(loading_view(phrases(language))) for language in LANGUAGES] == [[], []]


# Labels and searching


def test_short_labels_end_well() -> None:
    loose = tuple(phrases()("slack.loose-words").split(", "))
    assert short_label("Laat zien wat je vastlegt", 24, loose) == "Laat zien"
    assert short_label("Draag over aan iemand anders", 24, loose) == "Draag over"
    assert short_label("Geef door", 24, loose) == "Geef door"
    assert short_label("aan de het een en van mijn jouw", 24, loose) == ""


@given(sentences, st.integers(5, 80))
def test_a_shortened_text_fits(text: str, most: int) -> None:
    assert size(shortened(text, most)) <= most


@given(st.lists(buttons, max_size=3))
def test_one_button_stands_out_at_most(some: list[Button]) -> None:
    styles = [element.get("style") for element in elements(Message(question="Wat?", buttons=tuple(some)))]
    assert styles.count("primary") == min(1, sum(button.primary for button in some))


OPTIONS = (("1", "Daan Bakker"), ("2", "Sanne de Vries"), ("3", "André Bakema"), ("4", "Bas Daans"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["1", "2", "3", "4"]),
        ("daan", ["1", "4"]),
        ("bak", ["1", "3"]),
        ("ANDRE", ["3"]),
        ("vries sanne", ["2"]),
        ("nne", ["2"]),
        ("zoe", []),
    ],
)
def test_searching_as_one_types(typed: str, found: list[str]) -> None:
    assert [one["value"] for one in options_for(typed, OPTIONS)] == found


def test_searching_gives_no_more_than_slack_shows() -> None:
    options = options_for("student", [(str(number), f"Student {'x' * 100} {number}") for number in range(500)])
    assert len(options) == 100
    assert all(size(one["text"]["text"]) <= 75 for one in options)
