"""Walking the decision tree of a topic. Both functions expect that every `goto` leads somewhere."""

from __future__ import annotations

from knowledge.model import Topic


def reachable_nodes(topic: Topic) -> set[str]:
    """The questions and outcomes that a person can get to."""
    found: set[str] = set()
    waiting = [topic.start]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += children(topic, node)
    return found


def children(topic: Topic, node: str) -> list[str]:
    question = topic.questions.get(node)
    return [option.goto for option in question.options.values()] if question else []


def longest_path(topic: Topic) -> int | None:
    """How many questions the longest way to an outcome asks; None when it never ends."""
    return questions_ahead(topic, topic.start, frozenset())


def questions_ahead(topic: Topic, node: str, passed: frozenset[str] = frozenset()) -> int | None:
    """The most questions that may still come from this node on, itself included."""
    if node in passed:
        return None
    lengths = [questions_ahead(topic, child, passed | {node}) for child in children(topic, node)]
    if None in lengths:
        return None
    return 1 + max(length or 0 for length in lengths) if lengths else 0
