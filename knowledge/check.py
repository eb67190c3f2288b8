"""What a content owner runs before publishing: is the content whole, honest and walkable?

Reading a file already reports wrong keys and values (`yaml_file`); here is what spans keys and files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge.calendar.check import Dialogs, check_calendar
from knowledge.library import CONTENT, Library, load_library
from knowledge.matching.examples import fingerprint, load_examples
from knowledge.matching.weights import MODEL_FILE, ModelError, load_weights
from knowledge.medical_words import load_medical_words
from knowledge.menu import MenuGroup, load_menu
from knowledge.model import Outcome, Topic
from knowledge.phrases import load_phrases
from knowledge.reports import ReportTemplate, load_reports
from knowledge.retention import load_retention
from knowledge.tree import longest_path, reachable_nodes
from knowledge.values import PLACEHOLDER, Values, load_values
from knowledge.yaml_file import ContentError, Fault, Location, YamlFile

TOPICS = (
    "klik-wpb", "klik-doelgroep", "ziekte", "beperking", "taalvaardigheid", "beroepsgeschiktheid", "herkansing",
    "stoppen", "wissel-opleidingsschool", "betaalde-aanstelling", "voltijd-deeltijd", "langstudeerder",
    "studieadvies", "decaan", "slc", "studentbespreking", "rollen", "privacy", "solliciteren",
    "professioneel-gedrag", "extra-hulp", "studiekeuzegesprek", "escalatie",
)  # fmt: skip
MOST_QUESTIONS = 4
MOST_NAMED = 12


def check_content(content: Path = CONTENT, dialogs: Dialogs | None = None) -> list[Fault]:
    """Reads all content and checks it; what cannot even be read is reported the same way.

    `dialogs`: those that a reminder may start; without them the names of dialogs are not checked.
    """
    try:
        library = load_library(content)
        load_phrases(content)
        values = load_values(content)
        menu = load_menu(content)
        reports = load_reports(content)
        load_retention(content)
        load_medical_words(content)
        calendar_faults = check_calendar(library, dialogs, content)
    except ContentError as error:
        return error.faults
    return [
        *check_library(library, content),
        *_unknown_values(library, values, content),
        *_menu_faults(menu, content),
        *_report_faults(reports, library, content),
        *calendar_faults,
        *_stale_model(),
    ]


def check_library(library: Library, content: Path = CONTENT) -> list[Fault]:
    """Every fault that an owner must mend, by file and line; empty when the content is whole."""
    faults = [fault for topic in library.topics.values() for fault in _check_topic(library, topic, content)]
    faults += _missing_topics(library, content)
    faults += _uncovered_facts(library, content)
    faults += _unanswered_contradictions(library, content)
    return faults


def _missing_topics(library: Library, content: Path) -> Iterator[Fault]:
    for topic in TOPICS:
        if topic not in library.topics:
            yield Fault(content / "topics" / f"{topic}.yaml", 0, "this topic is missing")
    for topic in library.topics:
        if topic not in TOPICS:
            yield Fault(content / "topics" / f"{topic}.yaml", 0, "this topic id is not one of the fixed ids")


def _uncovered_facts(library: Library, content: Path) -> Iterator[Fault]:
    covered = set(_facts_used(library))
    file = YamlFile.read(content / "facts.yaml")
    for index, fact in enumerate(library.facts.values()):
        if fact.section not in library.note.sections:
            yield Fault(file.path, file.line((index,)), f"{fact.id}: note.yaml knows no section {fact.section}")
        if fact.id not in covered and not fact.excused:
            message = f"{fact.id}: no statement rests on this fact; cover it, or give a reason under `excused`"
            yield Fault(file.path, file.line((index,)), message)


def _facts_used(library: Library) -> Iterator[str]:
    for topic in library.topics.values():
        yield from topic.lead.facts
        for outcome in topic.outcomes.values():
            yield from outcome.lead.facts if outcome.lead else ()
        for statement in topic.statements.values():
            yield from statement.facts


def _unanswered_contradictions(library: Library, content: Path) -> Iterator[Fault]:
    answered: set[str] = set()
    for topic in library.topics.values():
        answered.update(topic.contradictions)
        for outcome in topic.outcomes.values():
            answered.update(outcome.contradictions)
    file = YamlFile.read(content / "contradictions.yaml")
    for index, contradiction in enumerate(library.contradictions.values()):
        line = file.line((index,))
        if contradiction.excused:
            continue
        if contradiction.id not in answered:
            message = f"{contradiction.id}: no topic answers this contradiction; name it in one, or give a reason"
            yield Fault(file.path, line, message)
        elif contradiction.says is None:
            yield Fault(file.path, line, f"{contradiction.id}: `says` is missing: what do we tell people?")


def _check_topic(library: Library, topic: Topic, content: Path) -> Iterator[Fault]:
    file = YamlFile.read(content / "topics" / f"{topic.id}.yaml")
    for location, message in _faults_in(library, topic):
        yield Fault(file.path, file.line(location), message)


def _faults_in(library: Library, topic: Topic) -> Iterator[tuple[Location, str]]:
    yield from _references(library, topic)
    yield from _tree_faults(topic)
    yield from _unused_statements(topic)


def _references(library: Library, topic: Topic) -> Iterator[tuple[Location, str]]:
    for location, names, allowed, kind in _named(library, topic):
        for name in names:
            if name not in allowed:
                yield location, f"{name!r} is not a known {kind}; known: {_some(allowed)}"


def _named(library: Library, topic: Topic) -> Iterator[tuple[Location, Iterable[str], Iterable[str], str]]:
    statements, facts = topic.statements.keys(), library.facts.keys()
    yield ("answer",), topic.answer, statements, "statement"
    yield ("more",), topic.more, statements, "statement"
    yield ("related",), topic.related, TOPICS, "topic"
    yield ("contradictions",), topic.contradictions, library.contradictions.keys(), "contradiction"
    yield ("lead", "facts"), topic.lead.facts, facts, "fact"
    for name, statement in topic.statements.items():
        yield ("statements", name, "facts"), statement.facts, facts, "fact"
    for name, outcome in topic.outcomes.items():
        place: Location = ("outcomes", name)
        for key in ("do", "avoid", "record", "osiris"):
            yield (*place, key), getattr(outcome, key), statements, "statement"
        yield (*place, "contradictions"), outcome.contradictions, library.contradictions.keys(), "contradiction"
        yield (*place, "agreements"), outcome.agreements, topic.agreements.keys(), "agreement"
        if outcome.lead:
            yield (*place, "lead", "facts"), outcome.lead.facts, facts, "fact"


def _some(names: Iterable[str]) -> str:
    names = sorted(names)
    return ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")


def _tree_faults(topic: Topic) -> Iterator[tuple[Location, str]]:
    nodes = topic.questions.keys() | topic.outcomes.keys()
    for name in topic.questions.keys() & topic.outcomes.keys():
        yield ("questions", name), f"{name!r} is both a question and an outcome"
    broken = False
    for source, location, target in _arrows(topic):
        if target not in nodes:
            broken = True
            yield location, f"{source} leads to {target!r}, which is neither a question nor an outcome"
    if broken:
        return
    reached = reachable_nodes(topic)
    for name in topic.questions.keys() - reached:
        yield ("questions", name), f"no path leads to the question {name!r}"
    for name in topic.outcomes.keys() - reached:
        yield ("outcomes", name), f"no path leads to the outcome {name!r}"
    steps = longest_path(topic)
    if steps is None:
        yield ("questions",), "the questions go round in a circle"
    elif steps > MOST_QUESTIONS:
        yield ("questions",), f"a path asks {steps} questions; {MOST_QUESTIONS} is the most a person will answer"


def _arrows(topic: Topic) -> Iterator[tuple[str, Location, str]]:
    yield "start", ("start",), topic.start
    for name, question in topic.questions.items():
        for value, option in question.options.items():
            yield f"{name}.{value}", ("questions", name, "options", value, "goto"), option.goto


def _unused_statements(topic: Topic) -> Iterator[tuple[Location, str]]:
    used = {*topic.answer, *topic.more}
    for outcome in topic.outcomes.values():
        used |= _statements_of(outcome)
    for name in topic.statements.keys() - used:
        yield ("statements", name), f"the statement {name!r} is shown nowhere"


def _statements_of(outcome: Outcome) -> set[str]:
    return {*outcome.do, *outcome.avoid, *outcome.record, *outcome.osiris}


def _unknown_values(library: Library, values: Values, content: Path) -> Iterator[Fault]:
    """A `{name}` that no dated value answers today would reach people as it stands."""
    allowed = {name for name, value in values.items() if value.values[-1].value is not None} | {"student"}
    for topic in library.topics.values():
        file = YamlFile.read(content / "topics" / f"{topic.id}.yaml")
        for location, text in _texts(topic.model_dump()):
            for name in PLACEHOLDER.findall(text):
                if name not in allowed:
                    message = f"{{{name}}} is not a value that holds now; known: {', '.join(sorted(allowed))}"
                    yield Fault(file.path, file.line(location), message)


def _texts(data: Any, location: Location = ()) -> Iterator[tuple[Location, str]]:
    if isinstance(data, str):
        yield location, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*location, key))
    elif isinstance(data, list | tuple):
        for index, value in enumerate(data):
            yield from _texts(value, (*location, index))


def _menu_faults(menu: Iterable[MenuGroup], content: Path) -> Iterator[Fault]:
    file = YamlFile.read(content / "menu.yaml")
    offered = {topic for group in menu for topic in group.topics}
    for topic in sorted(set(TOPICS) - offered):
        yield Fault(file.path, 0, f"no group offers the topic {topic!r}")
    for topic in sorted(offered - set(TOPICS)):
        yield Fault(file.path, 0, f"{topic!r} is not a topic")


def _report_faults(reports: Mapping[str, ReportTemplate], library: Library, content: Path) -> Iterator[Fault]:
    file = YamlFile.read(content / "reports.yaml")
    for kind, template in reports.items():
        for fact in template.facts:
            if fact not in library.facts:
                message = f"{fact!r} is not a known fact; known: {_some(library.facts)}"
                yield Fault(file.path, file.line((kind, "facts")), message)


def _stale_model() -> Iterator[Fault]:
    try:
        trained = load_weights().fingerprint
    except ModelError as error:
        yield Fault(MODEL_FILE, 0, str(error))
        return
    if trained != fingerprint(load_examples()):
        yield Fault(MODEL_FILE, 0, "the examples have changed since it was trained; run: wegwijzer knowledge train")
