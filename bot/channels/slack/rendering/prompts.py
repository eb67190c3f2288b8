"""What to ask first in the agent view: four suggestions by role."""

from __future__ import annotations

from bot.cases import Someone
from knowledge.model import Role
from knowledge.phrases import Phrases

PROMPTS: dict[Role, tuple[str, ...]] = {
    Role.WPB: ("ill", "behaviour", "no-click", "who"),
    Role.SO: ("behaviour", "no-click", "meeting", "who"),
    Role.IO: ("resit", "switch-io", "meeting", "study-advice"),
    Role.SLC: ("study-advice", "long-study", "ill", "who"),
    Role.STUDENT: ("switch", "no-click-me", "paid-job", "who"),
}
OTHERS = ("ill", "behaviour", "switch-io", "who")


def suggested_prompts(person: Someone, phrases: Phrases) -> list[dict[str, str]]:
    """For assistant.threads.setSuggestedPrompts. Who has cases finds their agreements at the end."""
    names = PROMPTS.get(person.role, OTHERS)
    texts = [phrases(f"slack.prompt-{name}") for name in names]
    if person.id and person.role is not Role.CONTENT_OWNER:
        texts[-1] = phrases("agreement.mine")
    return [{"title": text, "message": text} for text in texts]
