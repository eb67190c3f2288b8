"""Words that point to medical details (`content/medical-words.yaml`)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from knowledge.library import CONTENT
from knowledge.model import Content
from knowledge.yaml_file import YamlFile

Stem = Annotated[str, StringConstraints(pattern=r"^[a-z]{3,}$")]
Capitals = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,}$")]
Phrase = Annotated[str, StringConstraints(pattern=r"^[a-z]+( [a-z]+)+$")]
Stems = Annotated[tuple[Stem, ...], Field(min_length=1)]


class MedicalWords(Content):
    """Small letters without accents or hyphens, as text is made before it is compared; `capitals` as they stand."""

    starts: Stems
    anywhere: Stems
    capitals: tuple[Capitals, ...]
    phrases: tuple[Phrase, ...]
    never: tuple[Stem, ...]

    @model_validator(mode="after")
    def _once(self) -> Self:
        words = (*self.starts, *self.anywhere, *self.capitals, *self.phrases)
        twice = sorted({word for word in words if words.count(word) > 1})
        if twice:
            raise PydanticCustomError("twice", "These words stand here twice: {words}", {"words": ", ".join(twice)})
        return self


def load_medical_words(content: Path = CONTENT) -> MedicalWords:
    """Raises ContentError."""
    return YamlFile.read(content / "medical-words.yaml").parse(MedicalWords)
