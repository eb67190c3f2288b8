"""The items of the progress talk form of appendix 2, in our own words (`content/progress-talk.yaml`)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from knowledge.library import CONTENT
from knowledge.model import Caption, Content, FactId, Prompt, Slug
from knowledge.yaml_file import YamlFile


class TalkItem(Content):
    """One thing that gets a colour. The text goes on after "The student …"."""

    id: Slug
    text: Prompt
    facts: tuple[FactId, ...] = Field(min_length=1)


class StudyProgress(Content):
    title: Caption
    items: tuple[TalkItem, ...] = Field(min_length=5, max_length=5)


class Development(Content):
    title: Caption
    items: tuple[TalkItem, ...] = Field(min_length=9, max_length=9)


class ProgressTalk(Content):
    study_progress: StudyProgress
    development: Development
    level_4: TalkItem

    @property
    def counted(self) -> tuple[TalkItem, ...]:
        """The 14 items that `rules.traffic_light.rate` counts; the level-4 item is not one of them."""
        return self.study_progress.items + self.development.items

    @model_validator(mode="after")
    def _ids_differ(self) -> ProgressTalk:
        ids = [item.id for item in (*self.counted, self.level_4)]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise PydanticCustomError("twice", "These ids stand here twice: {ids}", {"ids": ", ".join(twice)})
        return self


def load_progress_talk(content: Path = CONTENT) -> ProgressTalk:
    """Raises ContentError."""
    return YamlFile.read(content / "progress-talk.yaml").parse(ProgressTalk)
