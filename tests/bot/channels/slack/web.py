"""The same people in the web chat of the same server."""

from __future__ import annotations

import html
import itertools
import re
from dataclasses import dataclass, field

from aiohttp import ClientSession

BUTTON = re.compile(r'name="action" value="([^"]*)"[^>]*>([^<]*)<')
_numbers = itertools.count(1)


@dataclass
class WebTalker:
    address: str
    name: str
    page: str = field(default="", repr=False)

    async def say(self, text: str) -> str:
        return await self._send(text=text)

    async def press(self, label: str, **values: str) -> str:
        """The last button whose label begins like that."""
        buttons = [(action, shown) for action, shown in BUTTON.findall(self.page) if shown.startswith(label)]
        assert buttons, (label, BUTTON.findall(self.page))
        filled = {f"field-{name}": value for name, value in values.items()}
        return await self._send(action=html.unescape(buttons[-1][0]), label=label, **filled)

    def filled_in(self) -> dict[str, str]:
        """What stands in the form of the page already."""
        found = re.findall(r'<textarea[^>]*name="field-(\w+)"[^>]*>([^<]*)</textarea>', self.page)
        found += re.findall(r'name="field-(\w+)" type="date"[^>]*value="([^"]*)"', self.page)
        found += re.findall(r'name="field-(\w+)" value="(\d+)"[^>]*checked', self.page)
        return {name: html.unescape(value) for name, value in found}

    async def look(self) -> str:
        """The whole page, with what others caused meanwhile."""
        async with ClientSession() as session, session.get(f"{self.address}chat/{self.name}") as answer:
            self.page = await answer.text()
        return html.unescape(self.page)

    async def _send(self, **form: str) -> str:
        form["event"] = f"web-{next(_numbers)}"
        url = f"{self.address}chat/{self.name}"
        async with ClientSession() as session, session.post(url, data=form, headers={"X-Fragment": "1"}) as answer:
            self.page = await answer.text()
        return html.unescape(self.page)
