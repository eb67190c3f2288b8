"""Everything that is loaded once when the program starts: content, phrases, values and the finder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.dialogs.context import Context
from knowledge.library import Library, load_library
from knowledge.matching.finder import load_finder
from knowledge.matching.match import Finder
from knowledge.menu import MenuGroup, load_menu
from knowledge.model import Language, Role
from knowledge.phrases import Phrases, load_phrases
from knowledge.values import Values, load_values


@dataclass(frozen=True)
class Product:
    library: Library
    phrases: dict[Language, Phrases]
    values: Values
    menu: tuple[MenuGroup, ...]
    finder: Finder

    def context(self, role: Role, language: Language, today: date) -> Context:
        return Context(role, today, self.phrases[language], self.library, self.values, self.menu)


def load_product() -> Product:
    """Raises ContentError."""
    return Product(load_library(), load_phrases(), load_values(), load_menu(), load_finder())
