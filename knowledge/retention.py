"""How long what is kept (`content/retention.yaml`), in days."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from knowledge.library import CONTENT
from knowledge.model import Content
from knowledge.yaml_file import YamlFile

Days = Annotated[int, Field(ge=1, le=7300, strict=True)]


class Retention(Content):
    """`dossier`, `account` and `person` count from the day on which somebody left the roster."""

    turn: Days
    notice: Days
    reminder: Days
    gap: Days
    feedback: Days
    audit: Days
    call: Days
    settled_agreement: Days
    meeting: Days
    dossier: Days
    account: Days
    person: Days

    @property
    def days(self) -> dict[str, int]:
        return self.model_dump()

    @model_validator(mode="after")
    def _person_last(self) -> Self:
        if self.person < max(self.dossier, self.account):
            message = "`person` may not be shorter than `dossier` or `account`: with a person all of it goes"
            raise PydanticCustomError("order", message)
        return self


def load_retention(content: Path = CONTENT) -> Retention:
    """Raises ContentError."""
    return YamlFile.read(content / "retention.yaml").parse(Retention)
