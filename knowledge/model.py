"""The shape of the content files: what an owner may write, and what each part means.

Every model forbids unknown keys, so that a mistyped key is reported instead of ignored.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
FactId = Annotated[str, StringConstraints(pattern=r"^(S\d+|H-[a-z]+|B\d(\.\d)?)-\d\d$")]
ContradictionId = Annotated[str, StringConstraints(pattern=r"^C\d\d$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=600)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=75)]


class Role(StrEnum):
    """Who the note speaks of. The names in Dutch and English stand in `glossary.yaml`."""

    STUDENT = "student"
    WPB = "wpb"
    SO = "so"
    IO = "io"
    SLC = "slc"
    DECAAN = "decaan"
    OPLEIDING = "opleiding"
    OPLEIDINGSSCHOOL = "opleidingsschool"
    SCHOOLCOORDINATOR = "schoolcoordinator"
    REGIOCOORDINATOR = "regiocoordinator"
    VAKGROEPCOORDINATOR = "vakgroepcoordinator"
    VAKGROEP = "vakgroep"
    OPLEIDINGSCOORDINATOR = "opleidingscoordinator"
    ONDERWIJSMANAGER = "onderwijsmanager"
    EXAMENCOMMISSIE = "examencommissie"
    STAGEBUREAU = "stagebureau"
    HR = "hr"
    TEAMLEIDER = "teamleider"
    CONTENT_OWNER = "content-owner"


class Content(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Content):
    """Prose that may still wait for its translation."""

    nl: Sentence
    en: Sentence | None = None

    def in_(self, language: Language) -> str:
        """The text in that language, or in Dutch while there is no translation."""
        return (self.en or self.nl) if language == "en" else self.nl


class Caption(Content):
    """Text on a button or in a heading: short, and in both languages from the start."""

    nl: Label
    en: Label

    def in_(self, language: Language) -> str:
        return self.en if language == "en" else self.nl


class Prompt(Content):
    """A question put to a person: in both languages from the start."""

    nl: Sentence
    en: Sentence

    def in_(self, language: Language) -> str:
        return self.en if language == "en" else self.nl


class Statement(Content):
    """One thing the product says, with the facts of the note that it rests on.

    `ours` marks what we add to the note (an advice it does not give); it is shown as such.
    """

    text: Text
    facts: tuple[FactId, ...] = Field(min_length=1)
    who: tuple[Role, ...] = ()
    when: Text | None = None
    ours: bool = False


class Lead(Content):
    """Who holds the reins. `who` is empty where the note names nobody; the text then says so."""

    who: tuple[Role, ...]
    text: Text
    facts: tuple[FactId, ...] = Field(min_length=1)


class Option(Content):
    label: Caption
    goto: Slug
    also: tuple[str, ...] = ()


class Question(Content):
    """A node of a decision tree. `why` says in one line what depends on the answer."""

    ask: Prompt
    why: Text | None = None
    options: dict[Slug, Option] = Field(min_length=2, max_length=5)


class Outcome(Content):
    """Where a tree ends. Each list names statements of the topic, in the order in which they are shown.

    `report` names the report (`reports.yaml`) that belongs to a talk which this outcome advises.
    """

    title: Caption
    lead: Lead | None = None
    do: tuple[Slug, ...] = Field(min_length=1, max_length=5)
    avoid: tuple[Slug, ...] = ()
    record: tuple[Slug, ...] = ()
    osiris: tuple[Slug, ...] = ()
    contradictions: tuple[ContradictionId, ...] = ()
    agreements: tuple[Slug, ...] = ()
    report: Slug | None = None


class AgreementTemplate(Content):
    """What is worth agreeing after an outcome: a proposal by us, with a default owner and term."""

    what: Text
    owner: Role
    within_days: int = Field(ge=1, le=366)


class Topic(Content):
    id: Slug
    title: Caption
    asked_as: Caption
    answer: tuple[Slug, ...] = Field(min_length=1, max_length=2)
    lead: Lead
    start: Slug
    questions: dict[Slug, Question] = {}
    outcomes: dict[Slug, Outcome] = Field(min_length=1)
    more: tuple[Slug, ...] = ()
    contradictions: tuple[ContradictionId, ...] = ()
    statements: dict[Slug, Statement]
    agreements: dict[Slug, AgreementTemplate] = {}
    related: tuple[Slug, ...] = ()


class Section(Content):
    """A part of the note, as it is cited under an answer."""

    title: str
    title_en: str


class Note(Content):
    """Which version of the note the content rests on."""

    title: Caption
    version: str
    sections: dict[str, Section]


class Fact(Content):
    """One thing the note lays down, in our own words. `excused` says why no topic needs to cover it."""

    id: FactId
    rule: str
    excused: str | None = None

    @property
    def section(self) -> str:
        """The part of the note that it stands in: a key of `Note.sections`."""
        return self.id.rsplit("-", 1)[0]


class Contradiction(Content):
    """Where the note contradicts itself or leaves a gap (`what`), and what we tell people about it (`says`)."""

    id: ContradictionId
    kind: str
    what: str
    sections: tuple[str, ...]
    says: Text | None = None
    excused: str | None = None


class Term(Content):
    """A word of this world: the abbreviation if there is one, the full name, and what it means."""

    short: str | None = None
    nl: str
    en: str
    meaning: Text
    facts: tuple[FactId, ...] = ()
