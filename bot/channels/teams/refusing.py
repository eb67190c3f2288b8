"""Why an activity is not let in."""

from __future__ import annotations

from http import HTTPStatus


class RefusedError(Exception):
    """Answered with that status; `why` says to whoever set the bot up what is wrong, and nothing of what was sent."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


def unauthorized(why: str) -> RefusedError:
    return RefusedError(HTTPStatus.UNAUTHORIZED, why)


def bad_request(why: str) -> RefusedError:
    return RefusedError(HTTPStatus.BAD_REQUEST, why)


def too_large() -> RefusedError:
    return RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The activity is too large.")
