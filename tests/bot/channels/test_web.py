"""The web chat over real HTTP."""

from __future__ import annotations

import io

import pytest
from aiohttp import ClientSession, FormData


async def test_the_chat_works_without_javascript_and_escapes_what_was_typed(address: str) -> None:
    async with ClientSession() as session:
        form = FormData({"text": "<script>alert(1)</script>", "event": "e1"})
        async with session.post(f"{address}chat/samira", data=form) as response:
            page = await response.text()
        assert response.status == 200
        assert response.history[0].status == 303
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert" not in page
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "data", "headers", "status", "sentence"),
    [
        ("chat/niemand", None, {}, 404, "Deze persoon ken ik niet"),
        ("nergens", None, {}, 404, "Deze pagina bestaat niet"),
        ("chat/samira", {"text": "x"}, {"Origin": "http://evil.example"}, 403, "another site"),
        ("chat/samira", {"action": "forged", "event": "e"}, {"X-Fragment": "1"}, 200, "ouder gesprek"),
        ("chat/samira", {"text": "x" * 100_000, "event": "f"}, {"X-Fragment": "1"}, 200, "te lang"),
    ],
)
async def test_bad_requests_get_a_sentence(
    address: str, path: str, data: dict[str, str] | None, headers: dict[str, str], status: int, sentence: str
) -> None:
    async with ClientSession() as session:
        asked = session.post(address + path, data=data, headers=headers) if data else session.get(address + path)
        async with asked as response:
            assert response.status == status
            assert sentence in await response.text()


async def test_a_post_that_is_too_large_gets_a_sentence(address: str) -> None:
    body = io.BytesIO(b"text=" + b"x" * 2_000_000)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    async with ClientSession() as session, session.post(f"{address}chat/samira", data=body, headers=kind) as response:
        assert response.status == 413
        assert "te groot" in await response.text()
