"""What is held about a person, for that person: as JSON for machines and as Markdown to read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.channels.text import as_text
from bot.clock import AMSTERDAM
from bot.message import Heard, Message, Said
from knowledge.phrases import Phrases

# Fields that hold one of our own codes; a reason is one in a request to switch, and typed elsewhere.
CODED = frozenset(
    ("form", "language", "role", "roles", "status", "state", "kind", "colour", "letter", "credits", "change")
)
CODED_IN = {"switch-requests": CODED | {"reason", "discussed"}}
Sections = Mapping[str, list[dict[str, Any]]]
_message: TypeAdapter[Message] = TypeAdapter(Message)
_heard: TypeAdapter[Heard] = TypeAdapter(Heard)


def as_json(sections: Sections, now: datetime) -> str:
    """Days and moments in ISO 8601, moments in UTC."""
    return json.dumps({"exported_at": now, **sections}, ensure_ascii=False, indent=2, default=_iso) + "\n"


def _iso(value: date | datetime) -> str:
    return value.isoformat()


def as_markdown(sections: Sections, phrases: Phrases, now: datetime) -> str:
    """Moments in Amsterdam time. Empty sections are named, so that nobody wonders."""
    lines = [f"# {phrases('held.title')}", "", phrases("held.made", when=_shown(now))]
    for section, records in sections.items():
        lines += ["", f"## {phrases(f'held.{section}')}"]
        if not records:
            lines += ["", phrases("held.nothing")]
        for record in records:
            lines += ["", *_record(in_words(record, CODED_IN.get(section, CODED), phrases), phrases)]
    return "\n".join(lines) + "\n"


def in_words(record: Mapping[str, Any], coded: Collection[str], phrases: Phrases) -> dict[str, Any]:
    """Words in place of codes, within lists of records too. A code without a word stays as it is."""
    return {field: _worded(field, value, coded, phrases) for field, value in record.items()}


def _worded(field: str, value: Any, coded: Collection[str], phrases: Phrases) -> Any:
    match value:
        case [{}, *_]:
            records = [one for one in value if isinstance(one, dict)]
            return [in_words(one, coded, phrases) for one in records] if field != "turns" else value
        case list() if field in coded:
            return [_worded(field, one, coded, phrases) for one in value]
        case str() if field in coded:
            return ", ".join(phrases.texts.get(f"held-code.{code}", code) for code in value.split(","))
        case _:
            return value


def _record(record: Mapping[str, Any], phrases: Phrases) -> Iterator[str]:
    for field, value in record.items():
        label = phrases(f"held-field.{field.replace('_', '-')}")
        match field, value:
            case "turns", list():
                yield from _turns(value, phrases)
            case "message", dict():
                yield f"- {label}:"
                yield from _quoted(_as_said(value))
            case _, dict():
                yield f"- {label}:"
                yield from _inner(value)
            case _, [{}, *_]:
                yield f"- {label}:"
                yield from (f"    - {' · '.join(_shown(part) for part in one.values() if part)}" for one in value)
            case _:
                yield from _field(label, value)


def _field(label: str, value: Any) -> Iterator[str]:
    shown = ", ".join(map(_shown, value)) if isinstance(value, list) else _shown(value)
    yield f"- {label}: {_folded(shown)}"


def _inner(parts: Mapping[str, Any]) -> Iterator[str]:
    for name, value in parts.items():
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_iso)
        yield f"    - {name}: {_folded(shown)}"


def _turns(turns: Iterable[Mapping[str, Any]], phrases: Phrases) -> Iterator[str]:
    for turn in turns:
        yield from ("", f"**{_shown(turn['at'])}**")
        if turn["heard"]:
            yield from ("", f"{phrases('held-field.heard')}:", *_quoted(_as_heard(turn["heard"])))
        yield from ("", f"{phrases('held-field.messages')}:")
        for message in turn["messages"]:
            yield from _quoted(_as_said(message))


def _as_heard(stored: Any) -> str:
    """What was typed or pressed, with what was filled in; as it is stored where another version wrote it."""
    try:
        heard = _heard.validate_python(stored)
    except ValidationError:
        return _raw(stored)
    if isinstance(heard, Said):
        return heard.text
    return "\n".join([heard.label, *(f"{name}: {value}" for name, value in heard.values.items())])


def _as_said(stored: Any) -> str:
    try:
        return as_text([_message.validate_python(stored)], folded=True, buttons=False)
    except ValidationError:
        return _raw(stored)


def _raw(stored: Any) -> str:
    return json.dumps(stored, ensure_ascii=False, default=_iso)


def _quoted(text: str) -> Iterator[str]:
    yield ""
    yield from (f"    {line}".rstrip() for line in text.splitlines())


def _folded(text: str) -> str:
    """Further lines stay within the item of the list."""
    return text.replace("\n", "\n      ")


def _shown(value: Any) -> str:
    match value:
        case datetime():
            return f"{value.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"
        case date():
            return f"{value:%d-%m-%Y}"
        case None | "":
            return "-"
        case _:
            return str(value)
