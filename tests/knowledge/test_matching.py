"""Finding the topic of a question: how well, on what grounds, and from honest examples."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from knowledge.check import TOPICS
from knowledge.library import CONTENT
from knowledge.matching.evaluate import QuestionsError, read_questions, score, try_all
from knowledge.matching.examples import OUTSIDE, Example, fingerprint, load_examples
from knowledge.matching.features import words_of
from knowledge.matching.finder import WeightedFinder, load_finder
from knowledge.matching.train import train
from knowledge.matching.weights import ModelError, load_weights, save_weights

VISIBLE = Path(__file__).parent / "questions.jsonl"
CALIBRATION = CONTENT / "calibration.jsonl"
NEAR_COPY = 85


@pytest.fixture(scope="module")
def finder() -> WeightedFinder:
    return load_finder()


@pytest.mark.parametrize("path", [VISIBLE, CALIBRATION], ids=["visible", "calibration"])
def test_no_evaluation_question_stands_among_the_examples(path: Path) -> None:
    """Near-copies neither: then the figures would tell how well we copy, not how well we understand."""
    examples = [" ".join(words_of(example.question)) for example in load_examples()]
    for question in read_questions(path):
        asked = " ".join(words_of(question.q))
        found = process.extractOne(asked, examples, scorer=fuzz.ratio, score_cutoff=NEAR_COPY)
        assert found is None, (question.q, found)


def test_the_visible_questions_are_understood_as_well_as_promised(finder: WeightedFinder) -> None:
    result = score(try_all(finder, read_questions(VISIBLE)))
    assert result.top_1 is not None
    assert result.top_1 >= 0.90
    assert result.top_3 is not None
    assert result.top_3 >= 0.97
    assert result.sure_and_right is not None
    assert result.sure_and_right >= 0.75
    assert result.sure_and_wrong is not None
    assert result.sure_and_wrong <= 0.04
    assert result.outside_answered is not None
    assert result.outside_answered <= 0.05


def test_each_topic_has_many_examples_in_both_languages() -> None:
    for topic in TOPICS:
        for language, least in (("nl", 150), ("en", 30)):
            path = CONTENT / "examples" / f"{topic}.{language}.txt"
            assert len(path.read_text(encoding="utf-8").splitlines()) >= least, path.name


def test_a_match_says_on_which_words_it_rests(finder: WeightedFinder) -> None:
    match = finder.find("mijn student is al weken ziek thuis")
    assert (match.certainty, match.topic) == ("sure", "ziekte")
    assert "ziek" in finder.telling_words("mijn student is al weken ziek thuis", "ziekte")


def test_what_is_not_in_the_note_is_outside(finder: WeightedFinder) -> None:
    assert finder.find("waar kan ik mijn fiets parkeren bij de school").certainty == "outside"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_chances_that_add_up(question: str) -> None:
    found = load_finder_once().find(question)
    scores = [candidate.score for candidate in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= sum(scores) <= 1.001
    assert (found.topic is not None) == (found.certainty == "sure")
    assert load_finder_once().find(question) == found


def load_finder_once(known: list[WeightedFinder] = []) -> WeightedFinder:  # noqa: B006 (hypothesis takes no fixtures)
    if not known:
        known.append(load_finder())
    return known[0]


def test_training_saves_and_loads_the_same_model(tmp_path: Path) -> None:
    """On a slice of the content, so that it takes seconds."""
    wanted = {"ziekte", "herkansing", OUTSIDE}
    examples = [example for example in load_examples() if example.topic in wanted]
    calibration = [question for question in read_questions(CALIBRATION) if question.topic in wanted | {"none"}]
    trained = train(examples, calibration)
    save_weights(trained, tmp_path / "model.npz")
    loaded = load_weights(tmp_path / "model.npz")
    assert loaded.fingerprint == fingerprint(examples)
    assert loaded.thresholds == trained.thresholds
    result = score(try_all(WeightedFinder(loaded), calibration))
    assert result.top_1 is not None
    assert result.top_1 > 0.9


def test_another_example_means_another_fingerprint() -> None:
    one = [Example("student ziek", "ziekte")]
    assert fingerprint(one) != fingerprint([*one, Example("hoe laat is het", OUTSIDE)])


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04broken"])
def test_a_damaged_model_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="wegwijzer knowledge train"):
        load_weights(path)


def test_a_faulty_line_of_an_evaluation_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps({"q": "ziek?", "topic": "ziekte"}) + "\n{broken\n", encoding="utf-8")
    with pytest.raises(QuestionsError, match=r"questions\.jsonl:2"):
        read_questions(path)


@pytest.mark.parametrize("word", ["gesprek", "jaar", "les", "probleem"])
def test_a_word_that_is_used_for_many_topics_is_not_enough_alone(finder: WeightedFinder, word: str) -> None:
    assert finder.find(word).certainty == "unsure"


@pytest.mark.parametrize("word", ["ziekte", "herkansing", "wisselen", "decaan"])
def test_a_word_that_names_its_topic_is_enough_alone(finder: WeightedFinder, word: str) -> None:
    assert finder.find(word).certainty == "sure"
