from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge.values import Values, load_values
from knowledge.yaml_file import ContentError

TWO_ENTRIES = """\
resit-teaching-weeks:
  title: Weeks
  unit: weeks
  values:
    - {{from: {first}, value: 10, reference: guide, facts: [H-herkansing-08]}}
    - {{from: {second}, value: 8, reference: guide, facts: [H-herkansing-08]}}
"""


def write(folder: Path, first: str, second: str) -> Path:
    (folder / "values.yaml").write_text(TWO_ENTRIES.format(first=first, second=second), encoding="utf-8")
    return folder


def test_a_value_holds_from_its_day_on(tmp_path: Path) -> None:
    weeks = load_values(write(tmp_path, "2022-09-01", "2024-09-01"))["resit-teaching-weeks"]
    days = [date(2022, 8, 31), date(2022, 9, 1), date(2024, 8, 31), date(2024, 9, 1)]
    assert [weeks.number(day) for day in days] == [None, 10, 10, 8]


@pytest.mark.parametrize("second", ["2022-08-31", "2022-09-01"])
def test_entries_out_of_order_are_reported_in_words_at_their_line(tmp_path: Path, second: str) -> None:
    with pytest.raises(ContentError) as error:
        load_values(write(tmp_path, "2022-09-01", second))
    (fault,) = error.value.faults
    assert fault.line == 4
    assert f"rising order of `from`: {second} may not come after 2022-09-01" in fault.message


def test_every_value_of_the_note_rests_on_known_facts(values: Values, known_facts: set[str]) -> None:
    cited = {fact for value in values.values() for entry in value.values for fact in entry.facts}
    assert cited <= known_facts
