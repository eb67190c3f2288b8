"""Typed words: commands, greetings, and answers to a question with options. Typos included."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from bot.dialogs.engine import Choice, Option, Pick
from knowledge.phrases import Phrases

COMMANDS = ("back", "stop", "restart", "menu", "help", "correct")
CLOSE_ENOUGH = 84
LONGEST_ANSWER_WORDS = 6
SHORTEST_BEGINNING = 4
MOST_MEANT = 6
# Of each set of languages what is worked out once; a process has one, tests have a few.
KEPT = 8
Fits = Callable[[str, Iterable[str]], bool]
Known = list[tuple[Option, frozenset[str]]]


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case letters and digits only, without accents, marks or repeated spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", kept))


def command_in(text: str, phrases: Iterable[Phrases]) -> str | None:
    """The command that the whole text is, in any language; a slip of one letter is forgiven from five letters on."""
    typed, known = plain(text), _commands(tuple(phrases))
    alike = known.get(typed[:1], {})
    return alike.get(typed) or next((name for word, name in alike.items() if _slipped(typed, word)), None)


@lru_cache(maxsize=KEPT)
def _commands(phrases: tuple[Phrases, ...]) -> Mapping[str, Mapping[str, str]]:
    """By its first letter each word with its command: where a typed word resembles several, the first."""
    found: dict[str, dict[str, str]] = {}
    for name in COMMANDS:
        for language in phrases:
            for word in language.words(name):
                found.setdefault(plain(word)[:1], {}).setdefault(plain(word), name)
    return found


def _slipped(typed: str, word: str) -> bool:
    return len(word) >= 5 and DamerauLevenshtein.distance(typed, word, score_cutoff=1) == 1


def lists_with(text: str, phrases: Iterable[Phrases]) -> frozenset[str]:
    """The lists of words, in any language, in which the whole text stands."""
    return _lists(tuple(phrases)).get(plain(text), frozenset())


def pointing_words(phrases: Iterable[Phrases]) -> frozenset[str]:
    """Words that only point at something, in any language."""
    return frozenset(plain(word) for language in phrases for word in language.words("pointing"))


@lru_cache(maxsize=KEPT)
def _lists(phrases: tuple[Phrases, ...]) -> Mapping[str, frozenset[str]]:
    """For each word the lists that it is in."""
    found = defaultdict(set)
    for language in phrases:
        for key, words in language.lists.items():
            for word in words:
                found[plain(word)].add(key)
    return {word: frozenset(keys) for word, keys in found.items()}


def option_in(text: str, question: Choice, *, waited: bool = False) -> Option | None:
    """The one option that was meant; None when none or several fit.

    In order of certainty: its number, its words exactly, its first words, its words among few others, the beginning of
    its words, its words with typos. A long sentence answers nothing by accident. Where the question `waited` since
    something else was said, "ja" alone does not answer it: who knows to what it says yes.
    """
    typed = plain(text)
    if typed.isdigit() and 1 <= int(typed) <= len(question.options):
        return question.options[int(typed) - 1]
    words = [(option, _words_for(option)) for option in question.options]
    alone = [] if waited else [(option, _words_alone(option)) for option in question.options]
    ways: list[tuple[Fits, Known]] = [(_same, words), (_opens, words), (_same, alone), (_begins, words)]
    if len(typed.split()) <= LONGEST_ANSWER_WORDS:
        ways[-1:] = [(_contains, words), (_begins, words), (_resembles, words)]
    for fits, known in ways:
        chosen = [option for option, of_it in known if fits(typed, of_it)]
        if chosen:
            return chosen[0] if len(chosen) == 1 else None
    return None


@lru_cache(maxsize=4096)
def _words_for(option: Option) -> frozenset[str]:
    return frozenset(plain(word) for word in (option.label, *option.also))


@lru_cache(maxsize=4096)
def _words_alone(option: Option) -> frozenset[str]:
    return frozenset(map(plain, option.alone))


def options_in(text: str, question: Pick, pointing: Collection[str] = ()) -> tuple[Option, ...]:
    """The options that the typed words may mean, best first: all words in it, else a name with typos; at most six.

    A number counts only among the offered ones; a word of one letter means nothing, and words that only point ("die
    van", in `pointing`) nothing where all of them together are in none.
    """
    typed = plain(text)
    if typed.isdigit() and 1 <= int(typed) <= min(question.first, len(question.options)):
        return (question.options[int(typed) - 1],)
    known = {option: plain(" ".join((option.label, *option.also))) for option in question.options}
    words = [word for word in typed.split() if len(word) > 1]
    telling = [word for word in words if word not in pointing]
    return tuple(_with_all(words, known) or _with_all(telling, known) or _alike(typed, known))[:MOST_MEANT]


def _with_all(words: list[str], known: dict[Option, str]) -> list[Option]:
    """With each word in them, or else with words that begin like that."""
    exact = [option for option, text in known.items() if words and all(word in text.split() for word in words)]
    return exact or [option for option, text in known.items() if words and all(_begun(word, text) for word in words)]


def _begun(word: str, text: str) -> bool:
    return any(known.startswith(word) for known in text.split())


def _alike(typed: str, known: dict[Option, str]) -> list[Option]:
    if len(typed) < 3 or len(typed.split()) > LONGEST_ANSWER_WORDS:
        return []
    scores = {option: max(fuzz.ratio(typed, text), _name_ratio(typed, option)) for option, text in known.items()}
    return [one for one, score in sorted(scores.items(), key=lambda item: -item[1]) if score >= CLOSE_ENOUGH]


def _name_ratio(typed: str, option: Option) -> float:
    """Against the name, which comes first in a label, and against its parts: "sane" means Sanne."""
    name = plain(option.label.split(" · ")[0])
    return max(fuzz.ratio(typed, part) for part in (name, *name.split()))


def _same(typed: str, known: Iterable[str]) -> bool:
    return typed in known


def _opens(typed: str, known: Iterable[str]) -> bool:
    """ "nee" answers "Nee, begin met een lege agenda"."""
    return any(word.startswith(f"{typed} ") for word in known)


def _contains(typed: str, known: Iterable[str]) -> bool:
    """ "ja hoor" answers "ja". Both are plain: words with one space between them."""
    return any(f" {word} " in f" {typed} " for word in known)


def _begins(typed: str, known: Iterable[str]) -> bool:
    """ "lichamelijk" answers "Lichamelijke klachten"."""
    parts = typed.split()
    return all(len(part) >= SHORTEST_BEGINNING for part in parts) and any(
        all(_begun(part, word) for part in parts) for word in known
    )


def _resembles(typed: str, known: Iterable[str]) -> bool:
    return len(typed) >= 3 and any(
        len(word) >= 3 and fuzz.ratio(typed, word, score_cutoff=CLOSE_ENOUGH) > 0 for word in known
    )
