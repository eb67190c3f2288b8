"""Where the stagebureau is reached (`content/stagebureau.yaml`): a body without an account, so only an address."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from knowledge.library import CONTENT
from knowledge.model import Content
from knowledge.yaml_file import YamlFile

PATTERN = r"^[^\s@,;<>()\"]+@[^\s@,;<>()\"]+\.[^\s@,;<>()\"]+$"
Address = Annotated[str, StringConstraints(pattern=PATTERN, max_length=200)]


class Stagebureau(Content):
    email: Address


def load_stagebureau(content: Path = CONTENT) -> Stagebureau:
    """Raises ContentError."""
    return YamlFile.read(content / "stagebureau.yaml").parse(Stagebureau)
