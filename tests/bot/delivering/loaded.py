"""Imported where children are forked from: all that takes long to load."""

from __future__ import annotations

from bot.product import load_product
from tests.bot.delivering import child

child.PRODUCT.append(load_product())
