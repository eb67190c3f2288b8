"""Documents in Teams' own way: the person is asked, and what they accept is put into their own OneDrive."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, fields
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout
from botbuilder.schema import Activity, Attachment

from bot.cases import Someone
from bot.channels.teams.addresses import is_loopback, is_safe
from bot.channels.teams.cards.buttons import DOWNLOAD
from bot.files import Wanted, made, wanted_in
from bot.turn import Turns
from knowledge.phrases import Phrases

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
UPLOAD = ClientTimeout(total=60, connect=10)
LARGEST = 50 * 1024 * 1024
HOSTS = (
    ".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn", ".onedrive.com", ".1drv.com",
)  # fmt: skip
HTTPS = 443
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Place:
    """Where Teams lets us put a file, and how it is shown afterwards."""

    upload: str
    content: str
    name: str
    unique_id: str
    form: str


class UploadError(Exception):
    """The file did not arrive; the text names no address."""


def asked_in(data: Any) -> Wanted | None:
    """What a download button asks for; None for any other."""
    name = data.get(DOWNLOAD) if isinstance(data, Mapping) else None
    return wanted_in(name) if isinstance(name, str) else None


def consented(value: Any) -> tuple[Wanted, Place] | None:
    """What was accepted; None for a refusal, and for what we did not ask. Teams says the form."""
    value = value if isinstance(value, Mapping) else {}
    context, info = value.get("context"), value.get("uploadInfo")
    if value.get("action") != "accept" or not isinstance(context, Mapping) or not isinstance(info, Mapping):
        return None
    given = (info.get(name) for name in ("uploadUrl", "contentUrl", "name", "uniqueId", "fileType"))
    texts = [text for text in given if isinstance(text, str)]
    if len(texts) < len(fields(Place)):
        return None
    place = Place(*texts)
    wanted = wanted_in(f"{context.get('kind')}/{context.get('number')}.{place.form}")
    return (wanted, place) if wanted else None


def may_go_to(url: str, service_url: str) -> bool:
    """Only to Microsoft's storage; on this computer only where Teams itself is, in a trial."""
    if not is_safe(url):
        return False
    parts, service = urlsplit(url), urlsplit(service_url)
    host = parts.hostname or ""
    if is_loopback(host):
        return is_loopback(service.hostname or "")
    return parts.port in {None, HTTPS} and host.endswith(HOSTS)


@dataclass
class Files:
    turns: Turns
    http: ClientSession

    async def offer(self, person: Someone, wanted: Wanted, phrases: Phrases) -> Activity | None:
        """Asks whether it may be put into their OneDrive; None when it is not for this person."""
        file = await made(self.turns, person, wanted, handed_over=False)
        if file is None:
            return None
        context = {"kind": wanted.kind, "number": wanted.number}
        content = {
            "description": phrases("teams.file-about"),
            "sizeInBytes": len(file.content),
            "acceptContext": context,
            "declineContext": context,
        }
        return Activity(
            type="message", attachments=[Attachment(content_type=CONSENT, name=wanted.file, content=content)]
        )

    async def put(self, person: Someone, wanted: Wanted, place: Place, service_url: str) -> Activity | None:
        """Puts it there and shows it; None when it is not for this person (any more). Raises UploadError."""
        if not (may_go_to(place.upload, service_url) and may_go_to(place.content, service_url)):
            raise UploadError("an address that is not Microsoft's")
        file = await made(self.turns, person, wanted)
        if file is None:
            return None
        await self._upload(place.upload, file.content)
        content = {"uniqueId": place.unique_id, "fileType": place.form}
        shown = Attachment(content_type=INFO, content_url=place.content, name=place.name, content=content)
        return Activity(type="message", attachments=[shown])

    async def _upload(self, address: str, content: bytes) -> None:
        """Whole, in one go. The address itself lets us in: it is a secret, and no token goes with it."""
        if len(content) > LARGEST:
            raise UploadError("too large")
        size = len(content)
        headers = {"Content-Type": "application/octet-stream", "Content-Range": f"bytes 0-{size - 1}/{size}"}
        put = self.http.put(address, data=content, headers=headers, timeout=UPLOAD, allow_redirects=False)
        try:
            async with put as response:
                status = response.status
        except (ClientError, TimeoutError, OSError, ValueError) as error:
            raise UploadError(type(error).__name__) from error
        if status not in {HTTPStatus.OK, HTTPStatus.CREATED}:
            raise UploadError(str(status))
