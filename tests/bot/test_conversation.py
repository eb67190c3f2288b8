"""Conversations with the real content and finder: transcripts, random walks, and every path of every tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.asking import RecordGap
from bot.conversation.floor import Around
from bot.conversation.respond import greet, respond
from bot.conversation.state import State
from bot.dialogs.engine import Effect
from bot.dialogs.feedback import RecordFeedback
from bot.message import Button, Choose, Command, Heard, Message, Open, Pressed, Said, Submit
from bot.people import guest
from bot.product import Product, load_product
from knowledge.check import TOPICS
from knowledge.model import LANGUAGES, Language, Role

NOON = datetime(2027, 2, 3, 11, 0, tzinfo=UTC)


@cache
def product() -> Product:
    return load_product()


@dataclass
class Talk:
    """One person's conversation over several turns."""

    role: Role = Role.WPB
    language: Language = "nl"
    now: datetime = NOON
    state: State = field(default_factory=State)
    messages: tuple[Message, ...] = ()
    effects: tuple[Effect, ...] = ()

    def hear(self, heard: Heard | None) -> str:
        """What was answered, as one text."""
        loaded = product()
        context = loaded.context(guest(self.role, self.language), self.now)
        around = Around(context, loaded.finder, loaded.phrases, self.now)
        stored = State.model_validate(self.state.model_dump(mode="json", exclude_defaults=True))
        assert stored == self.state, "the state does not survive being stored"
        answer = respond(stored, heard, around) if heard else greet(stored, around)
        self.state, self.messages, self.effects = answer.state, answer.messages, answer.effects
        return " | ".join(texts(self.messages))

    def say(self, text: str) -> str:
        return self.hear(Said(text=text))

    def press(self, label: str, **values: str) -> str:
        button = next(button for button in buttons(self.messages) if button.label == label)
        return self.hear(Pressed(action=button.action, label=label, values=values))


def texts(messages: tuple[Message, ...]) -> Iterator[str]:
    for message in messages:
        yield from (message.heading, *message.paragraphs, message.question, message.why, message.source)
        for step in message.steps:
            yield from (step.who, step.text)
        for part in message.parts:
            yield from (part.heading, *part.lines)
        yield from (button.label for button in message.buttons)
        if message.form:
            yield from (f"{one.label} {one.error}" for one in message.form.inputs)


def buttons(messages: tuple[Message, ...]) -> list[Button]:
    found = [button for message in messages for button in message.buttons]
    return found + [message.form.submit for message in messages if message.form]


def verify(talk: Talk, *turns: tuple[str, str]) -> None:
    for said, answered in turns:
        assert answered in talk.say(said), (said, answered, list(texts(talk.messages)))


def test_a_good_first_minute() -> None:
    """ "stud meldt zich elke week ziek" → help and a question → "weet ik neit" → "Nee" → advice with source."""
    talk = Talk()
    verify(
        talk,
        ("stud meldt zich elke week ziek, wat nu", "Uitval door ziekte"),
        ("weet ik neit", "Weet de decaan ervan?"),
        ("Nee", "Praat met de student over de reden"),
    )
    assert talk.messages[-1].steps
    assert "Notitie begeleiding 2023-2024" in talk.messages[-1].source


def test_back_restart_stop_and_menu_work_in_both_languages() -> None:
    verify(
        Talk(),
        ("student is ziek", "Waar gaat het om?"),
        ("1", "Weet de decaan ervan?"),
        ("terug", "Waar gaat het om?"),
        ("2", "Weet de decaan ervan?"),
        ("ja", "Psychische klachten"),
        ("back", "Weet de decaan ervan?"),
        ("opnieuw", "Waar gaat het om?"),
        ("stop", "Gestopt"),
        ("menu", "Waar kan ik je mee helpen?"),
        ("help", "Zo werk ik"),
    )


def test_a_correction_keeps_the_other_answers() -> None:
    """Physical → decaan knows → "correctie" → the first question again → another cause."""
    talk = Talk()
    verify(talk, ("student is ziek", "Waar gaat het om?"), ("lichamelijk", "decaan"), ("ja", "decaan is op de hoogte"))
    assert "Welk antwoord" in talk.say("correctie")
    talk.hear(Pressed(action=talk.messages[-1].buttons[0].action))
    assert "Waar gaat het om?" in " ".join(texts(talk.messages))
    assert "Weet de decaan ervan?" in talk.say("psychisch")


