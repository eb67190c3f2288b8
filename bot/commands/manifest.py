"""`wegwijzer manifest …`: what a platform needs to install Wegwijzer."""

from __future__ import annotations

import argparse
import os
import sys

from bot.channels.slack.manifest import manifest_text
from bot.channels.teams.manifest import About, package
from bot.people import DEMONSTRATION_DOMAIN
from bot.settings import read_settings
from knowledge.phrases import load_phrases


def slack(options: argparse.Namespace) -> None:
    print(manifest_text(options.url, read_settings().public_url), end="")


def teams(options: argparse.Namespace) -> None:
    about = About(
        app_id=os.environ.get("TEAMS_APP_ID", "").strip().lower(),
        host=options.host or DEMONSTRATION_DOMAIN,
        version=options.app_version,
        organisation=options.organisation,
        website=options.website,
        privacy=options.privacy,
        terms=options.terms,
    )
    whole = package(about, load_phrases())
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / f"wegwijzer-teams-{about.version}.zip"
    path.write_bytes(whole)
    print(path)
    if not options.host:
        print(f"No --host was given: the links in it lead to {DEMONSTRATION_DOMAIN}.", file=sys.stderr)
