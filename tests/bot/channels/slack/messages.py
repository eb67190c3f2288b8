"""Messages as strange and as long as the model allows, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from bot.message import (
    LONGEST_LINK,
    Button,
    Choose,
    Command,
    Download,
    FormView,
    Input,
    Link,
    Message,
    Open,
    Part,
    Step,
    Submit,
)

HOSTILE = (
    "<!channel>",
    "<@U0123ABCD>",
    "<https://evil.example|klik hier>",
    "<!subteam^S1>",
    "&lt;!here&gt;",
    "a@b.nl|<!here>",
    "*vet* _schuin_ `code` ~weg~ > citaat",
    "<mailto:x@y.nl|x@y.nl>",
    "@channel #algemeen",
)
READABLE = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"))
words = st.one_of(st.text(READABLE, min_size=1, max_size=30), st.sampled_from(HOSTILE), st.just("begeleiding"))
sentences = st.builds(
    lambda parts, glue, times: glue.join(parts * times).strip() or "iets",
    st.lists(words, min_size=1, max_size=6),
    st.sampled_from([" ", ". ", "\n", ""]),
    st.sampled_from([1, 1, 1, 3, 40]),
)
short = st.builds(lambda text: text[:200].strip() or "iets", sentences)
slugs = st.from_regex(r"[a-z]{1,10}(-[a-z]{1,10}){0,3}", fullmatch=True)
actions = st.one_of(
    st.builds(Choose, run=st.integers(0, 10**6), question=slugs, option=slugs),
    st.builds(Open, dialog=slugs, subject=slugs),
    st.builds(Command, name=slugs),
)
buttons = st.builds(Button, label=short, action=actions, primary=st.booleans())
steps = st.builds(
    Step, text=sentences, who=st.one_of(st.just(""), short, sentences), when=st.one_of(st.just(""), short)
)
KINDS = ("avoid", "record", "osiris", "contradiction", "agreements", "quote", "more", "route")
parts = st.builds(
    Part,
    heading=short,
    lines=st.lists(sentences, max_size=8).map(tuple),
    kind=st.sampled_from(KINDS),
    folded=st.booleans(),
    at=st.integers(-2, 9),
)
LONG_LINK = "https://outlook.office.com/" + "a" * (LONGEST_LINK - 27)
INPUT_KINDS = ("choice", "rating", "several", "date", "number", "line", "text")


SUBMIT = Button(label="Laat zien", action=Submit(run=1, question="details"), primary=True)


@st.composite
def inputs(draw: st.DrawFn, name: str) -> Input:
    """With a value that its kind allows, as a form that was filled in before."""
    kind = draw(st.sampled_from(INPUT_KINDS))
    count = draw(st.sampled_from([1, 4, 10, 11, 100, 101, 130])) if kind in ("choice", "several") else 0
    count = 3 if kind == "rating" else count
    labels = draw(st.lists(short, min_size=1, max_size=3))
    options = tuple((str(number), f"{labels[number % len(labels)]} {number}") for number in range(count))
    return Input(
        name=name,
        label=draw(sentences)[:2500],
        kind=kind,
        options=options,
        required=draw(st.booleans()),
        hint=draw(st.one_of(st.just(""), sentences)),
        error=draw(st.one_of(st.just(""), sentences)),
        value=draw(_values(kind, [value for value, _ in options])),
    )


def _values(kind: str, options: list[str]) -> st.SearchStrategy[str]:
    match kind:
        case "choice" | "rating":
            return st.sampled_from(["", *options])
        case "several":
            return st.lists(st.sampled_from(options), unique=True).map(lambda some: ",".join(sorted(some, key=int)))
        case "date":
            return st.one_of(st.just(""), st.dates().map(lambda day: day.isoformat()))
        case "number":
            return st.one_of(st.just(""), st.integers(-999, 999).map(str))
        case _:
            return st.one_of(st.just(""), sentences.map(lambda text: text[:1400].strip()))


@st.composite
def forms(draw: st.DrawFn) -> FormView:
    names = draw(st.lists(slugs, min_size=1, max_size=6, unique=True))
    submit = Button(label=draw(short), action=Submit(run=draw(st.integers(0, 999)), question=draw(slugs)), primary=True)
    return FormView(inputs=tuple(draw(inputs(name)) for name in names), submit=submit)


def messages(most: int = 60) -> st.SearchStrategy[Message]:
    """A few long things of everything, or very many short ones."""

    def many(long: st.SearchStrategy[Any], brief: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
        crowd = st.lists(brief, min_size=1, max_size=2).map(lambda some: some * (most // 2))
        return st.one_of(st.lists(long, max_size=2), crowd).map(tuple)

    return st.builds(
        Message,
        heading=st.one_of(st.just(""), short, sentences),
        paragraphs=many(sentences, words),
        steps_heading=short,
        steps=many(steps, st.builds(Step, text=words, who=words)),
        parts=many(parts, st.builds(Part, heading=words, lines=st.tuples(words), kind=st.just("more"))),
        source=st.one_of(st.just(""), sentences),
        evidence=many(sentences, words),
        question=st.one_of(st.just(""), short, sentences),
        progress=st.one_of(st.just(""), words),
        why=st.one_of(st.just(""), sentences),
        form=st.one_of(st.none(), st.builds(FormView, inputs=st.just(()), submit=st.just(SUBMIT))),
        downloads=st.lists(st.builds(Download, label=short, name=st.just("dossier/12.pdf")), max_size=2).map(tuple),
        links=st.lists(st.builds(Link, label=short, url=st.just(LONG_LINK)), max_size=2).map(tuple),
        buttons=many(buttons, buttons),
    )
