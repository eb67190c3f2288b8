"""Reading a YAML content file so that every fault is reported at its line, in words for the owner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from yaml.constructor import ConstructorError

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML built without libyaml: slower, same result
    from yaml import SafeLoader  # type: ignore[assignment]

Parsed = TypeVar("Parsed")
Location = tuple[int | str, ...]


class Loader(SafeLoader):
    """Reads `yes`, `no`, `on` and `off` as the words they are: an owner writes them as answers."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own name and shape)
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
    }


def _day(loader: SafeLoader, node: yaml.ScalarNode) -> object:
    """PyYAML lets the error of a day that does not exist escape without its place."""
    try:
        return loader.construct_yaml_timestamp(node)
    except ValueError as error:
        raise ConstructorError(problem=f"{node.value} is no day that exists", problem_mark=node.start_mark) from error


Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(true|false)$"), list("tf"))


@dataclass(frozen=True)
class Fault:
    """One thing an owner must mend. `line` counts from 1; 0 means the file as a whole."""

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file.name}:{self.line}" if self.line else self.file.name
        return f"{place}: {self.message}"


class ContentError(Exception):
    """The content cannot be used; `faults` says where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class YamlFile:
    """A parsed file that still knows on which line each key stands."""

    path: Path
    data: Any
    root: yaml.Node | None

    @classmethod
    def read(cls, path: Path) -> YamlFile:
        """Raises ContentError when the file is missing, not UTF-8, not YAML, or names a key twice."""
        loader = Loader(_text(path))
        try:
            root = loader.get_single_node()
            if root is None:
                return cls(path, None, None)
            repeated = list(_repeated_keys(path, root))
            if repeated:
                raise ContentError(repeated)
            return cls(path, loader.construct_document(root), root)
        except yaml.YAMLError as error:
            raise ContentError([_syntax_fault(path, error)]) from error
        finally:
            loader.dispose()

    def line(self, location: Location) -> int:
        """The line of the deepest part of the location that exists in the file."""
        node, line = self.root, 1
        for step in location:
            found = _child(node, step)
            if found is None:
                break
            line, node = found
        return line

    def parse(self, shape: type[Parsed]) -> Parsed:
        """The data as that model or type. Raises ContentError with one fault for each wrong place."""
        try:
            return TypeAdapter(shape).validate_python(self.data)
        except ValidationError as error:
            details = list(_own_faults(error.errors()))
            raise ContentError([self._fault(shape, detail) for detail in details]) from error

    def _fault(self, shape: Any, detail: Any) -> Fault:
        location: Location = tuple(detail["loc"])
        key = ".".join(str(step) for step in location) or "file"
        return Fault(self.path, self.line(location), f"{key}: {_explain(shape, location, detail)}")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ContentError([Fault(path, 0, "this file is missing")]) from error
    except UnicodeDecodeError as error:
        raise ContentError([Fault(path, 0, "this file is not saved as UTF-8")]) from error


def _syntax_fault(path: Path, error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    hint = "check the indentation, and put text with a colon in quotes"
    return Fault(path, mark.line + 1 if mark else 0, f"not valid YAML ({problem}); {hint}")


def _repeated_keys(path: Path, node: yaml.Node) -> Iterator[Fault]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield Fault(path, key.start_mark.line + 1, f"the key {key.value!r} stands here twice")
            seen.add(key.value)
            yield from _repeated_keys(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(path, item)


def _child(node: yaml.Node | None, step: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None


def _own_faults(details: Sequence[Any]) -> Iterator[Any]:
    """Without the lists that only seem too short because something in them is wrong."""
    for detail in details:
        here = tuple(detail["loc"])
        inside = any(tuple(other["loc"])[: len(here)] == here for other in details if other is not detail)
        if detail["type"] != "too_short" or not inside:
            yield detail


def _explain(shape: Any, location: Location, detail: Any) -> str:
    match detail["type"]:
        case "missing":
            return "this key is required"
        case "extra_forbidden":
            known = f"this key is not known here; allowed: {_allowed_keys(shape, location)}"
            return f"{known} (put a text with a comma in quotes)" if detail["input"] is None else known
        case "too_short":
            return f"at least {detail['ctx']['min_length']} must stand here"
        case "string_pattern_mismatch":
            return f"{detail['input']!r} does not have the required form {detail['ctx']['pattern']}"
        case _:
            return str(detail["msg"][0].lower() + detail["msg"][1:])


def _allowed_keys(shape: Any, location: Location) -> str:
    """The fields of the model in which the unknown key was found, read from its JSON schema."""
    schema = TypeAdapter(shape).json_schema()
    node: Any = schema
    for step in location[:-1]:
        node = _resolve(schema, node)
        properties = node.get("properties", {})
        node = properties.get(step) or node.get("additionalProperties") or node.get("items") or {}
    keys = _resolve(schema, node).get("properties", {})
    return ", ".join(sorted(keys)) or "none"


def _resolve(schema: Any, node: Any) -> Any:
    for choice in node.get("anyOf", []):
        if "$ref" in choice:
            node = choice
    while "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    if "properties" not in node and "patternProperties" in node:
        (inner,) = node["patternProperties"].values()
        return {"additionalProperties": inner}
    return node
