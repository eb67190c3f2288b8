"""What is wrong with a roster file, said so that the administrator can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MOST_SHOWN = 1000
LONGEST_QUOTE = 60


@dataclass(frozen=True, order=True)
class Fault:
    """`line` is where the row begins, from 1; 0 means the file as a whole. `column` is as the file calls it."""

    line: int
    column: str
    message: str

    def __str__(self) -> str:
        place = [f"line {self.line}"] * bool(self.line) + [f"column {self.column}"] * bool(self.column)
        return f"{', '.join(place)}: {self.message}" if place else f"The file {self.message}"


class RosterError(Exception):
    """Nothing of the file can be used until `faults`, in the order of the lines, are mended."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        shown = [str(fault) for fault in self.faults[:MOST_SHOWN]]
        unseen = len(self.faults) - len(shown)
        shown += [f"and {unseen} more"] * bool(unseen)
        super().__init__("\n".join([*shown, f"{len(self.faults)} fault(s). Nothing was imported."]))


def quoted(value: str) -> str:
    """The value as it stands in the file, cut where it is endless."""
    return repr(value if len(value) <= LONGEST_QUOTE else value[:LONGEST_QUOTE] + "…")
