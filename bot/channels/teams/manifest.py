"""The package that an administrator uploads to Teams: manifest, texts in a second language, and icons."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from knowledge.model import Language
from knowledge.phrases import Phrases

ICONS = Path(__file__).parents[3] / "manifest" / "teams"
SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.29"
VERSION = "1.29"
NAME = "Wegwijzer"
FULL_NAME = "Wegwijzer Samen Opleiden"
ACCENT = "#0B5D66"
MANIFEST, ENGLISH, COLOUR, OUTLINE = "manifest.json", "en.json", "color.png", "outline.png"
PERSONAL = ("menu", "agreements", "overdue", "students", "agree", "call-in", "report", "help")
SHARED = ("menu", "help")
STARTERS = ("wpb-1", "wpb-2", "io-1")
NOTED = 1980, 1, 1, 0, 0, 0
"""The moment that stands at every file of the package, so that the same settings give the same package."""


class ManifestError(Exception):
    """The package cannot be made; the text says what to give."""


@dataclass(frozen=True)
class About:
    """What only the administrator knows. `host` is where Teams reaches the server; addresses are https."""

    app_id: str
    host: str
    version: str = "1.0.0"
    organisation: str = NAME
    website: str = ""
    privacy: str = ""
    terms: str = ""


def package(about: About, phrases: Mapping[Language, Phrases]) -> bytes:
    """Raises ManifestError."""
    files: dict[str, str | bytes] = {
        MANIFEST: _as_json(manifest(about, phrases["nl"])),
        ENGLISH: _as_json(localisation(phrases["en"])),
        COLOUR: (ICONS / COLOUR).read_bytes(),
        OUTLINE: (ICONS / OUTLINE).read_bytes(),
    }
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(zipfile.ZipInfo(name, NOTED), content)
    return whole.getvalue()


def manifest(about: About, phrases: Phrases) -> dict[str, Any]:
    """Raises ManifestError."""
    _check(about)
    home = about.website or f"https://{about.host}/"
    return {
        "$schema": f"{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": VERSION,
        "version": about.version,
        "id": about.app_id,
        "developer": {
            "name": about.organisation,
            "websiteUrl": home,
            "privacyUrl": about.privacy or home,
            "termsOfUseUrl": about.terms or home,
        },
        "localizationInfo": {
            "defaultLanguageTag": phrases.language,
            "additionalLanguages": [{"languageTag": "en", "file": ENGLISH}],
        },
        "name": {"short": NAME, "full": FULL_NAME},
        "description": {"short": phrases("teams.manifest-short"), "full": phrases("teams.manifest-full")},
        "icons": {"color": COLOUR, "outline": OUTLINE},
        "accentColor": ACCENT,
        "bots": [_bot(about.app_id, phrases)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [about.host],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }


def localisation(phrases: Phrases) -> dict[str, str]:
    """The same texts in another language, by where they stand in the manifest."""
    texts = {
        "$schema": f"{SCHEMA}/MicrosoftTeams.Localization.schema.json",
        "name.short": NAME,
        "name.full": FULL_NAME,
        "description.short": phrases("teams.manifest-short"),
        "description.full": phrases("teams.manifest-full"),
    }
    for place, listed in enumerate(_command_lists(phrases)):
        for number, command in enumerate(listed["commands"]):
            path = f"bots[0].commandLists[{place}].commands[{number}]"
            texts |= {f"{path}.{name}": command[name] for name in ("title", "description", "prompt") if name in command}
    return texts


def _bot(app_id: str, phrases: Phrases) -> dict[str, Any]:
    return {
        "botId": app_id,
        "scopes": ["personal", "team", "groupChat"],
        "isNotificationOnly": False,
        "supportsCalling": False,
        "supportsVideo": False,
        "supportsFiles": True,
        "commandLists": _command_lists(phrases),
    }


def _command_lists(phrases: Phrases) -> list[dict[str, Any]]:
    """Twelve at most in each: words that always work, and questions to begin with."""
    return [
        {"scopes": scopes, "commands": [*_commands(names, phrases), *_starters(phrases)]}
        for scopes, names in ((["personal"], PERSONAL), (["team", "groupChat"], SHARED))
    ]


def _commands(names: tuple[str, ...], phrases: Phrases) -> Iterator[dict[str, str]]:
    for name in names:
        yield {"title": phrases(f"teams.command-{name}"), "description": phrases(f"teams.command-{name}-about")}


def _starters(phrases: Phrases) -> Iterator[dict[str, str]]:
    for name in STARTERS:
        starter = phrases(f"teams.starter-{name}")
        yield {"title": starter, "description": starter, "type": "prompt", "prompt": starter}


def _as_json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _check(about: About) -> None:
    if not _is_guid(about.app_id):
        raise ManifestError("TEAMS_APP_ID is not set to the app's id (Azure: Overview, Application (client) ID).")
    if not re.fullmatch(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", about.host):
        raise ManifestError(f"--host is {about.host!r}; give only the name of the server, as in wegwijzer.example.org.")
    if not re.fullmatch(r"(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4})){2}", about.version):
        raise ManifestError(f"--app-version is {about.version!r}; give three numbers, as in 1.0.1.")
    if not 0 < len(about.organisation) <= 32:
        raise ManifestError("--organisation has 1 to 32 characters in Teams.")
    for address in (about.website, about.privacy, about.terms):
        if address and (urlsplit(address).scheme != "https" or not urlsplit(address).hostname):
            raise ManifestError(f"{address!r} is no address that Teams accepts: it must begin with https://.")


def _is_guid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
