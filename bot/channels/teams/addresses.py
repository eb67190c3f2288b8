"""Which addresses may be talked to: https anywhere, plain http only on this computer."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe(url: str, *, only_loopback: bool = False) -> bool:
    """Whether a secret may go there. Names and passwords in an address are no part of any platform's addresses."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    here = is_loopback(host)
    return here and parts.scheme in {"http", "https"} if only_loopback or here else parts.scheme == "https"
