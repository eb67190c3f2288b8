"""From a line of the ledger to what a platform brings."""

from __future__ import annotations

from bot.delivering.port import Delivery
from bot.message import Message
from storage.ledger import Leased


def delivery_of(leased: Leased) -> Delivery:
    return Delivery(
        id=leased.id,
        person_id=leased.person_id,
        account=leased.account,
        message=Message.model_validate(leased.message),
        marked=leased.marked,
        sought=leased.attempts > 0,
        since=leased.made_at,
    )
