from __future__ import annotations

import pytest

from knowledge.library import CONTENT
from knowledge.model import Fact
from knowledge.values import Values, load_values
from knowledge.yaml_file import YamlFile


@pytest.fixture(scope="session")
def values() -> Values:
    return load_values()


@pytest.fixture(scope="session")
def known_facts() -> set[str]:
    return {fact.id for fact in YamlFile.read(CONTENT / "facts.yaml").parse(list[Fact])}
