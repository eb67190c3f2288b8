"""The note's form of a progress talk, a school's own, and what is said of one with a fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.rules.traffic_light import Colour, rate
from knowledge.talk_forms import NOTE, TalkForms, counted, items_for, load_talk_forms
from knowledge.yaml_file import ContentError

FORM = load_talk_forms().note
G, Y, R = Colour.GREEN, Colour.YELLOW, Colour.RED
OWN = """
title: {nl: Groeigesprek, en: Growth talk}
schools: [Het Plein]
parts:
  - id: groei
    title: {nl: Groei, en: Growth}
    items:
      - {id: een, text: {nl: "staat voor de klas.", en: "teaches."}}
      - {id: twee, text: {nl: "vraagt hulp.", en: "asks for help."}}
      - {id: vier, text: {nl: "is bijna klaar.", en: "is nearly ready."}, level: 4, counted: false}
"""
RULES = """
rating:
  - {colour: green, at_least: {green: 2}}
  - {colour: yellow, at_most: {red: 0}}
"""


def forms(folder: Path, **files: str) -> TalkForms:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_talk_forms(folder)


def test_the_form_of_the_note() -> None:
    note = load_talk_forms().note
    assert [len(items_for(part, 2)) for part in note.parts] == [5, 9]
    assert [len(items_for(part, 4)) for part in note.parts] == [5, 10]
    assert [item.id for item in note.items(4) if not item.counted] == ["startbekwaam"]


@given(st.lists(st.sampled_from([*Colour, None]), min_size=14, max_size=14), st.sampled_from([*Colour, None]))
def test_the_note_rates_its_own_form_by_its_own_rule(colours: list[Colour | None], extra: Colour | None) -> None:
    """The item for level 4 makes no difference."""
    note = FORM
    ids = [item.id for item in note.items(4)]
    filled = {item: colour for item, colour in zip(ids, [*colours, extra], strict=True) if colour}
    found = counted(note, filled, 4)
    expected = rate(colours)
    assert found is not None
    assert (found.colour, found.tally, found.contradictions) == (
        expected.colour,
        expected.tally,
        expected.contradictions,
    )


def test_a_school_gets_its_own_form_and_others_the_one_of_the_note(tmp_path: Path) -> None:
    found = forms(tmp_path, groei=OWN, rest=OWN.replace("[Het Plein]", "[OSR]"))
    assert found.form_for("Het Plein", "OSR").name == "groei"
    assert found.form_for("Elders", "OSR").name == "rest"
    assert found.form_for("Elders", "Ander").name == NOTE
    for_all = forms(tmp_path, alle=OWN.replace("schools: [Het Plein]\n", ""))
    assert for_all.form_for("Elders", "Ander").name == "alle"


def test_no_rating_is_made_up_for_another_form(tmp_path: Path) -> None:
    form = forms(tmp_path, groei=OWN).own[0]
    assert counted(form, {"een": G, "twee": G}, 2) is None


@pytest.mark.parametrize(
    ("colours", "rating"),
    [({"een": G, "twee": G}, G), ({"een": G, "vier": G}, Y), ({"een": G, "twee": R}, None)],
)
def test_a_school_may_count_in_its_own_way(tmp_path: Path, colours: dict[str, Colour], rating: Colour | None) -> None:
    """What does not count does not count; where no rule fits, there is no rating."""
    found = counted(forms(tmp_path, groei=OWN + RULES).own[0], colours, 4)
    assert (found.colour if found else None) is rating


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (OWN.replace("id: twee", "id: een"), "groei.yaml:9: the id 'een' stands in this form twice: give it another"),
        (OWN.replace("level: 4", "levl: 4"), "groei.yaml:10: parts.0.items.2.levl: this key is not known here; "
         "allowed: counted, id, level, text"),
        (OWN.replace("level: 4", "level: 7"), "groei.yaml:10: parts.0.items.2.level: input should be less than or"),
        (OWN + RULES.replace("colour: green", "colour: blauw"), "should be 'green', 'yellow' or 'red'"),
        (OWN + RULES.replace("{green: 2}", "{groen: 2}"), "should be 'green', 'yellow' or 'red'"),
        (OWN.replace(", en: Growth}", "}"), "groei.yaml:6: parts.0.title.en: this key is required"),
        (OWN.split("parts:", maxsplit=1)[0] + "parts: []\n", "groei.yaml:4: parts: at least 1 must stand here"),
        ("title: [", "not valid YAML"),
    ],
)  # fmt: skip
def test_a_fault_says_where_and_what_is_allowed(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ContentError) as refused:
        forms(tmp_path, groei=text)
    assert fault in str(refused.value)


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    """A list that is empty only because what stands in it is wrong is no second mistake."""
    part = "  - {id: a, title: {nl: A, en: A}, items: [{id: x, text: {nl: x}}]}\n"
    with pytest.raises(ContentError) as refused:
        forms(tmp_path, groei=OWN.split("parts:", maxsplit=1)[0] + "parts:\n" + part)
    assert [fault.message for fault in refused.value.faults] == ["parts.0.items.0.text.en: this key is required"]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("note", "rename the file"),
        ("Mijn formulier", "small letters, digits and single dashes"),
        ("ook", "the form for 'Het Plein' stands in groei.yaml as well"),
    ],
)
def test_which_form_it_is_must_be_clear(tmp_path: Path, name: str, fault: str) -> None:
    with pytest.raises(ContentError, match=fault):
        forms(tmp_path, **{"groei": OWN, name: OWN})


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="this folder with forms is missing"):
        load_talk_forms(tmp_path / "weg")
