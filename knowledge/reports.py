"""The reports of a talk that can be written (`content/reports.yaml`), by kind."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from knowledge.library import CONTENT
from knowledge.model import Caption, Content, FactId, Role, Slug
from knowledge.yaml_file import YamlFile


class ReportPart(Content):
    """A field of a report. A `required` one may not stay empty."""

    label: Caption
    required: bool = False


class ReportTemplate(Content):
    """`parts` are shown in the owner's order; `present` is who is usually there; `facts` say why it is put on paper."""

    title: Caption
    present: tuple[Role, ...] = Field(min_length=1)
    facts: tuple[FactId, ...] = Field(min_length=1)
    parts: dict[Slug, ReportPart] = Field(min_length=1)


def load_reports(content: Path = CONTENT) -> dict[Slug, ReportTemplate]:
    """Raises ContentError."""
    return YamlFile.read(content / "reports.yaml").parse(dict[Slug, ReportTemplate])
