"""Steps of progress talks that several tests take."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bot.world import Talker

GREEN, YELLOW, RED = "Groen", "Geel", "Rood"


async def begin(leader: Talker, student: Talker) -> None:
    """Begun today, with the form on the screen."""
    await leader.open("talk-begin", str(student.person.id))
    await leader.press("Begin met het formulier")
    await leader.press("Naar het formulier")


async def fill_in(who: Talker, part: str, colours: Sequence[str], note: str = "") -> None:
    """Those colours for the first items of a part; the form is on the screen before and after."""
    await who.press(f"Vul in: {part}")
    names = [name for name in who.form if name.startswith("item-")]
    await who.press("Bewaar", **dict(zip(names, colours, strict=False)), **({"note-": note} if note else {}))
    await who.press("Bekijk het gesprek")


async def fill_in_all(who: Talker, colours: Sequence[str]) -> None:
    """Five items of study progress, then nine of development."""
    await fill_in(who, "Voortgang van de studie", colours[:5])
    await fill_in(who, "Ontwikkeling", colours[5:])


async def file(leader: Talker, choice: str, **closing: str) -> None:
    await leader.press("Waardering en indienen")
    await leader.press(choice)
    await leader.press("Laat zien", **closing)
    await leader.press("Dien in")


async def sign(who: Talker, how: str = "Gezien en akkoord", remark: str = "") -> None:
    """From the notice on their screen."""
    await who.notices()
    await who.press("Lees en teken")
    await who.press(how)
    await who.press("Teken", remark=remark)
