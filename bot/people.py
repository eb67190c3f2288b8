"""Who talks: the demonstration people, until a roster is imported."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.model import Caption, Language, Role, Slug
from knowledge.yaml_file import YamlFile

DEMONSTRATION = Path(__file__).parent / "demonstration.yaml"


class Person(BaseModel):
    """`id` stands in addresses and in stored conversations."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    name: str
    role: Role
    language: Language = "nl"
    about: Caption


def demonstration_people(path: Path = DEMONSTRATION) -> dict[str, Person]:
    """Raises ContentError."""
    people = YamlFile.read(path).parse(tuple[Person, ...])
    return {person.id: person for person in people}
