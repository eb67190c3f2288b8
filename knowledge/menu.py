"""What the menu offers to whom (`content/menu.yaml`)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from knowledge.library import CONTENT
from knowledge.model import Caption, Content, Role, Slug
from knowledge.yaml_file import YamlFile


class MenuGroup(Content):
    id: Slug
    title: Caption
    first_for: tuple[Role, ...] = ()
    topics: tuple[Slug, ...] = Field(min_length=1, max_length=6)


def load_menu(content: Path = CONTENT) -> tuple[MenuGroup, ...]:
    """Raises ContentError."""
    return YamlFile.read(content / "menu.yaml").parse(tuple[MenuGroup, ...])


def groups_for(role: Role, menu: tuple[MenuGroup, ...]) -> tuple[MenuGroup, ...]:
    """All groups, those meant for the role first; otherwise in the owner's order."""
    return tuple(sorted(menu, key=lambda group: role not in group.first_for))
