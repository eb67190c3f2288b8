"""No window of a second holds more requests than the platform takes, however late some of them are."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.teams.port import A_SECOND
from bot.delivering import pacing
from bot.delivering.pacing import Pacing
from bot.delivering.port import Limits

ALLOWED = 50


class Clock:
    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pacing, "time", clock)
    return clock


def busiest(moments: list[float]) -> int:
    """The most that any second holds."""
    moments = sorted(moments)
    return max(bisect_right(moments, start + 1.0) - index for index, start in enumerate(moments))


LATENESS = st.sampled_from((0.0, 0.0, 0.001, 0.01, 0.05, 0.3, 2.0))


@given(st.lists(LATENESS, min_size=1, max_size=300), st.booleans())
def test_no_second_holds_more_than_is_allowed(lateness: list[float], pauses: bool) -> None:
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pacing, "time", clock)
        paced = Pacing(Limits(A_SECOND))
        gone = []
        for number, late in enumerate(lateness):
            if pauses and number % 50 == 49:
                paced.pause(1.0)
            moment = paced.reserve()
            assert moment >= paced.paused_until
            clock.now = max(clock.now, moment) + late
            while (wait := paced.go()) > 0:
                clock.now += wait
            gone.append(clock.now)
    assert busiest(gone) <= ALLOWED


def test_it_goes_nearly_as_fast_as_is_allowed(clock: Clock) -> None:
    paced = Pacing(Limits(A_SECOND))
    moments = [paced.reserve() for _ in range(1001)]
    assert 1000 / (moments[-1] - clock.now) >= 0.95 * ALLOWED


def test_people_rest_for_a_second(clock: Clock) -> None:
    paced = Pacing(Limits(A_SECOND, apart=1.0))
    paced.brought(7)
    clock.now += 0.9
    assert paced.resting() == {7}
    clock.now += 0.2
    assert paced.resting() == set()
