"""The content as it ships, and what an owner is told when it is wrong."""

from __future__ import annotations

import re
import shutil
import string
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from knowledge.check import TOPICS, check_content
from knowledge.drawing import draw_topic
from knowledge.library import CONTENT, load_library
from knowledge.model import LANGUAGES
from knowledge.phrases import load_phrases
from knowledge.tree import reachable_nodes
from knowledge.yaml_file import ContentError, YamlFile

PROJECT = CONTENT.parent.parent


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def edit(path: Path, change: Callable[[str], str]) -> int:
    """Changes the file; the number of the first line that differs."""
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, "the edit changes nothing"
    path.write_text(after, encoding="utf-8")
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    return next(number for number, (old, new) in enumerate(pairs, start=1) if old != new)


def faults(content: Path) -> list[str]:
    return [str(fault) for fault in check_content(content)]


def test_the_content_is_whole() -> None:
    assert faults(CONTENT) == []


def test_all_facts_and_contradictions_of_the_note_are_there() -> None:
    library = load_library()
    assert len(library.facts) == 236
    assert sorted(library.contradictions) == [f"C{number:02}" for number in range(1, 48)]
    assert sorted(library.topics) == sorted(TOPICS)


def test_every_node_is_reached_and_every_outcome_says_who_leads_and_cites() -> None:
    library = load_library()
    for topic in library.topics.values():
        assert reachable_nodes(topic) == topic.questions.keys() | topic.outcomes.keys()
        for outcome in topic.outcomes.values():
            assert (outcome.lead or topic.lead).text.nl
            assert library.sections_of([topic.statements[name] for name in outcome.do])


def test_everything_is_there_in_english_too() -> None:
    for topic in load_library().topics.values():
        for statement in topic.statements.values():
            assert statement.text.en, f"{topic.id}: {statement.text.nl}"


@pytest.mark.parametrize(
    ("file", "change", "expected"),
    [
        (
            "topics/ziekte.yaml",
            lambda text: text.replace("asked_as:", "askedas:"),
            "not known here; allowed:",
        ),
        (
            "topics/ziekte.yaml",
            lambda text: text.replace("goto: decaan-psychisch", "goto: decaan-x"),
            "neither a",
        ),
        ("topics/ziekte.yaml", lambda text: text.replace("[S10-01, H-", "[S10-99, H-"), "'S10-99' is not a known fact"),
        ("topics/ziekte.yaml", lambda text: text.replace("who: [decaan]", "who: [dekaan]"), "'wpb'"),
        ("topics/ziekte.yaml", lambda text: text.replace("related: [decaan", "related: [dekaan"), "not a known topic"),
        ("topics/slc.yaml", lambda text: text.replace("title:", "title: [", 1), "not valid YAML"),
        ("values.yaml", lambda text: text.replace("unit: ec", "unit: points", 1), "'ec'"),
        ("reports.yaml", lambda text: text.replace("H-twijfels-05", "H-twijfels-95"), "not a known fact"),
        ("reports.yaml", lambda text: text.replace("required: true", "requird: true", 1), "not known here; allowed:"),
        ("menu.yaml", lambda text: text.replace("Betaald werk en deeltijd", "Betaald werk, en deeltijd"), "in quotes"),
    ],
)
def test_a_mistake_is_reported_with_file_and_line(
    content: Path, file: str, change: Callable[[str], str], expected: str
) -> None:
    line = edit(content / file, change)
    reported = faults(content)
    assert any(expected in fault for fault in reported), reported
    places = [re.match(r"([\w-]+\.yaml):(\d+): ", fault) for fault in reported]
    assert any(place and place[1] == Path(file).name and abs(int(place[2]) - line) <= 4 for place in places), reported


def test_a_statement_without_facts_is_refused(content: Path) -> None:
    edit(content / "topics/ziekte.yaml", lambda text: text.replace("facts: [H-ziekte-02]", "facts: []", 1))
    assert any("facts" in fault and "at least 1" in fault for fault in faults(content))


def test_a_fact_that_nothing_covers_is_reported(content: Path) -> None:
    edit(content / "facts.yaml", lambda text: "- id: S1-09\n  rule: Something new.\n" + text)
    assert any("S1-09: no statement rests on this fact" in fault for fault in faults(content))


def test_a_contradiction_that_nothing_answers_is_reported(content: Path) -> None:
    extra = "- {id: C48, kind: gap, what: New., sections: [S1], says: {nl: Nieuw., en: New.}}\n"
    path = content / "contradictions.yaml"
    path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    assert any("C48: no topic answers this contradiction" in fault for fault in faults(content))


def test_a_key_that_stands_twice_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "twice.yaml"
    path.write_text("a: 1\nb: 2\na: 3\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"twice\.yaml:3: the key 'a' stands here twice"):
        YamlFile.read(path)


def test_a_missing_or_unreadable_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="missing"):
        YamlFile.read(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("a: é".encode("latin-1"))
    with pytest.raises(ContentError, match="UTF-8"):
        YamlFile.read(tmp_path / "latin.yaml")


def test_phrases_need_the_same_fillings_in_both_languages() -> None:
    phrases = load_phrases()
    for key, dutch in phrases["nl"].texts.items():
        wanted, given = (_fillings(text) for text in (dutch, phrases["en"].texts[key]))
        assert wanted == given, key


def _fillings(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_tree_can_be_drawn(topic: str) -> None:
    known = load_library().topics[topic]
    for language in LANGUAGES:
        drawn = ET.fromstring(draw_topic(known, language))  # noqa: S314 (our own drawing)
        groups = drawn.findall("{http://www.w3.org/2000/svg}g")
        assert {group.get("id") for group in groups} == reachable_nodes(known)
