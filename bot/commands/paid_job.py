"""`wegwijzer paid-job check`: the red-green list of a file of students."""

from __future__ import annotations

import argparse

from bot.clock import AMSTERDAM, present
from bot.paid_job_wording import JobWording
from bot.paid_jobs.listing import as_csv, as_table, judged
from bot.paid_jobs.reading import read_list
from knowledge.library import load_library
from knowledge.phrases import load_phrases
from knowledge.values import load_values


def check(options: argparse.Namespace) -> int:
    """Raises ListError. Without --as-of the agreements of today are used."""
    as_of = options.as_of or present().astimezone(AMSTERDAM).date()
    values = load_values()
    day = values["paid-job-check-day"].shown(as_of, options.language) or ""
    wording = JobWording(load_library(), load_phrases()[options.language], day)
    found = judged(read_list(options.file.read_bytes()), values, wording, as_of)
    for line in as_table(found, wording):
        print(line)
    if options.out:
        options.out.write_text(as_csv(found, wording), "utf-8", newline="")
        print(f"Written: {options.out}")
    return 0
