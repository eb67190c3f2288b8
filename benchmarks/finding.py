"""From a typed question to a topic, with the model as it is and with one that is a hundred times larger."""

from __future__ import annotations

import statistics
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.table import median_ms, row
from knowledge.library import CONTENT
from knowledge.matching.evaluate import read_questions
from knowledge.matching.finder import load_finder
from knowledge.matching.weights import View, Weights, load_weights, save_weights

GROWTH = 100


def finding() -> None:
    questions = [question.q for question in read_questions(CONTENT / "calibration.jsonl")]
    finder = load_finder()
    each = [median_ms(lambda question=question: finder.find(question), 3) for question in questions]  # type: ignore[misc]
    row("question → topic, median", f"{statistics.median(each):.2f} ms", "≤ 2 ms")
    row(f"question → topic, slowest of {len(questions)}", f"{max(each):.2f} ms")
    row("load the model", f"{median_ms(load_finder):.0f} ms", "≤ 300 ms")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.npz"
        save_weights(grown(load_weights()), path)
        large = load_finder(path)
        each_large = [median_ms(lambda question=question: large.find(question), 1) for question in questions]  # type: ignore[misc]
        row(f"question → topic with {GROWTH} × the vocabulary", f"{statistics.median(each_large):.2f} ms", "≤ linear")
        row(f"load with {GROWTH} × the vocabulary", f"{median_ms(lambda: load_finder(path), 1):.0f} ms", "≤ linear")


def grown(weights: Weights) -> Weights:
    """A model whose every feature comes a hundred times: more than a hundred times the examples would give."""

    def view(one: View) -> View:
        names = one.features.astype(str)
        copies = [names, *(np.char.add(names, f"{copy:03}") for copy in range(1, GROWTH))]
        return View(np.sort(np.concatenate(copies)).astype(np.bytes_), np.repeat(one.idf, GROWTH))

    split = len(weights.words)
    table = np.concatenate([np.repeat(half, GROWTH, axis=0) for half in (weights.table[:split], weights.table[split:])])
    return replace(weights, words=view(weights.words), parts=view(weights.parts), table=table)
