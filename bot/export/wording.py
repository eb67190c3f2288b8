"""People, days and titles as they are written in a document, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.cases import Agreement, Someone
from bot.clock import AMSTERDAM
from bot.export.plain import plain
from knowledge.library import Library
from knowledge.model import Language, Outcome, Role, Statement, Topic
from knowledge.phrases import Phrases
from knowledge.reports import ReportTemplate
from knowledge.values import MONTHS


def day_in_amsterdam(moment: datetime) -> date:
    return moment.astimezone(AMSTERDAM).date()


@dataclass(frozen=True)
class Wording:
    """Calling it gives a phrase of the group "export". What the content no longer knows is shown by its name."""

    library: Library
    phrases: Phrases
    reports: Mapping[str, ReportTemplate]

    def __call__(self, key: str, **fillings: object) -> str:
        return self.phrases(f"export.{key}", **fillings)

    @property
    def language(self) -> Language:
        return self.phrases.language

    def typed(self, text: str) -> str:
        return plain(text)

    def day(self, day: date) -> str:
        """12 maart 2027."""
        return f"{day.day} {MONTHS[self.language][day.month - 1]} {day.year}"

    def day_of(self, moment: datetime) -> str:
        return self.day(day_in_amsterdam(moment))

    def moment(self, moment: datetime) -> str:
        local = moment.astimezone(AMSTERDAM)
        return self("moment", day=self.day(local.date()), time=f"{local:%H:%M}")

    def person(self, person: Someone | None) -> str:
        if person is None:
            return self("erased")
        standing = self("left", role=self.role(person.role)) if person.left else self.role(person.role)
        return f"{plain(person.name)} ({standing})"

    def name(self, person: Someone) -> str:
        """Where the role stands beside it."""
        return plain(person.name)

    def people(self, people: Iterable[Someone]) -> str:
        return ", ".join(map(self.person, people)) or self("nobody")

    def person_on(self, person: Someone | None, moment: datetime) -> str:
        return self("by-on", who=self.person(person), day=self.day_of(moment))

    def role(self, role: Role) -> str:
        term = self.library.glossary[role]
        return term.short or self._name(role)

    def role_in_full(self, role: Role) -> str:
        short = self.library.glossary[role].short
        return f"{self._name(role)} ({short})" if short else self._name(role)

    def _name(self, role: Role) -> str:
        term = self.library.glossary[role]
        return term.en if self.language == "en" else term.nl

    def due(self, agreement: Agreement, today: date) -> str:
        day = self.day(agreement.due)
        return self("overdue", day=day) if agreement.overdue(today) else day

    def report_title(self, kind: str) -> str:
        template = self.reports.get(kind)
        return template.title.in_(self.language) if template else kind

    def topic_title(self, topic: str) -> str:
        known = self.library.topics.get(topic)
        return known.title.in_(self.language) if known else topic

    def outcome_title(self, topic: str, outcome: str) -> str:
        known = self._outcome(topic, outcome)
        return known.title.in_(self.language) if known else outcome

    def source(self, topic: str, outcome: str) -> str:
        """The sections of the note on which the outcome rests; empty where the content no longer knows it."""
        known = self._outcome(topic, outcome)
        if known is None:
            return ""
        note, sections = self.library.note, self._sections(self.library.topics[topic], known)
        return self("note", note=note.title.in_(self.language), version=note.version, sections="; ".join(sections))

    def _outcome(self, topic: str, outcome: str) -> Outcome | None:
        known = self.library.topics.get(topic)
        return known.outcomes.get(outcome) if known else None

    def _sections(self, topic: Topic, outcome: Outcome) -> list[str]:
        lead = outcome.lead or topic.lead
        named = (*outcome.do, *outcome.avoid, *outcome.record, *outcome.osiris)
        statements = [*(topic.statements[name] for name in named), Statement(text=lead.text, facts=lead.facts)]
        sections = [self.library.note.sections[name] for name in self.library.sections_of(statements)]
        return [section.title_en if self.language == "en" else section.title for section in sections]
