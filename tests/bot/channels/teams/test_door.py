"""Who is let in at the door, and what each other gets to hear."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import hmac
import io
import json
import time
from typing import Any

import jwt
import pytest
from aiohttp import ClientTimeout
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.channels.teams import keys, tokens_in
from storage.database import Database
from tests.bot.channels.teams.client import words
from tests.bot.channels.teams.conftest import House, Opening
from tests.bot.channels.teams.microsoft import APP_ID, ISSUER, TENANT_ID, Microsoft, signing_key

OTHER = "11111111-1111-1111-1111-111111111111"


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits longer than a second for keys."""
    monkeypatch.setattr(keys, "FETCH", ClientTimeout(total=1))


def part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def by_hand(header: dict[str, Any], ms: Microsoft, secret: bytes = b"") -> str:
    """A token that no library would make."""
    claims = {"iss": ISSUER, "aud": APP_ID, "exp": int(time.time()) + 600, "serviceurl": ms.service_url}
    signed = f"{part(header)}.{part(claims)}"
    mac = hmac.new(secret, signed.encode(), hashlib.sha256).digest() if secret else b""
    return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def bad_tokens(ms: Microsoft) -> dict[str, str]:
    now = int(time.time())
    pem = signing_key("first").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    good = ms.token()
    own_key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(signing_key("stranger").public_key()))
    return {
        "none": "",
        "garbage": "garbage",
        "three dots": "a.b.c",
        "not ASCII": "éé.ü.ß",
        "too long": "a" * 7900,
        "forged": ms.token("stranger", kid="first"),
        "altered": good[:-8] + ("AAAAAAAA" if not good.endswith("AAAAAAAA") else "BBBBBBBB"),
        "expired": ms.token(exp=now - 120),
        "not yet valid": ms.token(nbf=now + 600),
        "issued in the future": ms.token(iat=now + 600),
        "wrong audience": ms.token(aud=OTHER),
        "audience among others": ms.token(aud=[APP_ID, OTHER]),
        "no audience": ms.token(aud=None),
        "wrong issuer": ms.token(iss="https://sts.windows.net/"),
        "no issuer": ms.token(iss=None),
        "no expiry": ms.token(exp=None),
        "expiry is no number": ms.token(exp=None) and by_hand({"alg": "RS256", "kid": "first", "exp": "x"}, ms),
        "expiry is a text": ms.token(exp="2099-01-01"),
        "no audience at all": ms.token(aud=[]),
        "no key in its id": ms.token(kid=""),
        "brings its own key": ms.token("stranger", kid="first", header={"jwk": own_key, "jku": f"{ms.address}/keys"}),
        "asks for what we do not know": ms.token(header={"crit": ["own"], "own": 1}),
        "NONE": by_hand({"alg": "nOnE", "kid": "first"}, ms),
        "no signature": by_hand({"alg": "none", "kid": "first"}, ms),
        "signed with the public key": by_hand({"alg": "HS256", "kid": "first"}, ms, pem),
        "another algorithm": jwt.encode({"aud": APP_ID}, signing_key("first"), "RS512", {"kid": "first"}),
        "no key id": ms.token(kid=None),
        "key id is no text": by_hand({"alg": "RS256", "kid": 7}, ms),
        "unknown key": ms.token("stranger", kid="stranger"),
        "foreign service URL": ms.token(serviceurl="https://evil.example/"),
        "no service URL": ms.token(serviceurl=None),
        "unendorsed key": ms.token("unendorsed"),
    }


async def test_each_bad_token_is_refused_and_nothing_is_answered(house: House, ms: Microsoft) -> None:
    ms.keys["unendorsed"] = ("webchat",)
    samira = house.client()
    answers = {
        name: (await samira.post(samira.activity(text="menu"), token))[0] for name, token in bad_tokens(ms).items()
    }
    assert answers == dict.fromkeys(answers, 401)
    bare = house.session.post(f"{house.address}api/messages", json=samira.activity(text="menu"))
    async with bare as response:
        assert (response.status, response.headers["WWW-Authenticate"]) == (401, "Bearer")
    for scheme in ("Basic abc", "Bearer", "abc"):
        assert (await samira.post(samira.activity(text="menu"), headers={"Authorization": scheme}))[0] == 401
    assert ms.posts(typing=True) == []
    assert await samira.say("menu")


async def test_an_activity_of_another_tenant_channel_or_address_is_refused(house: House, ms: Microsoft) -> None:
    samira = house.client()
    changes: list[dict[str, Any]] = [
        {"channelData": {"tenant": {"id": OTHER}}},
        {"channelData": {}},
        {"channelData": None},
        {"channelId": "directline"},
        {"channelId": "webchat"},
        {"serviceUrl": "https://evil.example/"},
        {"serviceUrl": f"{ms.service_url}more/"},
    ]
    for change in changes:
        assert (await samira.post(samira.activity(text="menu", **change)))[0] == 401, change
    assert ms.posts(typing=True) == []
    assert (await samira.post(samira.activity(text="menu", channelData={"tenant": {"id": TENANT_ID.upper()}})))[
        0
    ] == 200


