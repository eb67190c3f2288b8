"""Every reply as Adaptive Cards: valid, small enough, whole, and nothing that people typed becomes markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.channels.teams.cards.answered import answered
from bot.channels.teams.cards.bubbles import bubbles, card_with, joined
from bot.channels.teams.cards.card import LARGEST, cards, size_of
from bot.channels.teams.cards.citing import citations, cited_text
from bot.channels.teams.cards.forms import values_of
from bot.channels.teams.cards.starters import prompt_starters
from bot.channels.teams.cards.texts import plain_text, summary
from bot.channels.teams.files import asked_in
from bot.files import Wanted
from bot.message import (
    Button,
    Choose,
    Command,
    Download,
    FormView,
    Input,
    Link,
    Message,
    Open,
    Part,
    Step,
    Submit,
    action_from_text,
)
from bot.product import Product, load_product
from knowledge.check import TOPICS
from knowledge.model import LANGUAGES, Language, Role
from knowledge.phrases import Phrases
from storage.database import Database
from tests.bot.channels.longest import longest_notices
from tests.bot.channels.teams.corpus import crawls, other_replies, topic_replies
from tests.bot.channels.teams.reading import check, elements, looks, lost, read
from tests.bot.world import World, buttons_of

PHRASES = load_product().phrases
HOSTILE = (
    "**vet** [klik](https://kwaad.example) <at>iedereen</at> <b>x</b> &lt; `code` ~~weg~~ ![p](x) \\* {{{DATE(x)}}}"
)
FORM = Button(label="Verder", action=Submit(run=1, question="f"), primary=True)


def holds(messages: Iterable[Message], phrases: Phrases) -> None:
    """Everything that must be true of any reply."""
    for message in joined(messages):
        made = cards(message, phrases)
        for card in made:
            check(card)
            check(answered(card, "Gekozen", phrases))
        assert not lost(message, made)
        data = [element.get("data", {}) for card in made for element in elements(card)]
        on_cards = [one["action"] for one in data if "action" in one]
        assert sorted(on_cards) == sorted(
            button.action.model_dump_json(exclude_defaults=True) for button in buttons_of(message)
        )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_to_every_outcome(topic: str, language: Language) -> None:
    said = {message: None for messages in topic_replies(topic, language) for message in joined(messages)}
    holds(said, PHRASES[language])
    for message in said:
        assert len(cards(message, PHRASES[language])) == 1, "advice is one card"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [Role.WPB, Role.STUDENT])
def test_what_is_said_around_the_topics(language: Language, role: Role) -> None:
    for messages in other_replies(language, role):
        holds(messages, PHRASES[language])
        sent = bubbles(messages, PHRASES[language])
        assert sent
        for bubble in sent:
            assert bool(bubble.text) != bool(bubble.card)
            assert bubble.summary


async def test_the_case_dialogs(sqlite: Database, product: Product) -> None:
    """Four people, two of them in English, open everything, with forms filled to the brim by somebody who means ill."""
    world = await World.begin(sqlite, product)
    found = await crawls(world, 3, ("en", "nl"))
    told = [message for crawl in found for messages in crawl.seen for message in messages]
    assert {"read-report", "agreement", "call", "take-call"} <= {
        button.action.dialog for message in told for button in message.buttons if isinstance(button.action, Open)
    }, "what people did to each other must be there to be read"
    for crawl in found:
        said = {message: None for messages in crawl.seen for message in joined(messages)}
        assert len(said) > 20
        holds(said, PHRASES[crawl.who.language or "nl"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_notices(language: Language) -> None:
    holds(dict.fromkeys(longest_notices(PHRASES[language])), PHRASES[language])


WORDS = st.text(min_size=1, max_size=60).filter(str.strip)
TYPED = st.one_of(WORDS, st.just(HOSTILE))
LABEL = st.text(min_size=1, max_size=75).filter(str.strip)
MAYBE = st.one_of(st.just(""), LABEL)
ACTIONS = st.one_of(
    st.builds(Open, dialog=st.just("guide"), subject=st.text("ab-/19", max_size=80)),
    st.builds(Choose, run=st.integers(0, 99), question=st.text("ab", max_size=80), option=st.text(max_size=80)),
    st.builds(Command, name=st.just("menu")),
)
BUTTONS = st.builds(Button, label=LABEL, action=ACTIONS, primary=st.booleans())
OPTIONS = st.dictionaries(st.text("abc123", min_size=1, max_size=8), LABEL, max_size=30).map(lambda o: tuple(o.items()))
KINDS = st.sampled_from(["choice", "rating", "several", "date", "number", "line", "text"])


@st.composite
def inputs(draw: st.DrawFn) -> tuple[Input, ...]:
    return tuple(_input(draw, f"in-{number}") for number in range(draw(st.integers(1, 8))))


def _input(draw: st.DrawFn, name: str) -> Input:
    kind = draw(KINDS)
    chooses = kind in ("choice", "rating", "several")
    options = draw(OPTIONS) if chooses else ()
    chosen = draw(st.lists(st.sampled_from(options), unique=True)) if options else []
    value = ",".join(name for name, _ in chosen[: None if kind == "several" else 1])
    hint, error = draw(MAYBE), draw(MAYBE)
    typed = value if chooses else draw(st.one_of(st.sampled_from(["", "2027-03-12", "3", "0.50"]), TYPED))
    return Input.model_validate(
        {"name": name, "label": draw(LABEL), "kind": kind, "options": options, "required": draw(st.booleans()),
         "hint": hint, "value": typed, "error": error}
    )  # fmt: skip


FORMS = st.builds(FormView, inputs=inputs(), submit=st.just(FORM))
STEPS = st.lists(st.builds(Step, text=TYPED, who=MAYBE, when=MAYBE), min_size=1)
PARTS = st.builds(
    Part,
    heading=LABEL,
    lines=st.lists(TYPED, min_size=1, max_size=20).map(tuple),
    kind=st.sampled_from(["avoid", "record", "osiris", "contradiction", "agreements", "quote", "more"]),
    folded=st.booleans(),
)
MESSAGES = st.builds(
    Message,
    heading=MAYBE,
    paragraphs=st.lists(TYPED, max_size=20).map(tuple),
    steps_heading=LABEL,
    steps=STEPS.map(tuple),
    parts=st.lists(PARTS, max_size=6).map(tuple),
    source=st.one_of(st.just(""), WORDS),
    evidence=st.lists(TYPED, max_size=30).map(tuple),
    question=MAYBE,
    progress=MAYBE,
    why=st.one_of(st.just(""), WORDS),
    form=st.one_of(st.none(), FORMS),
    downloads=st.lists(st.builds(Download, label=LABEL, name=st.just("dossier/12.pdf")), max_size=3).map(tuple),
    links=st.lists(st.builds(Link, label=LABEL, url=st.just("https://x.example/l/new")), max_size=2).map(tuple),
    buttons=st.lists(BUTTONS, max_size=20).map(tuple),
)


def stretched(message: Message, times: int) -> Message:
    """Where people typed, they typed that much more; hypothesis itself is not made for long texts."""
    long = [(text * times)[:6000] for text in message.paragraphs]
    steps = [step.model_copy(update={"text": (step.text * times)[:6000]}) for step in message.steps]
    parts = [
        part.model_copy(update={"lines": tuple((line * times)[:6000] for line in part.lines)}) for part in message.parts
    ]
    form = message.form and message.form.model_copy(
        update={"inputs": tuple(_stretched(one, times) for one in message.form.inputs)}
    )
    changed = {"paragraphs": tuple(long), "steps": tuple(steps), "parts": tuple(parts), "form": form}
    return message.model_copy(update=changed)


def _stretched(one: Input, times: int) -> Input:
    return one if one.options else one.model_copy(update={"value": (one.value * times)[:6000]})


@settings(max_examples=40, deadline=None, phases=[Phase.reuse, Phase.generate])
@given(message=MESSAGES, language=st.sampled_from(LANGUAGES), times=st.sampled_from([1, 1, 10, 100]))
def test_whatever_could_be_said(message: Message, language: Language, times: int) -> None:
    holds([stretched(message, times)], PHRASES[language])


def test_a_long_message_is_cut_between_its_lines_and_keeps_its_numbers() -> None:
    steps = tuple(Step(text="woord " * 300, who="Jij") for _ in range(30))
    made = cards(Message(heading="Lang", steps_heading="Wat je doet", steps=steps, buttons=(FORM,)), PHRASES["nl"])
    assert len(made) > 1
    assert all(size_of(card) <= LARGEST for card in made)
    assert [card.get("actions") is None for card in made] == [*[True] * (len(made) - 1), False]
    numbers = [text for card in made for text in read(card) if text.isdigit()]
    assert numbers == [str(number) for number in range(1, 31)]
    assert sum("Wat je doet" in read(card) for card in made) == len(made)


def test_a_form_that_is_filled_in_too_full_says_so_above_it() -> None:
    full = tuple(Input(name=f"part-{n}", label=f"Vraag {n}", kind="text", value="\u20ac" * 4000) for n in range(6))
    form = FormView(inputs=full, submit=FORM)
    made = cards(Message(question="Verslag", form=form), PHRASES["nl"])
    assert all(size_of(card) <= LARGEST for card in made)
    assert [element["id"] for element in elements(made[-1]) if element.get("type") == "Input.Text"] == [
        f"in-part-{n}" for n in range(6)
    ]
    assert sum(text.count("\u20ac") for card in made for text in read(card)) == 24000


@pytest.mark.parametrize(
    "text", [HOSTILE, "# kop", "- punt", "1. een", "12) twee", "> citaat", "+ plus", "a_b_c", "===", "{{TIME(x)}}"]
)
def test_what_people_typed_never_becomes_markup(text: str) -> None:
    message = Message(
        heading=text,
        paragraphs=(text,),
        question=text,
        form=FormView(inputs=(Input(name="a", label=text, kind="choice", options=(("x", text),)),), submit=FORM),
        buttons=(Button(label=text, action=Command(name="menu")),),
    )
    (card,) = cards(message, PHRASES["nl"])
    assert not re.search(r"\{\{(DATE|TIME)", json.dumps(card["body"]) + card["fallbackText"])
    seen = [shown.replace("\u2060", "") for shown in read(card)]
    assert seen.count(" ".join(text.split())) >= 4
    for block in plain_text(message.model_copy(update={"form": None})).split("\n\n"):
        html_free = looks_in_bold(block)
        assert html_free.replace("\u2060", "") == text


def looks_in_bold(block: str) -> str:
    return looks(
        block.removeprefix("**").removesuffix("**") if block.startswith("**") and block.endswith("**") else block
    )


def test_a_form_comes_back_as_it_was_filled_in() -> None:
    """Also a day that was typed in another channel, and names that our own data use."""
    values = {
        "action": "Lesplan\nmailen",
        "label": "1,3",
        "due": "2027-03-12",
        "other": "vrijdag",
        "fte": "0.5",
        "why": "b",
    }
    abc = (("a", "A"), ("b", "B"))
    form = FormView(
        inputs=(
            Input(name="action", label="Wat", kind="text", value=values["action"]),
            Input(name="label", label="Wie", kind="several", options=(("1", "D"), ("2", "E"), ("3", "F")), value="1,3"),
            Input(name="due", label="Dag", kind="date", value=values["due"]),
            Input(name="other", label="Dag", kind="date", value="vrijdag", error="Dit is geen datum."),
            Input(name="fte", label="Omvang", kind="number", value="0.5"),
            Input(name="why", label="Reden", kind="choice", options=abc, value="b"),
        ),
        submit=FORM,
    )
    (card,) = cards(Message(form=form), PHRASES["nl"])
    check(card)
    sent = {
        element["id"]: element.get("value", "")
        for element in elements(card)
        if element.get("type", "").startswith("Input")
    }
    (press,) = card["actions"]
    assert press["associatedInputs"] == "auto"
    assert values_of({**press["data"], **sent}) == values
    assert action_from_text(press["data"]["action"]) == FORM.action
    assert press["fallback"]["data"] == press["data"]
    kinds = {element["id"]: element["type"] for element in elements(card) if "id" in element}
    assert kinds["in-due"] == "Input.Date"
    assert kinds["in-other"] == "Input.Text"
    body = card["body"]
    fault = next(place for place, element in enumerate(body) if element.get("id") == "note-other-error")
    assert body[fault - 1]["id"] == "in-other"
    assert body[fault]["inlines"][0]["color"] == "Attention"


@pytest.mark.parametrize(
    ("kind", "count", "style"),
    [
        ("choice", 4, "expanded"),
        ("choice", 5, "compact"),
        ("choice", 11, "filtered"),
        ("several", 10, "expanded"),
        ("several", 11, "filtered"),
    ],
)
def test_few_choices_are_shown_and_many_are_searched(kind: str, count: int, style: str) -> None:
    options = tuple((str(n), f"Persoon {n}") for n in range(count))
    asked = Input.model_validate({"name": "who", "label": "Wie", "kind": kind, "options": options})
    (card,) = cards(Message(form=FormView(inputs=(asked,), submit=FORM)), PHRASES["nl"])
    assert card["body"][0]["style"] == style
    assert card["body"][0].get("isMultiSelect", False) is (kind == "several")
    assert card["body"][0]["isRequired"]
    assert card["body"][0]["errorMessage"] == "Kies een van de mogelijkheden."


def test_other_buttons_leave_the_form_alone_and_the_seventh_is_unfolded() -> None:
    buttons = tuple(Button(label=f"Knop {n}", action=Open(dialog="call", subject=str(n))) for n in range(14))
    form = FormView(inputs=(Input(name="a", label="A", kind="line"),), submit=FORM)
    (card,) = cards(Message(form=form, buttons=buttons), PHRASES["nl"])
    assert [action["title"] for action in card["actions"]] == [
        "Verder",
        "Knop 0",
        "Knop 1",
        "Knop 12",
        "Knop 13",
        "Meer mogelijkheden",
    ]
    assert card["actions"][0]["style"] == "positive"
    assert {action["associatedInputs"] for action in card["actions"][1:5]} == {"none"}
    assert card_with(bubbles([Message(buttons=buttons)], PHRASES["nl"]), buttons[5].action) is not None
    assert card_with(bubbles([Message(buttons=buttons)], PHRASES["nl"]), FORM.action) is None


def test_after_a_decision_the_buttons_go_and_a_line_says_what_was_chosen() -> None:
    form = FormView(
        inputs=(
            Input(name="what", label="Wat?", kind="text", hint="Geen namen", error="Fout"),
            Input(name="who", label="Wie?", kind="several", options=(("1", "Daan"), ("2", "Samira"))),
        ),
        submit=FORM,
    )
    more = Part(heading="Meer", lines=("Nog iets",), kind="more", folded=True)
    message = Message(
        heading="Afspraak", parts=(more,), form=form, downloads=(Download(label="PDF", name="dossier/1.pdf"),)
    )
    (card,) = cards(message, PHRASES["nl"])
    done = answered(card, "Leg **vast**", PHRASES["nl"], {"what": "Lesplan", "who": "1,2"})
    check(done)
    said = list(read(done))
    assert "Je koos: Leg **vast**" in said
    assert {"Lesplan", "Daan, Samira", "Nog iets"} <= set(said)
    assert not {"Geen namen", "Fout"} & set(said)
    kinds = {element.get("type") for element in elements(done)}
    assert not {"Action.Execute", "Input.Text", "Input.ChoiceSet"} & kinds
    assert {"Action.ToggleVisibility", "Action.Submit"} <= kinds, "a document can still be asked for"


def test_the_menu_keeps_in_sight_what_is_most_used() -> None:
    labels = ("Zorgen", "Voortgang", "Plek", "Wie", "Werk", "Mijn afspraken", "Mijn studenten")
    buttons = tuple(Button(label=one, action=Choose(run=1, question="group", option=one)) for one in labels)
    (card,) = cards(Message(heading="Menu", buttons=buttons), PHRASES["nl"])
    shown = [action["title"] for action in card["actions"]]
    assert shown == ["Zorgen", "Voortgang", "Plek", "Mijn afspraken", "Mijn studenten", "Meer mogelijkheden"]
    folded = card["actions"][-1]["card"]["body"][0]["actions"]
    assert [action["title"] for action in folded] == ["Wie", "Werk"]


@pytest.mark.parametrize(
    ("pressed", "staying"),
    [
        ("take-call", ["student", "guide"]),
        ("call-back", ["student", "guide"]),
        ("student", ["take-call", "call-back", "guide"]),
        ("guide", ["take-call", "call-back", "student"]),
    ],
)
def test_what_a_choice_leaves_open_can_still_be_pressed(pressed: str, staying: list[str]) -> None:
    dialogs = ("take-call", "call-back", "student", "guide")
    buttons = tuple(Button(label=one, action=Open(dialog=one, subject="7")) for one in dialogs)
    asked = Button(label="Ja", action=Choose(run=1, question="q", option="yes"))
    (card,) = cards(Message(heading="Samira vraagt je hulp", buttons=(*buttons, asked)), PHRASES["nl"])
    done = answered(card, pressed, PHRASES["nl"], {}, Open(dialog=pressed, subject="7"))
    check(done)
    assert [action["title"] for action in done["actions"]] == staying
    assert f"Je koos: {pressed}" in list(read(done))
    chosen = answered(card, "Ja", PHRASES["nl"], {}, asked.action)
    assert [action["title"] for action in chosen["actions"]] == list(dialogs)


def test_what_is_folded_stays_folded_as_far_as_it_stays() -> None:
    buttons = tuple(Button(label=f"Knop {n}", action=Open(dialog="call", subject=str(n))) for n in range(8))
    (card,) = cards(Message(buttons=buttons), PHRASES["nl"])
    done = answered(card, "Knop 4", PHRASES["nl"], {}, buttons[4].action)
    check(done)
    titles = [element["title"] for element in elements(done) if element.get("type") == "Action.Execute"]
    assert sorted(titles) == [f"Knop {n}" for n in range(8) if n != 4]


def test_a_download_is_a_button_that_leaves_card_and_form_alone() -> None:
    message = Message(heading="Dossier", downloads=(Download(label="Download als PDF", name="dossier/12.pdf"),))
    (card,) = cards(message, PHRASES["nl"])
    check(card)
    (button,) = [element for element in elements(card) if element.get("type") == "Action.Submit"]
    assert button["title"] == "Download als PDF"
    assert button["associatedInputs"] == "none"
    assert asked_in(button["data"]) == Wanted("dossier", 12, "pdf")
    assert card_with(bubbles([message], PHRASES["nl"]), FORM.action) is None


def test_links_open_an_address_elsewhere() -> None:
    link = Link(label="Open in Outlook", url="https://outlook.office.com/calendar?subject=A%20%26%20B")
    (card,) = cards(Message(heading="Gepland", links=(link,)), PHRASES["nl"])
    assert [one["url"] for one in elements(card) if one.get("type") == "Action.OpenUrl"] == [link.url]


def test_a_mail_opens_from_a_text_as_no_button_may_open_one() -> None:
    link = Link(label="Open in [Mail]", url="mailto:a%40b.example?subject=A%20%28B%29")
    (card,) = cards(Message(heading="Klaar", links=(link,)), PHRASES["nl"])
    check(card)
    assert not [one for one in elements(card) if one.get("type") == "Action.OpenUrl"]
    (shown,) = [one["text"] for one in elements(card) if "](" in one.get("text", "")]
    assert shown.endswith(f"]({link.url})")


@pytest.mark.parametrize(
    "url", ["http://x.example", "javascript:alert(1)", "https://x.example/ y", 'https://x.example/"', "https://"]
)
def test_a_link_that_is_not_plain_https_is_refused(url: str) -> None:
    with pytest.raises(ValidationError):
        Link(label="x", url=url)


def test_a_question_stands_under_the_answer_before_it() -> None:
    answer, question = Message(heading="Ziekte", source="Bron"), Message(question="Wat?", buttons=(FORM,))
    assert joined([answer, question]) == [answer.model_copy(update={"question": "Wat?", "buttons": (FORM,)})]
    assert joined([question, question]) == [question, question]
    assert joined([answer, answer]) == [answer, answer]


def test_what_needs_no_card_is_a_text() -> None:
    (bubble,) = bubbles([Message(paragraphs=("Graag *gedaan*.", "Tot zo."))], PHRASES["nl"])
    assert bubble.card is None
    assert bubble.text == "Graag \\*gedaan\\*.\n\nTot zo."
    assert bubble.summary == "Graag *gedaan*."
    assert bubbles([Message()], PHRASES["nl"]) == []
    assert len(summary(Message(heading="woord " * 100))) <= 200


def test_advice_is_followed_by_its_citations() -> None:
    evidence = tuple(
        f"Uitspraak {n} {'lang ' * 60}[Wat te doen bij ziekte? {'x' * 100}: H-ziekte-{n}]" for n in range(25)
    )
    message = Message(heading="Advies", steps=(Step(text="Bel"),), evidence=evidence)
    card, cited = bubbles([message], PHRASES["nl"])
    assert card.card is not None
    assert cited.text == cited_text(message, PHRASES["nl"])
    assert cited.text.endswith("[19] [20]")
    entity = citations(message)
    assert entity is not None
    assert cited.citations == entity
    assert [claim["position"] for claim in entity["citation"]] == list(range(1, 21))
    for claim in entity["citation"]:
        assert 0 < len(claim["appearance"]["name"]) <= 80
        assert 0 < len(claim["appearance"]["abstract"]) <= 160
        assert claim["appearance"]["name"].startswith("Wat te doen")
        assert claim["appearance"]["abstract"].startswith("Uitspraak")
    assert citations(Message()) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [Role.WPB, Role.SO, Role.IO, Role.STUDENT, Role.DECAAN])
def test_prompt_starters_are_questions_that_are_understood(product: Product, role: Role, language: Language) -> None:
    starters = prompt_starters(product.phrases[language], role)
    assert len(set(starters)) == 3
    assert {product.finder.find(starter).certainty for starter in starters} == {"sure"}
