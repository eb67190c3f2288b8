"""What is wrong with a list of students, said so that whoever made it can mend it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.roster.faults import MOST_SHOWN, Fault


class ListError(Exception):
    """Nothing of the file was checked until `faults`, in the order of the lines, are mended."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        shown = [str(fault) for fault in self.faults[:MOST_SHOWN]]
        unseen = len(self.faults) - len(shown)
        shown += [f"and {unseen} more"] * bool(unseen)
        super().__init__("\n".join([*shown, f"{len(self.faults)} fault(s). Nothing was checked."]))
