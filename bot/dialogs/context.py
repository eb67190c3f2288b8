"""Everything a dialog may read, loaded before it runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.library import Library
from knowledge.menu import MenuGroup
from knowledge.model import Language, Role, Text, Topic
from knowledge.phrases import Phrases
from knowledge.values import Values, filled_in


@dataclass(frozen=True)
class Context:
    """`today` is the day in Europe/Amsterdam; `role` is that of the person who talks."""

    role: Role
    today: date
    phrases: Phrases
    library: Library
    values: Values
    menu: tuple[MenuGroup, ...]

    @property
    def language(self) -> Language:
        return self.phrases.language

    def topic(self, topic: str) -> Topic:
        return self.library.topics[topic]

    def title(self, topic: str) -> str:
        return self.topic(topic).title.in_(self.language)

    def text(self, text: Text) -> str:
        return filled_in(text.in_(self.language), self.values, self.today, self.language)

    def role_name(self, role: Role) -> str:
        term = self.library.glossary[role]
        return term.short or (term.en if self.language == "en" else term.nl)