async def test_what_is_no_activity_gets_its_own_status(house: House, ms: Microsoft) -> None:
    samira = house.client()
    good = samira.activity(text="menu")
    wrong: list[dict[str, Any]] = [
        {"type": 7}, {"type": None}, {"type": ""}, {"from": None}, {"from": {}}, {"from": "s"}, {"from": {"id": 1}},
        {"conversation": None}, {"serviceUrl": 5}, {"text": {"a": 1}}, {"entities": "x"}, {"membersAdded": [{}]},
    ]  # fmt: skip
    bodies = [
        b"", b"{", b"[]", b"null", b"7", b'"text"', b"{}", b"\xff\xfe", b'{"type": "message"', b"[" * 100_000,
        *(json.dumps(good | change).encode() for change in wrong),
        *(json.dumps(good | {left: None}).encode() for left in ("channelId", "recipient")),
    ]  # fmt: skip
    for body in bodies:
        status, _ = await samira.post(body, headers={"Content-Type": "application/json"})
        assert status == 400, body[:200]
    falsely = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert (await samira.post(json.dumps(good).encode(), headers=falsely))[0] == 400
    assert (await samira.post(io.BytesIO(b"x" * 1_100_000), headers={"Content-Type": "application/json"}))[0] == 413
    assert (await samira.post(gzip.compress(b" " * 5_000_000), headers=falsely))[0] == 413
    assert (await samira.post(json.dumps(good).encode(), headers={"Content-Type": "text/plain"}))[0] == 415
    async with house.session.get(f"{house.address}api/messages") as response:
        assert response.status == 405
    assert ms.posts(typing=True) == []
    assert (await samira.post(gzip.compress(json.dumps(good).encode()), headers=falsely))[0] == 200


async def test_a_rotated_key_works_at_once_and_nobody_can_make_us_hammer_microsoft(house: House, ms: Microsoft) -> None:
    samira = house.client()
    assert await samira.say("menu")
    ms.keys = {"second": ("msteams",), **ms.keys}
    assert (await samira.post(samira.activity(text="menu"), ms.token("second")))[0] == 200
    fetched = ms.fetched_keys
    for number in range(20):
        assert (await samira.post(samira.activity(text="menu"), ms.token("stranger", kid=f"k{number}")))[0] == 401
    assert ms.fetched_keys == fetched


async def test_a_token_that_was_good_lapses_with_its_time_and_with_its_key(
    house: House, ms: Microsoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens_in, "LEEWAY", 0)
    samira = house.client()
    short, long = ms.token(exp=int(time.time()) + 2), ms.token()
    assert [(await samira.post(samira.activity(text="menu"), one))[0] for one in (short, long)] == [200, 200]
    await asyncio.sleep(2.1)
    assert [(await samira.post(samira.activity(text="menu"), one))[0] for one in (short, long)] == [401, 200]
    ms.keys = {"second": ("msteams",)}
    assert (await samira.post(samira.activity(text="menu"), ms.token("second")))[0] == 200
    assert (await samira.post(samira.activity(text="menu"), long))[0] == 401


@pytest.mark.usefixtures("soon")
async def test_valid_tokens_never_wait_behind_unknown_keys(house: House, ms: Microsoft) -> None:
    samira = house.client()
    await samira.say("menu")
    ms.keys_wait = 60
    forged = [
        asyncio.create_task(samira.post(samira.activity(text="x"), ms.token("stranger", kid=f"k{n}")))
        for n in range(20)
    ]
    await asyncio.sleep(0.1)
    start = time.monotonic()
    assert await samira.say("menu")
    assert not any(one.done() for one in forged)
    assert time.monotonic() - start < 0.8
    assert [status for status, _ in await asyncio.gather(*forged)] == [401] * 20


@pytest.mark.usefixtures("soon")
async def test_a_key_server_that_hangs_or_is_down_hangs_nobody(
    house_of: Opening, sqlite: Database, ms: Microsoft
) -> None:
    ms.keys_wait = 60
    async with house_of(sqlite) as house:
        samira = house.client()
        waiting = asyncio.create_task(samira.post(samira.activity(text="menu")))
        async with house.session.get(f"{house.address}health") as response:
            assert response.status == 200
        status, _ = await waiting
        assert status == 503
        start = time.monotonic()
        assert (await samira.post(samira.activity(text="menu")))[0] == 503
        assert time.monotonic() - start < 1
        ms.keys_wait = 0
        house.door.verifier.keys._tried_at = None
        assert await samira.say("menu")
        ms.keys_status = 500
        house.door.verifier.keys._fetched_at = -1e9
        assert await samira.say("menu")


async def test_without_authentication_only_this_computer_is_let_in_and_answered(
    house_of: Opening, sqlite: Database, ms: Microsoft
) -> None:
    open_to_all = dict.fromkeys(ms.environment, "") | {"TEAMS_AUTH": "none"}
    async with house_of(sqlite, **open_to_all) as house:
        samira = house.client()
        status, _ = await samira.post(samira.activity(text="menu"), "")
        assert status == 200
        assert "Wegwijzer" in words(*ms.posts()) or ms.posts()
        assert {call.authorization for call in ms.posts()} == {""}
        status, _ = await samira.post(samira.activity(text="menu"), "", headers={"X-Forwarded-For": "203.0.113.9"})
        assert status == 401
        before = len(ms.posts())
        await samira.post(samira.activity(text="menu", serviceUrl="https://evil.example/"), "")
        assert len(ms.posts()) == before
