"""Calling Slack's Web API: repeated where that may be done, at Slack's pace, with faults that say what they mean."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar
from pydantic_core import from_json, to_json
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

TRIES = 5
LONGEST_WAIT = 60.0
TIME_LIMIT = 15
LATER = frozenset({"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"})
Method = Callable[..., Awaitable[AsyncSlackResponse]]
# Bolt and the SDK log what people typed (bodies of refused requests, of unknown events): they are not let through.
quiet = logging.getLogger("bot.channels.slack.library")
quiet.setLevel(logging.CRITICAL)


class SlackRefusedError(Exception):
    """Slack answered and will not do it. `code` is Slack's own word, such as "channel_not_found"."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"Slack refuses {method}: {code}")
        self.code = code


class SlackSilentError(Exception):
    """Slack could not be reached, or kept failing."""


class SlackBusyError(SlackSilentError):
    """Slack wants us to wait; `wait` seconds."""

    def __init__(self, method: str, wait: float) -> None:
        super().__init__(f"Slack is too busy for {method}")
        self.wait = wait


class AnswerLostError(SlackSilentError):
    """The call may have been carried out: the connection broke, or Slack failed, before it was answered."""


@asynccontextmanager
async def web_client(token: str, api_url: str) -> AsyncIterator[AsyncWebClient]:
    async with web_session() as session:
        yield client_in(session, token, api_url)


class _Response(ClientResponse):
    async def json(self, **_: Any) -> Any:
        return await super().json(loads=_read)


def _read(text: str) -> Any:
    try:
        return from_json(text)
    except ValueError:
        # Fails too, in the way that the SDK expects.
        return json.loads(text)


def web_session() -> ClientSession:
    """JSON by pydantic's own, several times as fast as Python's: a message is mostly that. No cookies."""
    return ClientSession(
        response_class=_Response,
        timeout=ClientTimeout(total=TIME_LIMIT),
        json_serialize=lambda value: to_json(value).decode(),
        cookie_jar=DummyCookieJar(),
    )


def client_in(session: ClientSession, token: str | None, api_url: str) -> AsyncWebClient:
    """Repeating is done here, so the SDK's own handlers are off."""
    return AsyncWebClient(token, base_url=api_url, session=session, retry_handlers=[], logger=quiet)


async def call(method: Method, *, repeatable: bool = True, tries: int = TRIES, **arguments: Any) -> dict[str, Any]:
    """What Slack answered; raises what `respond` raises."""
    response = await respond(method, repeatable=repeatable, tries=tries, **arguments)
    return response.data if isinstance(response.data, dict) else {}


async def respond(
    method: Method, *, repeatable: bool = True, tries: int = TRIES, **arguments: Any
) -> AsyncSlackResponse:
    """Waits as long as Slack asks for; repeats after a failure where that does no harm.

    Raises SlackRefusedError, SlackSilentError (SlackBusyError where it asked for patience at the last try);
    AnswerLostError only for what is not `repeatable`.
    """
    busy = False
    name = getattr(getattr(method, "func", method), "__name__", "").replace("_", ".")
    for attempt in range(tries):
        try:
            return await method(**arguments)
        except SlackApiError as error:
            wait = _wait(name, error, attempt, repeatable=repeatable)
            busy = _is_busy(error)
        except (ClientError, SlackClientError, TimeoutError, OSError) as error:
            # Where nobody could be reached at all, nothing was carried out either.
            if not repeatable and not isinstance(error, ClientConnectorError):
                raise AnswerLostError(f"no answer to {name}") from error
            wait, busy = _backoff(attempt), False
        if attempt + 1 < tries:
            await asyncio.sleep(wait)
    if busy:
        raise SlackBusyError(name, wait)
    raise SlackSilentError(f"Slack does not carry out {name}")


def _wait(method: str, error: SlackApiError, attempt: int, *, repeatable: bool) -> float:
    """Seconds before the next try. Raises what a next try would not mend."""
    status, code = _status(error), _code(error)
    if _is_busy(error):
        return _retry_after(error, attempt)
    if status >= 500 or code in LATER:
        if not repeatable:
            raise AnswerLostError(f"Slack failed at {method}") from error
        return _backoff(attempt)
    raise SlackRefusedError(method, code or f"status {status}") from error


def _is_busy(error: SlackApiError) -> bool:
    return _status(error) == 429 or _code(error) in {"ratelimited", "rate_limited"}


def _status(error: SlackApiError) -> int:
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))


def _code(error: SlackApiError) -> str:
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _retry_after(error: SlackApiError, attempt: int) -> float:
    headers = {name.lower(): value for name, value in (getattr(error.response, "headers", None) or {}).items()}
    given = str(headers.get("retry-after", ""))
    return min(float(given), LONGEST_WAIT) if given.isdigit() else _backoff(attempt)


def _backoff(attempt: int) -> float:
    """Half a second, one, two, four, each with a little chance in it so that many do not come back at once."""
    return 0.5 * 2.0**attempt * random.uniform(0.8, 1.2)  # noqa: S311 (no secret hangs on it)
