"""Answers of servers, read whole, but never more of them than we are willing to hold."""

from __future__ import annotations

from aiohttp import ClientResponse


async def read_at_most(response: ClientResponse, most: int) -> bytes:
    """The body, in however many parts it comes; of one that is longer, the beginning."""
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) >= most:
            break
    return bytes(body[:most])
