"""The product's own words (`content/phrases/`), by key and language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from knowledge.library import CONTENT
from knowledge.model import Language, Prompt, Slug
from knowledge.yaml_file import ContentError, Fault, YamlFile

LISTS = "words."


@dataclass(frozen=True, eq=False)
class Phrases:
    """One language's words. A key is "group.name"; an unknown key or a missing filling is our own fault: KeyError.

    Loaded once and never changed: what is worked out from it can be kept by the object itself.
    """

    language: Language
    texts: dict[str, str]
    lists: dict[str, tuple[str, ...]]

    def __call__(self, key: str, **fillings: object) -> str:
        text = self.texts[key]
        return text.format(**fillings) if fillings else text

    def words(self, key: str) -> tuple[str, ...]:
        """The words of a list such as "terug, vorige"."""
        return self.lists[key]


def load_phrases(content: Path = CONTENT) -> dict[Language, Phrases]:
    """Raises ContentError."""
    groups: dict[str, dict[str, Prompt]] = {}
    for path in sorted((content / "phrases").glob("*.yaml")):
        found = YamlFile.read(path)
        for group, names in found.parse(dict[Slug, dict[Slug, Prompt]]).items():
            if group in groups:
                fault = f"the group {group!r} stands in another file as well; a group belongs in one file"
                raise ContentError([Fault(path, found.line((group,)), fault)])
            groups[group] = names
    texts = {f"{group}.{name}": prompt for group, names in groups.items() for name, prompt in names.items()}
    return {
        "nl": _phrases("nl", {key: prompt.nl for key, prompt in texts.items()}),
        "en": _phrases("en", {key: prompt.en for key, prompt in texts.items()}),
    }


def _phrases(language: Language, texts: dict[str, str]) -> Phrases:
    lists = {
        key.removeprefix(LISTS): tuple(word.strip() for word in text.split(","))
        for key, text in texts.items()
        if key.startswith(LISTS)
    }
    return Phrases(language, texts, lists)
