"""What keeps the server from starting."""

from __future__ import annotations


class ServerError(Exception):
    """The server cannot start; the text says why and what to do."""
