"""`uv run python -m benchmarks [part …]`: a table of medians over alternating rounds, on this machine."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from benchmarks.asking import asking
from benchmarks.cases import cases
from benchmarks.delivering import delivering
from benchmarks.finding import finding
from benchmarks.planning import planning
from benchmarks.serving import serving
from benchmarks.slack import slack, slack_memory
from benchmarks.teams import teams, teams_memory

PARTS: dict[str, Callable[[], None]] = {
    "finding": finding,
    "asking": asking,
    "serving": serving,
    "cases": cases,
    "delivering": delivering,
    "planning": planning,
    "slack": slack,
    "slack-memory": slack_memory,
    "teams": teams,
    "teams-memory": teams_memory,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed, measured side by side.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)} (default: all)")
    wanted = parser.parse_args().parts or list(PARTS)
    if unknown := [part for part in wanted if part not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}; choose from {', '.join(PARTS)}")
    for part in wanted:
        PARTS[part]()


if __name__ == "__main__":
    main()
