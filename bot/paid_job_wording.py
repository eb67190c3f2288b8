"""The conditions for a paid job in words: whether each is met, its limit, and where in the note it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.library import Library
from knowledge.model import FactId
from knowledge.phrases import Phrases
from knowledge.rules.paid_job import Condition, Requirement, State

MARKS = {State.MET: "✓", State.NOT_MET: "✗", State.UNKNOWN: "?"}


@dataclass(frozen=True)
class JobWording:
    """`check` is the day of the check as it stands in a sentence: "15 maart"; empty where there is none."""

    library: Library
    phrases: Phrases
    check: str = ""

    def condition(self, condition: Condition) -> str:
        """ "✓ Lessen: hooguit 7 klokuren · Bijlage 1, onderdeel 2". The mark is said in words too."""
        what = self.phrases(f"paid-job.{condition.requirement}", figure=self.figure(condition), check=self.check)
        return self.line(condition.state, what, condition.facts, silent=condition.silent)

    def line(self, state: State, what: str, facts: Iterable[FactId], *, silent: bool = False) -> str:
        known = "silent" if silent and state is State.UNKNOWN else state.value
        said, source = self.phrases(f"paid-job.{known}"), self.source(facts)
        return self.phrases("paid-job.line", mark=MARKS[state], what=what, state=said, source=source)

    def figure(self, condition: Condition) -> str:
        number = f"{condition.figure:g}" if condition.figure is not None else ""
        return number.replace(".", ",") if self.phrases.language == "nl" else number

    def source(self, facts: Iterable[FactId]) -> str:
        sections = {self.library.facts[fact].section for fact in facts}
        known = [one for name, one in self.library.note.sections.items() if name in sections]
        return ", ".join(one.title_en if self.phrases.language == "en" else one.title for one in known)


STUDY = (Requirement.LEVEL, Requirement.CREDITS, Requirement.OPEN_CREDITS, Requirement.PROPEDEUSE)
