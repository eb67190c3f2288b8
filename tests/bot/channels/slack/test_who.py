"""Who somebody in Slack is, and what those get whom we do not know."""

from __future__ import annotations

import pytest

from bot.channels.slack.people import language_of, profile_of
from tests.bot.channels.slack.conftest import Office
from tests.bot.channels.slack.standin import TEAM

STRANGERS: dict[str, dict[str, object]] = {
    "a guest": {"is_restricted": True},
    "a guest of one channel": {"is_ultra_restricted": True},
    "Slack Connect": {"is_stranger": True},
    "of another workspace": {"team_id": "T0OTHER"},
    "an address that Slack did not verify": {"is_email_confirmed": False},
    "nobody of the roster": {"profile": {"email": "iemand@elders.example"}},
    "no address": {"profile": {}},
    "a bot": {"is_bot": True},
}


@pytest.mark.parametrize("name", STRANGERS)
async def test_strangers_get_the_note_only(office: Office, name: str) -> None:
    office.slack.users["USAMIRA"] |= STRANGERS[name]
    samira = office.person("USAMIRA")
    assert "Uitval door ziekte" in await samira.say("mijn student is ziek")
    for text in ("afspraak: Daan Bakker levert vrijdag het lesplan in", "mijn afspraken", "mijn studenten"):
        assert "Daan Bakker" not in await samira.say(text)


async def test_who_somebody_is_is_remembered_for_some_minutes(office: Office) -> None:
    slack, samira = office.slack, office.person("USAMIRA")
    for _ in range(3):
        assert "Jouw open afspraken" in await samira.say("mijn afspraken")
    assert len(slack.called("users.info")) == 1
    assert slack.called("users.info")[0]["include_locale"] in {"1", "true", "True"}


def test_the_locale_decides_the_language() -> None:
    assert [language_of(one) for one in ("nl-NL", "nl-BE", "en-US", "en-GB", "de-DE", "")] == [
        "nl", "nl", "en", "en", None, None,
    ]  # fmt: skip


def test_a_member_of_the_same_organisation_is_no_outsider() -> None:
    user = {"team_id": "T0OTHER", "enterprise_user": {"id": "W1", "enterprise_id": "E1"}, "is_email_confirmed": True}
    assert profile_of(user, TEAM).outsider, "we are in no organisation"
    assert profile_of(user, TEAM, "E2").outsider, "somebody else's organisation, in a shared channel"
    assert not profile_of(user | {"profile": {"email": " Samira@School.NL "}}, TEAM, "E1").outsider
    assert profile_of(user | {"profile": {"email": " Samira@School.NL "}}, TEAM, "E1").email == "samira@school.nl"
    assert profile_of({"team_id": "T0OTHER"}, TEAM).outsider
