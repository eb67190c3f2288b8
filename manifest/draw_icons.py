"""Draws the icons that Teams wants from the icon of the web chat: `uv run python manifest/draw_icons.py`.

The colour icon is a filled square (Teams rounds it) with the sign in the middle; the outline icon is white on nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
SOURCE = HERE.parent / "bot" / "channels" / "web" / "static" / "icon.svg"
OUT = HERE / "teams"
SIZE, SMOOTH = 64, 16
"""The source is 64 units wide; it is drawn that many times too large and made smaller."""

Point = tuple[float, float]
Shape = tuple[str, list[Point]]


def shapes(svg: str) -> tuple[str, list[Shape]]:
    """The colour of the ground, and the shapes on it."""
    (ground,) = re.findall(r'<rect [^>]*fill="(#\w+)"', svg)
    return ground, [(fill, points(path)) for path, fill in re.findall(r'<path d="([^"]+)" fill="(#\w+)"', svg)]


def points(path: str) -> list[Point]:
    """The corners of a path of straight lines."""
    x = y = 0.0
    corners: list[Point] = []
    for letter, rest in re.findall(r"([MLHVmlhv])([^MLHVZmlhvz]*)", path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", rest)]
        fromx, fromy = (x, y) if letter.islower() else (0.0, 0.0)
        while numbers:
            if letter in "hH":
                x = fromx + numbers.pop(0)
            elif letter in "vV":
                y = fromy + numbers.pop(0)
            else:
                x, y = fromx + numbers.pop(0), fromy + numbers.pop(0)
            corners.append((x, y))
            fromx, fromy = (x, y) if letter.islower() else (0.0, 0.0)
    return corners


def drawn(size: int, ground: str, signs: list[Shape], share: float, colour: str = "") -> Image.Image:
    """`share` is how much of the width the signs take; `colour` paints all of them alike."""
    large = size * SMOOTH
    image = Image.new("RGBA", (large, large), ground)
    pencil = ImageDraw.Draw(image)
    scale = large / SIZE * share
    edge = large * (1 - share) / 2
    for fill, corners in signs:
        pencil.polygon([(edge + x * scale, edge + y * scale) for x, y in corners], fill=colour or fill)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def parted(signs: list[Shape]) -> list[Shape]:
    """In one colour the post must not run through the signs: only what shows of it is drawn."""
    (fill, post), *others = signs
    left, right = min(x for x, _ in post), max(x for x, _ in post)
    top, bottom = min(y for _, y in post), max(y for _, y in post)
    spans = sorted((min(y for _, y in corners), max(y for _, y in corners)) for _, corners in others)
    starts = [top, *(end + 2 for _, end in spans)]
    ends = [*(start - 2 for start, _ in spans), bottom]
    shown = [(start, end) for start, end in zip(starts, ends, strict=True) if end > start]
    pieces = [[(left, start), (right, start), (right, end), (left, end)] for start, end in shown]
    return [*((fill, piece) for piece in pieces), *others]


def main() -> None:
    ground, signs = shapes(SOURCE.read_text("utf-8"))
    drawn(192, ground, signs, 0.72).convert("RGB").save(OUT / "color.png", optimize=True)
    outline = Image.new("RGBA", (32, 32), "#ffffff")
    outline.putalpha(drawn(32, "#ffffff00", parted(signs), 1.25, "#ffffff").getchannel("A"))
    outline.save(OUT / "outline.png", optimize=True)


if __name__ == "__main__":
    main()
