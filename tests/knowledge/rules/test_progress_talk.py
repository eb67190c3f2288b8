from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.library import CONTENT
from knowledge.progress_talk import load_progress_talk
from knowledge.rules.traffic_light import COUNTED_ITEMS
from knowledge.yaml_file import ContentError


def form() -> Any:
    return yaml.safe_load((CONTENT / "progress-talk.yaml").read_text(encoding="utf-8"))


def written(folder: Path, data: Any) -> Path:
    (folder / "progress-talk.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    return folder


def test_the_counted_items_are_those_of_the_form_in_its_order(known_facts: set[str]) -> None:
    talk = load_progress_talk()
    cited = [fact for item in talk.counted for fact in item.facts]
    assert cited == [f"B2-{number}" for number in range(10, 24)]
    assert len(talk.counted) == COUNTED_ITEMS
    assert talk.level_4.facts == ("B2-28",)
    assert {*cited, *talk.level_4.facts} <= known_facts


def test_an_id_that_stands_there_twice_is_reported(tmp_path: Path) -> None:
    data = form()
    data["level_4"]["id"] = "portfolio"
    with pytest.raises(ContentError, match="twice: portfolio"):
        load_progress_talk(written(tmp_path, data))


@pytest.mark.parametrize(("block", "items"), [("study_progress", 5), ("development", 9)])
def test_a_missing_item_is_reported(tmp_path: Path, block: str, items: int) -> None:
    data = form()
    data[block]["items"].pop()
    with pytest.raises(ContentError, match=rf"{block}\.items: .*at least {items}"):
        load_progress_talk(written(tmp_path, data))
