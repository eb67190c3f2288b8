"""Everything a dialog may read, loaded before it runs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from bot.cases import Someone
from bot.clock import AMSTERDAM
from bot.lookups import Found, Lookup, Permitted, Records
from bot.medical import medical_words
from bot.message import Part
from bot.permissions import Ties, may
from knowledge.library import Library
from knowledge.medical_words import MedicalWords
from knowledge.menu import MenuGroup
from knowledge.model import Language, Role, Text, Topic
from knowledge.phrases import Phrases
from knowledge.reports import ReportTemplate
from knowledge.rules.resit import SchoolCalendar
from knowledge.stagebureau import Stagebureau
from knowledge.talk_forms import TalkForms
from knowledge.values import Values, filled_in

T = TypeVar("T")
MOST_MADE = 4096


@dataclass(frozen=True)
class Made:
    """What was made of the content before. A key names all that it was made from, and nobody in person."""

    _found: dict[tuple[Hashable, ...], Any] = field(default_factory=dict)

    def get(self, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        if key not in self._found:
            if len(self._found) >= MOST_MADE:
                self._found.clear()
            self._found[key] = make()
        found: T = self._found[key]
        return found


@dataclass(frozen=True)
class Context:
    """`me` is the person who talks (`id` 0: never on the roster), `now` the aware present."""

    me: Someone
    now: datetime
    phrases: Phrases
    library: Library
    values: Values
    menu: tuple[MenuGroup, ...]
    reports: Mapping[str, ReportTemplate]
    medical: MedicalWords
    school_calendar: SchoolCalendar
    stagebureau: Stagebureau
    talk_forms: TalkForms
    public_url: str = ""
    made: Made = field(default_factory=Made)
    records: Records = field(default_factory=Records)

    @property
    def language(self) -> Language:
        return self.phrases.language

    @property
    def role(self) -> Role:
        return self.me.role

    @property
    def on_roster(self) -> bool:
        return self.me.id > 0 and not self.me.left

    @cached_property
    def today(self) -> date:
        """The day in Europe/Amsterdam."""
        return self.local_day(self.now)

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(AMSTERDAM).date()

    def look_up(self, lookup: Lookup[Found]) -> Found:
        """Stops the run with NotLoaded when the turn has yet to load it."""
        return self.records.get(lookup)

    def may_in(self, student: int, action: str, kind: str, *, part: bool) -> bool:
        """Whether the person may do that with one object about the student; `part`: they take part in it."""
        if part and may(self.me, action, kind, Ties(part=True)):
            return True
        return self.look_up(Permitted(student, action, kind))

    def told(self, what: str, topic: str, node: str, make: Callable[[], T]) -> T:
        """What the content tells everybody of these roles and this language on this day; made once."""
        kind = (self.language, self.me.roles, self.on_roster, self.today)
        return self.made.get((what, topic, node, *kind), make)

    def topic(self, topic: str) -> Topic:
        return self.library.topics[topic]

    def title(self, topic: str) -> str:
        return self.topic(topic).title.in_(self.language)

    def text(self, text: Text) -> str:
        return filled_in(text.in_(self.language), self.values, self.today, self.language)

    def role_name(self, role: Role) -> str:
        term = self.library.glossary[role]
        return term.short or (term.en if self.language == "en" else term.nl)

    def history_part(self, lines: tuple[str, ...]) -> Part:
        return Part(heading=self.phrases("agreement.history"), lines=lines, kind="more", folded=True)

    @property
    def no_medical(self) -> str:
        """The hint under what is typed about a student; a student is the one who may read it."""
        return self.phrases("form.no-medical-you" if self.role is Role.STUDENT else "form.no-medical")

    def medical_warning(self, *texts: str) -> str:
        """A gentle sentence where a text seems to hold medical details; empty where it does not."""
        found = dict.fromkeys(word for text in texts for word in medical_words(text, self.medical))
        return self.phrases("form.medical", words=", ".join(found)) if found else ""
