"""What somebody could ask, to begin with: by role."""

from __future__ import annotations

from knowledge.model import Role
from knowledge.phrases import Phrases

WITH_OWN = (Role.WPB, Role.SO, Role.IO, Role.STUDENT)
NUMBERS = (1, 2, 3)


def prompt_starters(phrases: Phrases, role: Role) -> tuple[str, ...]:
    """Three questions as a person would type them."""
    own = role if role in WITH_OWN else Role.WPB
    return tuple(phrases(f"teams.starter-{own}-{number}") for number in NUMBERS)
