"""The trained model as a file: vocabularies, weights in eight bits, and the thresholds of certainty."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODEL_FILE = Path(__file__).parent / "model.npz"
Floats = NDArray[np.float32]
Steps = NDArray[np.int8]
Ascii = NDArray[np.bytes_]


@dataclass(frozen=True)
class View:
    """One kind of feature (words, or parts of words), in alphabetical order, and how telling each is (idf).

    Features are looked up by bisection in the loaded array: building a dictionary of them would take ten times as long
    as reading the file, and that at every start.
    """

    features: Ascii
    idf: Floats

    def __len__(self) -> int:
        return len(self.features)

    def rows_of(self, wanted: list[str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The row of each wanted feature, and whether it is there at all: else it was never seen. Features are ASCII.

        In few steps: for a question numpy's steps take longer than what they do.
        """
        width = self.features.itemsize
        # A wider array would make numpy widen all features with it; a longer text is no feature anyway.
        asked = np.array([text if len(text) <= width else "" for text in wanted], dtype=self.features.dtype)
        rows = self.features.searchsorted(asked).clip(max=len(self.features) - 1)
        return rows, self.features[rows] == asked

    def __contains__(self, feature: str) -> bool:
        return feature.isascii() and bool(self.rows_of([feature])[1][0])


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
    """`table`: a row per feature (words first, then parts), a column per topic; times `scale` it is the weight.

    `telling`: for each of `words`, whether it says enough on its own; "gesprek" (a talk) does not.
    """

    topics: tuple[str, ...]
    words: View
    parts: View
    table: Steps
    scale: Floats
    bias: Floats
    telling: NDArray[np.bool_]
    thresholds: Thresholds
    fingerprint: str


def save_weights(weights: Weights, path: Path = MODEL_FILE) -> None:
    arrays: dict[str, Any] = {
        "topics": _packed(weights.topics),
        "words": weights.words.features,
        "parts": weights.parts.features,
        "word_idf": weights.words.idf,
        "part_idf": weights.parts.idf,
        "table": weights.table,
        "scale": weights.scale,
        "bias": weights.bias,
        "telling": weights.telling,
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
        sure, outside = (float(value) for value in arrays["thresholds"])
        return Weights(
            topics=tuple(_unpacked(arrays["topics"])),
            words=View(arrays["words"], arrays["word_idf"]),
            parts=View(arrays["parts"], arrays["part_idf"]),
            table=arrays["table"],
            scale=arrays["scale"],
            bias=arrays["bias"],
            telling=arrays["telling"],
            thresholds=Thresholds(sure, outside),
            fingerprint=_unpacked(arrays["fingerprint"])[0],
        )


def _packed(texts: Any) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


def _unpacked(array: NDArray[np.uint8]) -> list[str]:
    return array.tobytes().decode().split("\n")