def test_another_question_in_the_middle_is_answered_and_the_first_goes_on() -> None:
    talk = Talk()
    verify(
        talk,
        ("student is ziek", "Waar gaat het om?"),
        ("hoe vaak mag iemand de stage herkansen als die onvoldoende is", "Tussendoor"),
        ("psychische klachten", "Weet de decaan ervan?"),
    )


def test_an_old_click_is_answered_and_never_obeyed() -> None:
    talk = Talk()
    talk.say("student is ziek")
    first = talk.messages[-1].buttons
    talk.press("Lichamelijke klachten")
    assert "Wil je dat veranderen?" in talk.hear(Pressed(action=first[1].action))
    assert talk.state.open is not None
    assert talk.state.open.answers == {"oorzaak": "lichamelijk"}
    assert "Weet de decaan ervan?" in talk.press("Verander in: Psychische klachten")
    assert "ouder gesprek" in talk.hear(Pressed(action=Choose(run=99, question="oorzaak", option="psychisch")))


@pytest.mark.parametrize(
    "action",
    [
        Open(dialog="guide", subject="bestaat-niet"),
        Open(dialog="shell"),
        Open(dialog="helpful", subject="ziekte/nergens"),
        Command(name="drop-tables"),
        Choose(run=1, question="oorzaak", option="verzonnen"),
        Submit(run=1, question="oorzaak"),
    ],
)
def test_a_forged_button_is_answered(action: Open | Command | Choose | Submit) -> None:
    talk = Talk()
    talk.say("student is ziek")
    before = talk.state.open
    assert "ouder gesprek" in talk.hear(Pressed(action=action))
    assert talk.state.open == before


def test_what_the_note_does_not_say_goes_to_the_content_owner() -> None:
    talk = Talk()
    assert "geen antwoord op" in talk.say("waar kan ik mijn fiets parkeren bij de school")
    assert talk.effects == (RecordGap("waar kan ik mijn fiets parkeren bij de school"),)


def test_none_of_these_goes_to_the_content_owner_too() -> None:
    talk = Talk()
    talk.say("student is ziek")
    talk.press("Nee, ik bedoel iets anders")
    assert "geen antwoord op" in talk.press("Geen van deze")
    assert talk.effects == (RecordGap("student is ziek"),)


def test_a_day_later_the_guide_is_offered_again_and_a_typed_answer_still_counts() -> None:
    talk = Talk()
    talk.say("student is ziek")
    talk.now += timedelta(hours=20)
    assert "Eerder waren we bezig met Uitval door ziekte" in talk.hear(None)
    assert "Waar gaat het om?" in talk.press("Ga verder")
    talk.now += timedelta(hours=20)
    assert "Weet de decaan ervan?" in talk.say("psychische klachten")


def test_feedback_asks_what_was_missing() -> None:
    talk = Talk(language="en")
    talk.say("must an applicant have an intake interview before the teacher programme")
    assert "What was missing?" in talk.press("This doesn't help")
    assert "Fill this in." in talk.press("Pass it on", comment="x")
    assert "Choose one" in talk.press("Pass it on", reason="forged")
    talk.press("Pass it on", reason="unclear", comment=" too long ")
    subject = "studiekeuzegesprek/" + next(iter(product().library.topics["studiekeuzegesprek"].outcomes))
    assert talk.effects == (RecordFeedback(subject, helpful=False, reason="unclear", comment="too long"),)


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        ("", "Ik zie geen tekst"),
        (" \t\n", "Ik zie geen tekst"),
        ("\x00\x07", "Ik zie geen tekst"),
        ("😀😀", "geen woorden"),
        ("\u202e\u200f", "Ik zie geen tekst"),
        ("ziek " * 20_000, "te lang"),
        ("<script>alert(1)</script>", ""),
        ("'; DROP TABLE turn; --", ""),
        ("hallo", "Waar kan ik je mee helpen?"),
        ("dank je wel", "Graag gedaan"),
    ],
)
def test_odd_input_gets_a_sentence_and_loses_nothing(typed: str, answered: str) -> None:
    talk = Talk()
    assert answered in talk.say(typed)
    assert talk.messages
    guided = Talk()
    guided.say("student is ziek")
    kept = guided.state.open
    guided.say(typed)
    assert guided.messages
    assert kept in (guided.state.open, guided.state.parked)


