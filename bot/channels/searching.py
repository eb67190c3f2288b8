"""Options that are found by typing a part of one."""

from __future__ import annotations

from collections.abc import Iterable

from bot.folding import folded


def found(typed: str, options: Iterable[tuple[str, str]], most: int) -> list[tuple[str, str]]:
    """Of (value, label) those in which each typed word occurs, those that begin so first. Capitals and accents do not
    matter.
    """
    words = folded(typed)[0].split()
    ranked = [(_rank(words, folded(label)[0]), place, value, label) for place, (value, label) in enumerate(options)]
    fitting = sorted((rank, place, value, label) for rank, place, value, label in ranked if rank is not None)
    return [(value, label) for _, _, value, label in fitting[:most]]


def _rank(words: list[str], label: str) -> int | None:
    """0: the label begins with the first word; 1: every word begins a word of it; 2: they occur; None: not all do."""
    if not all(word in label for word in words):
        return None
    if not words or label.startswith(words[0]):
        return 0
    beginnings = label.split()
    return 1 if all(any(one.startswith(word) for one in beginnings) for word in words) else 2
