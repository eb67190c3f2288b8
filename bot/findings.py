"""What a check of the installation found, for the administrator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["good", "bad", "unknown"]


@dataclass(frozen=True)
class Finding:
    """`text` is a sentence; for what is bad or unknown it says what to do. No names of people, no secrets."""

    verdict: Verdict
    text: str