@pytest.mark.parametrize("typed", ["nee hoor", "nee, nog niet", "dat weet ik niet precies"])
def test_an_answer_among_few_other_words_is_one(typed: str) -> None:
    talk = Talk()
    talk.say("student is ziek")
    talk.say("psychisch")
    assert talk.state.open
    talk.say(typed)
    assert talk.state.open is None, "that was the last question"


def test_an_abbreviation_is_written_out_once() -> None:
    talk = Talk()
    said = talk.say("student is ziek") + talk.say("1") + talk.say("nee")
    assert said.count("schoolopleider (SO)") == 1
    assert said.count("instituutsopleider (IO)") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_path_ends_in_advice(topic: str, language: Language) -> None:
    """All answers to all questions; never more questions than announced."""
    ends = 0
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        path = waiting.pop()
        talk = Talk(language=language)
        talk.hear(Pressed(action=Open(dialog="guide", subject=topic)))
        announced = int((re.findall(r"\d+$", talk.messages[-1].progress) or ["1"])[0])
        for option in path:
            choose = next(
                button.action
                for button in talk.messages[-1].buttons
                if isinstance(button.action, Choose) and button.action.option == option
            )
            talk.hear(Pressed(action=choose))
        options = [b.action.option for b in talk.messages[-1].buttons if isinstance(b.action, Choose)]
        if options:
            waiting += [(*path, option) for option in options]
            continue
        ends += 1
        advice = talk.messages[-1]
        assert advice.steps
        assert advice.paragraphs
        assert advice.source
        assert advice.evidence
        assert len(path) <= announced
        assert not re.search(r"\{[a-z-]+\}", " ".join(texts(talk.messages)))
    assert ends >= len(product().library.topics[topic].outcomes)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), language=st.sampled_from(LANGUAGES), role=st.sampled_from([Role.WPB, Role.SO, Role.STUDENT]))
def test_a_random_walk_is_always_answered_with_a_way_on(data: st.DataObject, language: Language, role: Role) -> None:
    talk = Talk(role=role, language=language)
    old: list[Button] = []
    words = st.sampled_from(["terug", "stop", "opnieuw", "menu", "help", "correctie", "ja", "nee", "1", "weet ik niet"])
    talk.hear(Pressed(action=Open(dialog="guide", subject=data.draw(st.sampled_from(TOPICS)))))
    for _ in range(10):
        old += buttons(talk.messages)
        kind = data.draw(st.sampled_from(["press", "press", "old", "word", "text", "wait"]))
        known = buttons(talk.messages) if kind == "press" else old
        if kind in ("press", "old") and known:
            button = data.draw(st.sampled_from(known))
            talk.hear(Pressed(action=button.action, label=button.label, values={"reason": "unclear"}))
        elif kind == "wait":
            talk.now += timedelta(hours=30)
            talk.hear(None)
        else:
            talk.say(data.draw(words if kind == "word" else st.text(max_size=60)))
        assert talk.messages
        assert all(len(button.label) <= 75 for button in buttons(talk.messages))
        assert buttons(talk.messages) or talk.state.open or talk.messages[-1].paragraphs


def test_what_a_button_says_can_be_typed_too() -> None:
    """Doubtful question → "1" opens the first topic; "geen" none of them; "dit helpt" gives feedback."""
    talk = Talk()
    assert "Gaat het over een van deze" in talk.say("wat nu met deze student")
    first = talk.messages[-1].buttons[0]
    assert isinstance(first.action, Open)
    assert product().library.topics[first.action.subject].title.nl in talk.say("1")
    talk.say("stop")
    talk.say("wat nu met deze student")
    assert "geen antwoord op" in talk.say("geen")
    talk.say("wat is het studiekeuzegesprek")
    assert "Fijn, dank je" in talk.say("dit helpt")
