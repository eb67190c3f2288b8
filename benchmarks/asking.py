"""The command line as a whole process, beside a Python process that does nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.table import median_ms, row


def asking() -> None:
    program = str(Path(sys.executable).parent / "wegwijzer")
    command = [program, "ask", "student is vaak ziek"]
    row("`wegwijzer ask`, whole process", f"{median_ms(lambda: run(command)):.0f} ms", "< 1000 ms")
    bare = median_ms(lambda: run([sys.executable, "-c", "pass"]))
    row("an empty Python process", f"{bare:.0f} ms")


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)
