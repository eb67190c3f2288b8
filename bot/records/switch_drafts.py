"""The mail to the stagebureau as a file, for whoever is to send it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cases import Someone, SwitchRequest
from bot.procedures.switch import OneSwitch
from bot.product import Product
from bot.records.loading import loader_for
from bot.switch_mail import as_eml, mail_move, switch_mail


async def switch_draft(
    session: AsyncSession, product: Product, person: Someone, now: datetime, number: int
) -> bytes | None:
    """None when there is no such request, or the mail is not for this person to send now."""
    request: SwitchRequest | None = await loader_for(session, person, now).load(OneSwitch(number))
    if request is None or mail_move(request) is None:
        return None
    return as_eml(switch_mail(product.phrases[person.language], request, person, product.stagebureau.email))
