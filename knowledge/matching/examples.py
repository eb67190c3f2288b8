"""The example questions that the finder learns from: one a line, a file per topic and language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.library import CONTENT
from knowledge.model import LANGUAGES

OUTSIDE = "outside"
EXAMPLES = CONTENT / "examples"


@dataclass(frozen=True)
class Example:
    """`topic` is OUTSIDE for a question that the note does not answer."""

    question: str
    topic: str


def load_examples(folder: Path = EXAMPLES) -> list[Example]:
    """In the order of the file names, so that training gives the same model everywhere."""
    return list(_read(folder))


def _read(folder: Path) -> Iterator[Example]:
    for path in sorted(folder.glob("*.txt")):
        topic, language = path.stem.split(".")
        if language not in LANGUAGES:
            raise ValueError(f"{path.name}: the name must be <topic>.nl.txt or <topic>.en.txt")
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield Example(line.strip(), topic)


def fingerprint(examples: list[Example]) -> str:
    """Tells whether a model was trained on exactly these examples."""
    lines = "\n".join(f"{example.topic}\t{example.question}" for example in examples)
    return hashlib.sha256(lines.encode()).hexdigest()
