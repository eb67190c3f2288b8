"""Imported where processes are forked from: all that takes long to load."""

from __future__ import annotations

import importlib
import pkgutil

import bot.commands
from bot.product import load_product
from tests.bot.delivering import child

for command in pkgutil.iter_modules(bot.commands.__path__):
    importlib.import_module(f"bot.commands.{command.name}")
child.PRODUCT.append(load_product())
