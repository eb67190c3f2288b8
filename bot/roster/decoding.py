"""From the bytes of a file to its text, as spreadsheet programs save it."""

from __future__ import annotations

import codecs

from bot.roster.faults import Fault, RosterError

LARGEST_FILE = 50 * 1024 * 1024
SAVE_AS_CSV = 'Open it in your spreadsheet program, choose "Save as", and choose "CSV UTF-8".'
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8, else the Windows encoding of Western Europe. Raises RosterError."""
    if len(data) > LARGEST_FILE:
        raise _refused("is larger than 50 MB. That is no roster; check which file this is.")
    if data.startswith(SPREADSHEETS):
        raise _refused(f"is a spreadsheet, not a CSV file. {SAVE_AS_CSV}")
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        raise _refused(f"is not a text file, so not a CSV file. {SAVE_AS_CSV}") from error
    if "\0" in text:
        raise _refused(f"is not a text file, so not a CSV file. {SAVE_AS_CSV}")
    return text


def _encoding(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _refused(reason: str) -> RosterError:
    return RosterError([Fault(0, "", reason)])
