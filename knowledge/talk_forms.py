"""The form of a progress talk: the one of appendix 2, or a school's own (`content/forms/`, or a folder of its own)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from knowledge.library import CONTENT
from knowledge.model import Caption, Content, ContradictionId, Prompt, Slug
from knowledge.progress_talk import ProgressTalk, load_progress_talk
from knowledge.rules.traffic_light import Colour, Tally, rate
from knowledge.yaml_file import ContentError, Fault, Location, YamlFile

NOTE = "note"
MOST_PARTS, MOST_ITEMS = 4, 15
HIGHEST_LEVEL = 4


class FormItem(Content):
    """The text goes on after "De student …". `level` is the only level of students for whom it stands there."""

    id: Slug
    text: Prompt
    counted: bool = True
    level: int | None = Field(None, ge=1, le=HIGHEST_LEVEL)


class FormPart(Content):
    id: Slug
    title: Caption
    items: tuple[FormItem, ...] = Field(min_length=1, max_length=MOST_ITEMS)


class CountRule(Content):
    """This colour, where the counted items have at least and at most so many of each."""

    colour: Colour
    at_least: dict[Colour, int] = Field(default_factory=dict)
    at_most: dict[Colour, int] = Field(default_factory=dict)

    def fits(self, tally: Tally) -> bool:
        count = {Colour.GREEN: tally.green, Colour.YELLOW: tally.yellow, Colour.RED: tally.red}
        enough = all(count[colour] >= least for colour, least in self.at_least.items())
        return enough and all(count[colour] <= most for colour, most in self.at_most.items())


class FormFile(Content):
    """What a school writes. `schools` names schools or opleidingsscholen (none: everybody's).

    `rating` holds the school's own count rules, of which the first that fits counts; without it there is no rating
    by counting: the note's rule is only for the note's own form.
    """

    title: Caption
    schools: tuple[str, ...] = ()
    parts: tuple[FormPart, ...] = Field(min_length=1, max_length=MOST_PARTS)
    rating: tuple[CountRule, ...] = ()


class TalkForm(FormFile):
    """A talk keeps the form with which it began, whatever becomes of the file."""

    name: Slug

    def part(self, name: str) -> FormPart | None:
        return next((part for part in self.parts if part.id == name), None)

    def items(self, level: int) -> Iterator[FormItem]:
        for part in self.parts:
            yield from items_for(part, level)


def items_for(part: FormPart, level: int) -> tuple[FormItem, ...]:
    """Those of the part that a student of that level gets."""
    return tuple(item for item in part.items if item.level in (None, level))


@dataclass(frozen=True)
class Counted:
    """The colour that counting gives, and the contradictions of the note that bite in this filling."""

    colour: Colour
    tally: Tally
    contradictions: tuple[ContradictionId, ...] = ()


def tally_of(form: TalkForm, colours: Mapping[str, Colour], level: int) -> Tally:
    given = [colours.get(item.id) for item in form.items(level) if item.counted]
    count = {colour: given.count(colour) for colour in (*Colour, None)}
    return Tally(count[Colour.GREEN], count[Colour.YELLOW], count[Colour.RED], count[None])


def counted(form: TalkForm, colours: Mapping[str, Colour], level: int) -> Counted | None:
    """None where the form has no count rule, or none that fits: then nothing is made up."""
    tally = tally_of(form, colours, level)
    if form.name == NOTE:
        rating = rate(colours.get(item.id) for item in form.items(level) if item.counted)
        return Counted(rating.colour, tally, rating.contradictions)
    rule = next((rule for rule in form.rating if rule.fits(tally)), None)
    return Counted(rule.colour, tally) if rule else None


@dataclass(frozen=True)
class TalkForms:
    """`own` are the forms of schools."""

    note: TalkForm
    own: tuple[TalkForm, ...] = ()

    def form_for(self, school: str, opleidingsschool: str) -> TalkForm:
        """The school's own, else that of the opleidingsschool, else one for everybody, else the note's."""
        for name in filter(None, (school, opleidingsschool)):
            for form in self.own:
                if name in form.schools:
                    return form
        return next((form for form in self.own if not form.schools), self.note)


def load_talk_forms(folder: Path | None = None, content: Path = CONTENT) -> TalkForms:
    """The forms of `folder` (the content's own folder where none is given). Raises ContentError."""
    place = folder or content / "forms"
    if folder and not folder.is_dir():
        raise ContentError([Fault(folder, 0, "this folder with forms is missing")])
    own = tuple(_own(path) for path in sorted(place.glob("*.yaml")))
    _refuse_doubles(place, own)
    return TalkForms(_of_the_note(load_progress_talk(content)), own)


def _own(path: Path) -> TalkForm:
    found = YamlFile.read(path)
    form = found.parse(FormFile)
    twice = list(_ids_twice(found, form))
    if twice:
        raise ContentError(twice)
    if path.stem == NOTE:
        raise ContentError([Fault(path, 0, f"the name {NOTE!r} is that of the note's own form: rename the file")])
    try:
        return TalkForm(name=path.stem, **dict(form))
    except ValueError as error:
        raise ContentError([Fault(path, 0, "name the file with small letters, digits and single dashes")]) from error


def _ids_twice(found: YamlFile, form: FormFile) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, part in enumerate(form.parts):
        places: list[Location] = [("parts", number), *(("parts", number, "items", n) for n in range(len(part.items)))]
        for place, one in zip(places, (part.id, *(item.id for item in part.items)), strict=True):
            if one in seen:
                yield Fault(found.path, found.line(place), f"the id {one!r} stands in this form twice: give it another")
            seen.add(one)


def _refuse_doubles(place: Path, own: tuple[TalkForm, ...]) -> None:
    """Which form a school has may not depend on the order of the files."""
    owners: dict[str, str] = {}
    for form in own:
        for school in form.schools or ("",):
            if school in owners:
                whose = f"the form for {school!r}" if school else "a form for everybody (without `schools`)"
                message = f"{whose} stands in {owners[school]}.yaml as well; one of the two must go"
                raise ContentError([Fault(place / f"{form.name}.yaml", 0, message)])
            owners[school] = form.name


def _of_the_note(content: ProgressTalk) -> TalkForm:
    extra = FormItem(id=content.level_4.id, text=content.level_4.text, counted=False, level=HIGHEST_LEVEL)
    first = tuple(FormItem(id=item.id, text=item.text) for item in content.study_progress.items)
    second = tuple(FormItem(id=item.id, text=item.text) for item in content.development.items)
    return TalkForm(
        name=NOTE,
        title=Caption(nl="Formulier voortgangsgesprek", en="Progress talk form"),
        parts=(
            FormPart(id="studie", title=content.study_progress.title, items=first),
            FormPart(id="ontwikkeling", title=content.development.title, items=(*second, extra)),
        ),
    )
