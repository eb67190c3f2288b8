"""Who a visitor of the web chat can be, and whoever is not on the roster."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.cases import Someone
from knowledge.model import Caption, Language, Role, Slug
from knowledge.yaml_file import YamlFile

DEMONSTRATION = Path(__file__).parent / "demonstration.yaml"
DEMONSTRATION_DOMAIN = "wegwijzer.example"


class Featured(BaseModel):
    """One of the demonstration people on the start page. `id` is the first part of the e-mail address."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    name: str
    role: Role
    language: Language = "nl"
    about: Caption

    @property
    def email(self) -> str:
        return demonstration_email(self.id)


def demonstration_email(name: str) -> str:
    """Nobody real has an address here: that domain is reserved for examples."""
    return f"{name.lower()}@{DEMONSTRATION_DOMAIN}"


def featured_people(path: Path = DEMONSTRATION) -> dict[str, Featured]:
    """Raises ContentError."""
    people = YamlFile.read(path).parse(tuple[Featured, ...])
    return {person.id: person for person in people}


def guest(role: Role, language: Language) -> Someone:
    """Somebody who is not on the roster: may ask the note, and sees no case."""
    return Someone(id=0, name="", email="", roles=(role,), language=language)
