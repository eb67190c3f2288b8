"""The package for Teams: valid by Microsoft's schema, whole in both languages, and understood by our own bot."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import validator_for
from PIL import Image

from bot.channels.teams.manifest import ICONS, About, ManifestError, localisation, manifest, package
from bot.command_line import main
from bot.product import Product
from tests.bot.channels.teams.microsoft import APP_ID
from tests.bot.test_conversation import Talk
from tests.bot.world import World

ABOUT = About(APP_ID, "wegwijzer.example.org", organisation="Samen Opleiden Noord")
SCHEMAS = Path(__file__).parent / "schemas"


def valid(content: dict[str, Any], schema: str) -> None:
    known = json.loads((SCHEMAS / schema).read_text("utf-8"))
    faults = [error.message for error in validator_for(known).iter_errors(content)]
    assert not faults


def test_the_manifest_is_valid_in_both_languages(product: Product) -> None:
    made = manifest(ABOUT, product.phrases["nl"])
    valid(made, "MicrosoftTeams.schema.json")
    assert made["bots"][0]["scopes"] == ["personal", "team", "groupChat"]
    assert made["validDomains"] == ["wegwijzer.example.org"]
    texts = localisation(product.phrases["en"])
    valid(texts, "MicrosoftTeams.Localization.schema.json")
    for place, listed in enumerate(made["bots"][0]["commandLists"]):
        assert len(listed["commands"]) <= 12
        for number, command in enumerate(listed["commands"]):
            for name in set(command) - {"type"}:
                assert texts[f"bots[0].commandLists[{place}].commands[{number}].{name}"], "translated"


def test_the_package_is_whole_and_the_same_each_time(product: Product) -> None:
    whole = package(ABOUT, product.phrases)
    assert whole == package(ABOUT, product.phrases)
    with zipfile.ZipFile(io.BytesIO(whole)) as zipped:
        assert zipped.namelist() == ["manifest.json", "en.json", "color.png", "outline.png"]
        assert json.loads(zipped.read("manifest.json"))["id"] == APP_ID
        assert zipped.read("color.png") == (ICONS / "color.png").read_bytes()


def test_the_icons_are_as_teams_wants_them() -> None:
    with Image.open(ICONS / "color.png") as colour, Image.open(ICONS / "outline.png") as outline:
        assert colour.size == (192, 192)
        assert outline.size == (32, 32)
        red, green, blue, alpha = outline.convert("RGBA").split()
        assert red.getextrema() == green.getextrema() == blue.getextrema() == (255, 255), "white, and nothing else"
        assert 200 < sum(alpha.histogram()[128:]) < 600, "a sign on a transparent ground"


async def test_every_command_is_understood(sqlite: Any, product: Product) -> None:
    """Each in both languages, by somebody of the roster."""
    world = await World.begin(sqlite, product)
    joost = await world.as_("joost")
    for phrases in product.phrases.values():
        for command in manifest(ABOUT, phrases)["bots"][0]["commandLists"][0]["commands"]:
            await joost.say("stop")
            said = await joost.say(command["title"])
            assert "geen antwoord op" not in said
            assert "niet zeker wat je bedoelt" not in said
            assert "herken ik niet" not in said


def test_the_starters_lead_to_a_topic(product: Product) -> None:
    for language, phrases in product.phrases.items():
        for command in manifest(ABOUT, phrases)["bots"][0]["commandLists"][1]["commands"]:
            if command.get("type") == "prompt":
                talk = Talk(language=language)
                talk.say(command["prompt"])
                assert talk.messages[0].source, command


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"app_id": ""}, "TEAMS_APP_ID"),
        ({"app_id": "wegwijzer"}, "TEAMS_APP_ID"),
        ({"host": "https://wegwijzer.example.org"}, "--host"),
        ({"host": "localhost"}, "--host"),
        ({"host": "example.org:443"}, "--host"),
        ({"version": "1.0"}, "--app-version"),
        ({"organisation": "x" * 33}, "--organisation"),
        ({"privacy": "http://example.org"}, "https://"),
    ],
)
def test_what_teams_would_refuse_is_refused_at_once(product: Product, changes: dict[str, str], said: str) -> None:
    given = {"app_id": APP_ID, "host": "wegwijzer.example.org", **changes}
    with pytest.raises(ManifestError, match=said):
        package(About(**given), product.phrases)


def test_the_command_writes_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TEAMS_APP_ID", APP_ID.upper())
    out = tmp_path / "new"
    assert main(["manifest", "teams", "--out", str(out), "--host", "wegwijzer.example.org"]) == 0
    assert zipfile.is_zipfile(out / "wegwijzer-teams-1.0.0.zip")
    assert capsys.readouterr().err == ""
    monkeypatch.delenv("TEAMS_APP_ID")
    assert main(["manifest", "teams", "--out", str(out)]) == 1
    assert "TEAMS_APP_ID is not set" in capsys.readouterr().err
