"""The trained model as a file: vocabularies, weights in eight bits, and the thresholds of certainty."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODEL_FILE = Path(__file__).parent / "model.npz"
Floats = NDArray[np.float32]
Bytes = NDArray[np.int8]


@dataclass(frozen=True)
class View:
    """One kind of feature (words, or parts of words): the row of each, and how telling it is (idf)."""

    rows: Mapping[str, int]
    idf: Floats


@dataclass(frozen=True)
class Thresholds:
    """When an answer is sure, and when a question lies outside the note. Chances, 0 to 1.

    Sure: the chance of the best topic, less twice that of outside, is at least `sure`.
    Outside: the chance of outside is at least `outside`.
    """

    sure: float
    outside: float

    def is_sure(self, best: float, outside: float) -> bool:
        return best - 2 * outside >= self.sure and outside < self.outside


@dataclass(frozen=True)
class Weights:
    """`table`: a row per feature (words first, then parts), a column per topic; times `scale` it is the weight."""

    topics: tuple[str, ...]
    words: View
    parts: View
    table: Bytes
    scale: Floats
    bias: Floats
    thresholds: Thresholds
    fingerprint: str


def save_weights(weights: Weights, path: Path = MODEL_FILE) -> None:
    arrays: dict[str, Any] = {
        "topics": _packed(weights.topics),
        "words": _packed(weights.words.rows),
        "parts": _packed(weights.parts.rows),
        "word_idf": weights.words.idf,
        "part_idf": weights.parts.idf,
        "table": weights.table,
        "scale": weights.scale,
        "bias": weights.bias,
        "thresholds": np.array([weights.thresholds.sure, weights.thresholds.outside]),
        "fingerprint": _packed([weights.fingerprint]),
    }
    np.savez_compressed(path, **arrays)


class ModelError(Exception):
    """There is no usable model; the text says what to do."""


def load_weights(path: Path = MODEL_FILE) -> Weights:
    """Raises ModelError when the file is missing or is no model."""
    try:
        return _read(path)
    except (OSError, ValueError, KeyError, EOFError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        message = f"{path} is missing or damaged. Make it anew: uv run wegwijzer knowledge train"
        raise ModelError(message) from error


def _read(path: Path) -> Weights:
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        words, parts = _unpacked(arrays["words"]), _unpacked(arrays["parts"])
        sure, outside = (float(value) for value in arrays["thresholds"])
        return Weights(
            topics=tuple(_unpacked(arrays["topics"])),
            words=View({word: row for row, word in enumerate(words)}, arrays["word_idf"]),
            parts=View({part: row for row, part in enumerate(parts)}, arrays["part_idf"]),
            table=arrays["table"],
            scale=arrays["scale"],
            bias=arrays["bias"],
            thresholds=Thresholds(sure, outside),
            fingerprint=_unpacked(arrays["fingerprint"])[0],
        )


def _packed(texts: Any) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unpacked(array: NDArray[np.uint8]) -> list[str]:
    return array.tobytes().decode().split("\n")
