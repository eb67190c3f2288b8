"""Everything the content says, read once and then only looked up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar, get_args

from knowledge.abbreviations import Abbreviations
from knowledge.model import Contradiction, Fact, Language, Note, Role, Statement, Term, Topic
from knowledge.tree import questions_ahead
from knowledge.yaml_file import ContentError, Fault, YamlFile

Parsed = TypeVar("Parsed")

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True, repr=False)
class Library:
    """The checked content. Topics keep the order of their file names. Too much to be printed."""

    note: Note
    facts: dict[str, Fact]
    contradictions: dict[str, Contradiction]
    glossary: dict[Role, Term]
    topics: dict[str, Topic]

    @cached_property
    def ahead(self) -> dict[str, dict[str, int | None]]:
        """By topic and question: the most questions that may still come, itself included; None for a loop."""
        return {
            name: {node: questions_ahead(topic, node) for node in topic.questions}
            for name, topic in self.topics.items()
        }

    @cached_property
    def abbreviations(self) -> dict[Language, Abbreviations]:
        return {language: Abbreviations.of(self.glossary.values(), language) for language in get_args(Language)}

    @cached_property
    def _places(self) -> dict[str, int]:
        """Each section's place in the note."""
        return {section: place for place, section in enumerate(self.note.sections)}

    def sections_of(self, statements: Iterable[Statement]) -> list[str]:
        """The sections of the note that these statements rest on, in the note's order."""
        cited = {self.facts[fact].section for statement in statements for fact in statement.facts}
        return sorted(cited, key=self._places.__getitem__)


def load_library(content: Path = CONTENT) -> Library:
    """Raises ContentError with every fault of every file, so that an owner mends them in one go."""
    faults: list[Fault] = []
    topics = _topics(content / "topics", faults)
    note = _read(content / "note.yaml", Note, faults)
    facts = _read(content / "facts.yaml", list[Fact], faults)
    contradictions = _read(content / "contradictions.yaml", list[Contradiction], faults)
    glossary = _read(content / "glossary.yaml", dict[Role, Term], faults)
    if faults or note is None or facts is None or contradictions is None or glossary is None:
        raise ContentError(faults)
    return Library(
        note,
        {fact.id: fact for fact in facts},
        {contradiction.id: contradiction for contradiction in contradictions},
        glossary,
        topics,
    )


def _topics(folder: Path, faults: list[Fault]) -> dict[str, Topic]:
    topics = {}
    for path in sorted(folder.glob("*.yaml")):
        topic = _read(path, Topic, faults)
        if topic is not None:
            topics[path.stem] = topic
    return topics


def _read(path: Path, shape: type[Parsed], faults: list[Fault]) -> Parsed | None:
    try:
        return YamlFile.read(path).parse(shape)
    except ContentError as error:
        faults.extend(error.faults)
        return None
