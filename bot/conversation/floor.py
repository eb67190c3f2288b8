"""Which dialog has the floor: starting, going on, going back, parking and taking up again.

One Floor lives for one turn. It gathers what is said and what must happen, and holds the state as it changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.conversation.presenting import menu_button, present, question_message
from bot.conversation.state import Running, State
from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Effect, Pick, Question, Run, Stored, run
from bot.dialogs.menu import Start
from bot.dialogs.procedures import PROCEDURES
from bot.dialogs.registry import REMEMBERED, is_known, start
from bot.message import Button, Command, Message
from knowledge.matching.match import Finder
from knowledge.model import Language
from knowledge.phrases import Phrases


@dataclass(frozen=True)
class Around:
    """What a conversation leans on. `now` is aware; `phrases` holds every language, as commands work in each.

    `keeps` tells whether effects are carried out: without it nobody may be told that something was passed on.
    """

    context: Context
    finder: Finder
    phrases: dict[Language, Phrases]
    now: datetime
    keeps: bool = True


@dataclass
class Floor:
    around: Around
    state: State
    messages: list[Message] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    _results: dict[int, tuple[Running, Run]] = field(default_factory=dict)

    @property
    def context(self) -> Context:
        return self.around.context

    def words(self, key: str, **fillings: object) -> str:
        return self.context.phrases(key, **fillings)

    def say(self, *paragraphs: str, buttons: tuple[Button, ...] = ()) -> None:
        self.messages.append(Message(paragraphs=paragraphs, buttons=buttons))

    # Looking

    def result(self, running: Running) -> Run:
        """The same for the whole turn: nothing that a dialog reads changes within it."""
        known = self._results.get(id(running))
        if known is None or known[0] is not running:
            known = self._results[id(running)] = (running, self._run(running))
        return known[1]

    def _run(self, running: Running) -> Run:
        return run(start(self.context, running.dialog, running.subject), running.answers)

    @property
    def pending(self) -> Question | None:
        return self.result(self.state.open).pending if self.state.open else None

    def running(self, number: int) -> Running | None:
        """The dialog with that run number, if it is still remembered."""
        known = (self.state.open, self.state.done, self.state.parked)
        return next((running for running in known if running and running.run == number), None)

    def name(self, running: Running) -> str:
        """What the person was talking about: the title of the topic, or of the menu."""
        if running.dialog == "guide":
            return self.context.title(running.subject)
        return self.words(f"dialog.name-{running.dialog}" if running.dialog in REMEMBERED else "command.menu")

    # Moving

    def start(
        self, dialog: str, subject: str = "", more: tuple[Button, ...] = (), answers: dict[str, Stored] | None = None
    ) -> None:
        self.park()
        parked = self.state.parked
        if parked and (parked.dialog, parked.subject) == (dialog, subject):
            self.state.parked = None
        self.state.runs += 1
        self.go(Running(dialog=dialog, subject=subject, run=self.state.runs, answers=answers or {}), more)

    def go(self, running: Running, more: tuple[Button, ...] = ()) -> None:
        """Runs the dialog as far as its answers carry it, says what is new, and closes it at its end."""
        result = self.result(running)
        shown = present(self.context, result, running.run, more, self._draft(running, result.pending))
        if result.ended and more and shown:
            shown[-1] = shown[-1].model_copy(update={"buttons": (*shown[-1].buttons, *more)})
        self.messages += shown
        self.state.open = None if result.ended else running
        if result.ended and running.dialog == "guide":
            self.state.done = running
        for effect in result.effects:
            if isinstance(effect, Start):
                self.start(effect.dialog, effect.subject)
            else:
                self.effects.append(effect)
                self._leave_what_led_to(running.dialog)

    def _leave_what_led_to(self, dialog: str) -> None:
        """Whoever did what a guide leads to is not asked whether to go on with that guide."""
        parked = self.state.parked
        led_to = PROCEDURES.get(parked.subject, ()) if parked and parked.dialog == "guide" else ()
        if any(one.dialog == dialog for one in led_to):
            self.state.parked = None

    def put(self, running: Running, question: str, answer: Stored) -> None:
        """An answer to any question of the dialog; the other answers stay as far as they still hold."""
        self.take_up(running)
        drafts = {name: draft for name, draft in running.drafts.items() if name != question}
        self.go(running.model_copy(update={"answers": {**running.answers, question: answer}, "drafts": drafts}))

    def without(self, running: Running, question: str) -> None:
        """Asks that question again; the other answers stay as far as they still hold."""
        self.take_up(running)
        answers = {name: answer for name, answer in running.answers.items() if name != question}
        drafts = {**running.drafts, question: running.answers[question]} if question in running.answers else {}
        self.go(running.model_copy(update={"answers": answers, "drafts": drafts}))

    def _draft(self, running: Running, question: Question | None) -> dict[str, str] | None:
        """What was filled in before: taken back, refused, or an answer that no longer holds."""
        if question is None:
            return None
        draft = running.drafts.get(question.id, running.answers.get(question.id))
        return draft if isinstance(draft, dict) else None

    def take_up(self, running: Running) -> None:
        """Gives the floor to a dialog that is open, parked or done."""
        if self.state.open and self.state.open.run != running.run:
            self.park()
        if self.state.parked and self.state.parked.run == running.run:
            self.state.parked = None
        self.state.open = running

    def park(self) -> None:
        """Keeps an open guide to be offered again. A menu or a form is not missed by anyone."""
        if self.state.open and self.state.open.dialog in REMEMBERED:
            self.state.parked = self.state.open
        self.state.open = None

    def back(self) -> None:
        running = self.state.open or self.state.done
        answered = self.result(running).answered if running else {}
        if running is None or not answered:
            self.say(self.words("dialog.nothing-back"))
            self.ask_again()
            return
        self.take_up(running)
        kept = dict(answered)
        last, given = kept.popitem()
        self.go(running.model_copy(update={"answers": kept, "drafts": {**running.drafts, last: given}}))

    def let_go(self) -> bool:
        """Forgets dialogs that are no more, or no longer for this person; tells whether one waited for an answer."""
        waited = False
        for name in ("open", "parked", "done"):
            running = getattr(self.state, name)
            if running and not is_known(self.context, running.dialog, running.subject):
                setattr(self.state, name, None)
                waited |= name != "done"
        return waited

    def restart(self) -> None:
        running = self.state.open or self.state.parked or self.state.done
        self.state.open = None
        if running:
            self.start(running.dialog, running.subject)
        else:
            self.start("menu")

    def stop(self) -> None:
        key = "dialog.stopped" if self.state.open or self.state.parked else "dialog.nothing-to-stop"
        self.state.open = self.state.parked = None
        self.say(self.words(key), buttons=(menu_button(self.context),))

    def resume(self) -> None:
        running = self.state.parked or self.state.open
        if running is None:
            self.say(self.words("dialog.old-button"), buttons=(menu_button(self.context),))
            return
        self.take_up(running)
        self.ask_again(self.words("dialog.we-were", topic=self.name(running)))

    def drop(self) -> None:
        self.state.parked = None
        self.say(self.words("dialog.dropped"), buttons=(menu_button(self.context),))

    # Asking again

    def ask_again(self, *lead: str) -> None:
        """The question that waits, once more, below a line of introduction; nothing when none waits."""
        running, pending = self.state.open, self.pending
        if running is None or pending is None:
            if lead:
                self.say(*lead, buttons=(menu_button(self.context),))
            return
        answered = len(self.result(running).answered)
        values = self._draft(running, pending)
        asked = question_message(self.context, pending, running.run, answered, values=values)
        self.messages.append(asked.model_copy(update={"paragraphs": (*lead, *asked.paragraphs)}))

    def offer_parked(self) -> None:
        """At the end of a turn that leaves nothing open: where we were, and three ways to go."""
        parked = self.state.parked
        if parked is None or self.state.open is not None:
            return
        buttons = (
            Button(label=self.words("dialog.resume"), action=Command(name="resume"), primary=True),
            Button(label=self.words("dialog.restart"), action=Command(name="restart")),
            Button(label=self.words("dialog.drop"), action=Command(name="drop")),
        )
        self.say(self.words("dialog.earlier", topic=self.name(parked)), buttons=buttons)


def label_of(question: Question | None, stored: Stored | None) -> str:
    """How an answer reads to the person who gave it."""
    if isinstance(question, Choice | Pick):
        return next((option.label for option in question.options if option.value == stored), "")
    return stored if isinstance(stored, str) else ""
