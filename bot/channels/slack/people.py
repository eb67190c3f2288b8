"""Who somebody in Slack is: a person of the roster by verified e-mail address, or a guest who may ask the note."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.cases import Someone
from bot.channels.slack.calls import TRIES, SlackRefusedError, SlackSilentError, call
from bot.clock import Clock
from bot.people import guest
from bot.records.people import person_with_account, person_with_email
from knowledge.model import Language, Role
from storage.accounts import link_account, mark_gone
from storage.database import Sessions, Transaction, transaction

CHANNEL = "slack"
FRESH, STALE = 300.0, 3600.0
MOST_REMEMBERED = 5000
QUICK = 2
NOBODY = frozenset({"user_not_found", "user_not_visible", "users_not_found"})
DEACTIVATED = "The account is deactivated in Slack."


@dataclass(frozen=True)
class Profile:
    """What Slack says of an account. `email` is empty unless Slack has verified it."""

    email: str = ""
    language: Language | None = None
    outsider: bool = False
    deleted: bool = False


@dataclass(frozen=True)
class Asked:
    """`now`: Slack said it just now; else it was remembered."""

    profile: Profile
    now: bool


@dataclass
class People:
    """`team` is the workspace the app stands in, or the organisation that has it as a whole; `enterprise` is the
    organisation it belongs to (Enterprise Grid), if any.
    """

    client: AsyncWebClient
    sessions: Sessions
    now: Clock
    team: str
    enterprise: str = ""
    _profiles: OrderedDict[str, tuple[float, Profile]] = field(default_factory=OrderedDict)

    def account(self, user: str) -> str:
        """How the account is named in our database."""
        return f"{self.team}-{user}"

    async def who(self, user: str) -> Someone:
        """Speaks the language of their Slack. Raises SlackSilentError when Slack cannot say who it is."""
        asked = await self.ask(user)
        async with transaction(self.sessions) as begun:
            return await self.known(begun, user, asked)

    async def known(self, begun: Transaction, user: str, asked: Asked) -> Someone:
        """As `who`, in a transaction that is open already: nothing is asked of Slack there."""
        person = await self._on_roster(begun, user, asked)
        if person is None:
            return guest(Role.WPB, asked.profile.language or "nl")
        language = asked.profile.language or person.language
        return person if person.language == language else replace(person, language=language)

    def language(self, user: str) -> Language:
        """As far as we know without asking: a modal has no time for that."""
        kept = self._profiles.get(user)
        return (kept[1].language if kept else None) or "nl"

    def deactivated(self, user: str) -> bool:
        """As Slack last said."""
        kept = self._profiles.get(user)
        return kept is not None and kept[1].deleted

    async def ask(self, user: str) -> Asked:
        """What is older than minutes serves while Slack is silent. Raises SlackSilentError without such."""
        kept = self._profiles.get(user)
        age = time.monotonic() - kept[0] if kept else STALE
        if kept and age < FRESH:
            return Asked(kept[1], now=False)
        try:
            profile = await self._profile(user, QUICK if kept else TRIES)
        except SlackSilentError:
            if kept and age < STALE:
                return Asked(kept[1], now=False)
            raise
        self._profiles[user] = (time.monotonic(), profile)
        self._profiles.move_to_end(user)
        if len(self._profiles) > MOST_REMEMBERED:
            self._profiles.popitem(last=False)
        return Asked(profile, now=True)

    async def _profile(self, user: str, tries: int) -> Profile:
        try:
            answer = await call(self.client.users_info, tries=tries, user=user, include_locale=True)
        except SlackRefusedError as error:
            if error.code in NOBODY:
                return Profile(outsider=True)
            raise
        return profile_of(answer.get("user") or {}, self.team, self.enterprise)

    async def look_up(self, person: int, email: str) -> bool:
        """Links somebody of the roster who never spoke to us; whether Slack knows that address as theirs."""
        try:
            user = (await call(self.client.users_lookupByEmail, email=email)).get("user") or {}
        except SlackRefusedError as error:
            if error.code in NOBODY:
                return False
            raise
        profile = profile_of(user, self.team, self.enterprise)
        if profile.email != email or profile.outsider or profile.deleted:
            return False
        async with transaction(self.sessions) as begun:
            await self._link(begun, user["id"], person)
        return True

    async def _on_roster(self, begun: Transaction, user: str, asked: Asked) -> Someone | None:
        profile, account = asked.profile, self.account(user)
        if profile.deleted:
            await mark_gone(begun.session, CHANNEL, account, DEACTIVATED, self.now())
        if profile.deleted or profile.outsider:
            return None
        linked = await person_with_account(begun, CHANNEL, account)
        if linked and not asked.now:
            return linked
        person = (await person_with_email(begun, profile.email) if profile.email else None) or linked
        if person:
            await self._link(begun, user, person.id)
        return person

    async def _link(self, begun: Transaction, user: str, person: int) -> None:
        reference, account = {"user": user}, self.account(user)
        await link_account(
            begun.session, CHANNEL, account, person, reference=reference, now=self.now(), tenant=self.team
        )


def profile_of(user: dict[str, Any], team: str, enterprise: str = "") -> Profile:
    """Guests, people of other workspaces (Slack Connect) and bots are outsiders, whatever their address says.

    Another workspace of our own `enterprise` is none; one of somebody else's is.
    """
    outsider = any(user.get(mark) for mark in ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot"))
    ours = bool(enterprise) and (user.get("enterprise_user") or {}).get("enterprise_id") == enterprise
    foreign = bool(user.get("team_id")) and user["team_id"] != team and not ours
    email = (user.get("profile") or {}).get("email") or "" if user.get("is_email_confirmed") else ""
    return Profile(
        email=str(email).strip().lower(),
        language=language_of(str(user.get("locale") or "")),
        outsider=outsider or foreign,
        deleted=bool(user.get("deleted")),
    )


def language_of(locale: str) -> Language | None:
    if locale.startswith("nl"):
        return "nl"
    return "en" if locale.startswith("en") else None
