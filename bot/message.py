"""What Wegwijzer says and hears, free of any channel. Channels render these natively.

All of it is plain text: a channel escapes it, and decides itself on bold type and bullets.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    ValidationError,
    model_serializer,
)


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tagged(Frozen):
    """Keeps `do` in its JSON even where defaults are left out: it tells the actions apart."""

    do: str

    @model_serializer(mode="wrap")
    def _with_tag(self, rest: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"do": self.do, **rest(self)}


class Choose(Tagged):
    """A button that answers a question of one run of a dialog."""

    do: Literal["choose"] = "choose"
    run: int
    question: str
    option: str


class Open(Tagged):
    """A button that starts a dialog, about a subject where it needs one."""

    do: Literal["open"] = "open"
    dialog: str
    subject: str = ""


class Command(Tagged):
    """A button for a word that works anywhere, such as "menu"."""

    do: Literal["command"] = "command"
    name: str


class Submit(Tagged):
    """The button under a form. The values of the fields come beside it, from the channel."""

    do: Literal["submit"] = "submit"
    run: int
    question: str


class Correct(Tagged):
    """Change an answer given earlier in a run: to `option`, or to what is answered when asked again."""

    do: Literal["correct"] = "correct"
    run: int
    question: str
    option: str = ""


Action = Annotated[Choose | Open | Command | Submit | Correct, Field(discriminator="do")]
_action: TypeAdapter[Action] = TypeAdapter(Action)
LONGEST_ACTION = 600
LONGEST_LINK = 2000


def action_to_text(action: Action) -> str:
    return action.model_dump_json(exclude_defaults=True)


def action_from_text(text: str) -> Action | None:
    """The action of a pressed button; None when it was forged or comes from another version."""
    if len(text) > LONGEST_ACTION:
        return None
    try:
        return _action.validate_json(text)
    except ValidationError:
        return None


class Button(Frozen):
    label: str
    action: Action
    primary: bool = False


class Step(Frozen):
    """One line of "what you do": who, what, and by when if the note says so."""

    text: str
    who: str = ""
    when: str = ""


class Part(Frozen):
    """A headed list under an answer. A folded part is shown when asked for.

    A "route" is drawn: the lines before `at` are behind us, that one is where we are, those after it are to come.
    """

    heading: str
    lines: tuple[str, ...]
    kind: Literal["avoid", "record", "osiris", "contradiction", "agreements", "quote", "more", "route"]
    folded: bool = False
    at: int = 0


InputKind = Literal["choice", "rating", "several", "date", "number", "line", "text"]


class Input(Frozen):
    """One input of a form. `error` stands at the input after a refused submit.

    "several" is a choice of more than one, its value a list with commas; "line" is one line of text, "text" more.
    "rating" is one row of a form in which several things get one of the same three colours, best first.
    """

    name: str
    label: str
    kind: InputKind
    options: tuple[tuple[str, str], ...] = ()
    required: bool = True
    hint: str = ""
    value: str = ""
    error: str = ""


class FormView(Frozen):
    inputs: tuple[Input, ...]
    submit: Button


class Download(Frozen):
    """A document that a channel can hand over, such as "dossier/12.pdf"."""

    label: str
    name: str


class Link(Frozen):
    """An address that opens something outside the chat: a prefilled page, or a mail that is ready to send."""

    label: str
    url: str = Field(pattern=r"^(https://|mailto:)[^\s\"<>]+$", max_length=LONGEST_LINK)


class Message(Frozen):
    """One bubble. Parts are shown in the order of the fields; empty ones are left out.

    `search`: the question has more answers than it has buttons here. `why` says how they are found by typing; a channel
    that can search as one types does so (`bot.options`).
    """

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    steps_heading: str = ""
    steps: tuple[Step, ...] = ()
    parts: tuple[Part, ...] = ()
    source: str = ""
    evidence: tuple[str, ...] = ()
    question: str = ""
    progress: str = ""
    why: str = ""
    search: bool = False
    form: FormView | None = None
    downloads: tuple[Download, ...] = ()
    links: tuple[Link, ...] = ()
    buttons: tuple[Button, ...] = ()

    @property
    def from_the_note(self) -> bool:
        """Advice with what it rests on: nothing in it is about a person, and many are told the very same."""
        return bool(self.evidence)


class Said(Frozen):
    """What a person typed."""

    text: str


class Pressed(Frozen):
    """What a person clicked, as it was labelled, with the values of a form if it was a form's button."""

    action: Action
    label: str = ""
    values: dict[str, str] = {}


Heard = Said | Pressed
