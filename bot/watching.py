"""What watches the server: `/health` for whoever keeps it running, `/metrics` for Prometheus."""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from bot.clock import Clock, present
from bot.delivering.times import TIMES
from storage.database import AWAY, Database
from storage.ledger_listing import OPEN, LaneState, lane_states

TOKEN = "WEGWIJZER_METRICS_TOKEN"  # noqa: S105 (the name of a setting)
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host")
STILL = timedelta(seconds=TIMES.still)


@dataclass(frozen=True)
class Watching:
    """`token` lets whoever brings it read the metrics from anywhere; without one only this computer may."""

    database: Database
    now: Clock = present
    token: str = ""

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/health", self.health)
        app.router.add_get("/metrics", self.metrics)

    async def health(self, request: web.Request) -> web.Response:  # noqa: ARG002 (aiohttp's signature)
        """Also 200 where a lane stands still: starting the server anew would not mend a platform. 503 without a
        database: nobody is helped here until it is back."""
        since = self.now() - STILL
        try:
            lanes = await self._lanes(counted=False)
        except AWAY:
            down = {"status": "down", "database": "away"}
            return web.json_response(down, status=web.HTTPServiceUnavailable.status_code)
        still = sorted({lane.name.partition("/")[0] for lane in lanes if lane.stands_still(since)})
        return web.json_response({"status": "degraded" if still else "ok", "standing_still": still})

    async def metrics(self, request: web.Request) -> web.Response:
        if not self._admitted(request):
            raise web.HTTPForbidden(text="The metrics are for this computer, or for who brings the token.")
        body = generate_latest(measured(await self._lanes(counted=True), self))
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})

    def _admitted(self, request: web.Request) -> bool:
        """Behind a proxy everybody seems to come from this computer."""
        if self.token:
            given = request.headers.get("Authorization", "").removeprefix("Bearer ")
            return hmac.compare_digest(given.encode(), self.token.encode())
        here = request.remote is not None and ip_address(request.remote).is_loopback
        return here and not any(name in request.headers for name in FORWARDED)

    async def _lanes(self, *, counted: bool) -> list[LaneState]:
        async with self.database.sessions.begin() as session:
            return await lane_states(session, self.now(), counted=counted)


def watching(database: Database, now: Clock, environment: Mapping[str, str] = os.environ) -> Watching:
    return Watching(database, now, environment.get(TOKEN, "").strip())


def measured(lanes: list[LaneState], about: Watching) -> CollectorRegistry:
    """Made anew each time: the ledger is what counts, not what this process happened to do."""
    registry, now = CollectorRegistry(), about.now()

    def gauge(name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"wegwijzer_{name}", meaning, labels, registry=registry)

    waiting = gauge("deliveries", "Deliveries that did not arrive (yet)", "lane", "state")
    oldest = gauge("lane_oldest_seconds", "How long the oldest due delivery of a lane waits", "lane")
    still = gauge("lane_standing_still", "1 where something waits and nothing arrives for five minutes", "lane")
    arrived = gauge("lane_last_arrival_timestamp_seconds", "When something last arrived along a lane", "lane")
    for lane in lanes:
        name = lane.name or "none"
        for state in OPEN:
            waiting.labels(name, state).set(lane.counts.get(state, 0))
        oldest.labels(name).set((now - lane.oldest).total_seconds() if lane.oldest else 0)
        still.labels(name).set(lane.stands_still(now - STILL))
        arrived.labels(name).set(lane.moved_at.timestamp() if lane.moved_at else 0)
    return registry
