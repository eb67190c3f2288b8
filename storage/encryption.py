"""What people typed is encrypted where it is stored, when keys are given: the first key encrypts, every key decrypts.

The cipher hangs on the dialect of its own engine, so that two databases in one process may have different keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic_core import from_json, to_json
from sqlalchemy import JSON, Dialect, Text, TypeDecorator
from sqlalchemy.ext.asyncio import AsyncEngine

MARK = "fernet:"
PLAIN = "plain:"
ATTRIBUTE = "wegwijzer_cipher"


class EncryptionError(Exception):
    """A key is no key, or none of the keys opens what is stored; the text says what to do."""


def cipher_of(keys: Sequence[str]) -> MultiFernet | None:
    """None without keys. Raises EncryptionError."""
    try:
        return MultiFernet([Fernet(key) for key in keys]) if keys else None
    except ValueError as error:
        message = "WEGWIJZER_ENCRYPTION_KEYS holds something that is no key. Make one with: wegwijzer database new-key"
        raise EncryptionError(message) from error


def encrypt_with(engine: AsyncEngine, cipher: MultiFernet | None) -> None:
    setattr(engine.sync_engine.dialect, ATTRIBUTE, cipher)


def sealed(text: str, dialect: Dialect) -> str:
    """Without keys the text itself; what somebody typed is never mistaken for one of our marks."""
    cipher: MultiFernet | None = getattr(dialect, ATTRIBUTE, None)
    if cipher:
        return MARK + cipher.encrypt(text.encode()).decode()
    return PLAIN + text if text.startswith((MARK, PLAIN)) else text


def opened(stored: str, dialect: Dialect) -> str:
    """Text from before there were keys comes back as it is. Raises EncryptionError."""
    if not stored.startswith(MARK):
        return stored.removeprefix(PLAIN)
    cipher: MultiFernet | None = getattr(dialect, ATTRIBUTE, None)
    try:
        if cipher is not None:
            return cipher.decrypt(stored.removeprefix(MARK)).decode()
    except InvalidToken:
        pass
    raise EncryptionError("The database is encrypted with another key. Set WEGWIJZER_ENCRYPTION_KEYS to its keys.")


class Written(str):
    """JSON that was written already, by whoever knows the quickest way."""

    __slots__ = ()


def written(value: Any) -> str:
    return value if isinstance(value, Written) else to_json(value).decode()


class SecretText(TypeDecorator[str]):
    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else sealed(value, dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else opened(value, dialect)


class SecretJson(TypeDecorator[Any]):
    """JSON as it is without keys; with keys the JSON is one encrypted string."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None or getattr(dialect, ATTRIBUTE, None) is None:
            return value
        return sealed(written(value), dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return from_json(opened(value, dialect)) if isinstance(value, str) else value
