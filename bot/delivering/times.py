"""How long things may take in delivering, in seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """`delivery`: how long bringing one thing may take. `lease` outlasts it by a margin, so that a runner that is
    silent for longer sends nothing any more. `lane`: the lease of a lane, renewed each `renew`. `tick`: how often due
    lanes are looked for. `ask`: how long after a lost answer the platform is asked, when a slow request is surely over;
    `ask_again`: where it could not be asked. `refused`: when a message that was refused is offered again. `share`: how
    long a runner keeps a lane where others may wait for their turn, `job` where other processes may. `still`: how long
    something may wait before its lane stands still. `closing`: what is under way gets that long when the server stops.
    """

    delivery: float = 30.0
    lease: float = 45.0
    lane: float = 15.0
    renew: float = 5.0
    tick: float = 1.0
    ask: float = 20.0
    ask_again: float = 60.0
    refused: float = 3600.0
    share: float = 60.0
    job: float = 10.0
    still: float = 300.0
    closing: float = 5.0


TIMES = Times()
