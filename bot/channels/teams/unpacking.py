"""Bodies that say they are compressed. The server leaves them alone: aiohttp logs a traceback for each false one."""

from __future__ import annotations

import zlib

from bot.channels.teams.refusing import bad_request, too_large

GZIP = 31
WINDOWS = {"gzip": GZIP, "x-gzip": GZIP, "deflate": zlib.MAX_WBITS}


def unpacked(body: bytes, encoding: str, most: int) -> bytes:
    """The body itself; `most` bytes of it. Raises RefusedError."""
    if encoding in {"", "identity"}:
        return body
    if encoding not in WINDOWS:
        raise bad_request("The body is compressed in an unknown way.")
    unpacking = zlib.decompressobj(WINDOWS[encoding])
    try:
        content = unpacking.decompress(body, most + 1)
    except zlib.error as error:
        raise bad_request("The body is not compressed as it says.") from error
    if len(content) > most:
        raise too_large()
    if not unpacking.eof:
        raise bad_request("The compressed body is not whole.")
    return content
