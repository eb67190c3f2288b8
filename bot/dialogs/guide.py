"""Leading a person through "how do I act when …": the first help, the tree of the topic, and the advice."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Literal

from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Dialog, Option
from bot.dialogs.procedures import procedures_for
from bot.message import Button, Message, Open, Part, Step
from bot.permissions import may_for_some
from knowledge.model import Lead, Outcome, Role, Statement, Topic
from knowledge.model import Question as Node


def guide(context: Context, subject: str) -> Dialog:
    """`subject` is a topic. A topic without questions gives its advice at once."""
    topic = context.topic(subject)
    node = topic.start
    if node in topic.questions:
        yield partial(first_help, context, topic)
    while node in topic.questions:
        chosen = yield context.told("question", topic.id, node, partial(_question, context, topic, node))
        node = topic.questions[node].options[chosen].goto
    yield partial(advice, context, topic, node)
    return []


def first_help(context: Context, topic: Topic) -> Message:
    """What helps already, before any question: the heart of the topic and who leads."""
    return context.told("first help", topic.id, "", partial(_first_help, context, topic))


def _first_help(context: Context, topic: Topic) -> Message:
    statements = [topic.statements[name] for name in topic.answer]
    return Message(
        heading=context.title(topic.id),
        paragraphs=(*(_said(context, statement) for statement in statements), context.text(topic.lead.text)),
        source=_source(context, [*statements, _as_statement(topic.lead)]),
    )


def advice(context: Context, topic: Topic, node: str) -> Message:
    """The outcome of a path, whole: what to do, what not, what to write down, on what it rests, and the ways on."""
    return context.told("advice", topic.id, node, partial(_advice, context, topic, node))


def _advice(context: Context, topic: Topic, node: str) -> Message:
    outcome = topic.outcomes[node]
    lead = outcome.lead or topic.lead
    direct = node == topic.start
    opening = [topic.statements[name] for name in topic.answer] if direct else []
    shown = [*opening, *(topic.statements[name] for name in _shown(outcome)), _as_statement(lead)]
    return Message(
        heading=context.title(topic.id) if direct else outcome.title.in_(context.language),
        paragraphs=(*(_said(context, statement) for statement in opening), context.text(lead.text)),
        steps_heading=context.phrases("guide.steps"),
        steps=tuple(step(context, topic.statements[name]) for name in outcome.do),
        parts=tuple(_parts(context, topic, outcome)),
        source=_source(context, shown),
        evidence=tuple(_evidence(context, shown)),
        buttons=tuple(_ways_on(context, topic, node)),
    )


def _question(context: Context, topic: Topic, name: str) -> Choice:
    node: Node = topic.questions[name]
    return Choice(
        id=name,
        prompt=node.ask.in_(context.language),
        why=context.text(node.why) if node.why else "",
        options=tuple(
            Option(value, option.label.in_(context.language), (value, *option.also, option.label.nl, option.label.en))
            for value, option in node.options.items()
        ),
        ahead=context.library.ahead[topic.id][name],
    )


def _shown(outcome: Outcome) -> Iterable[str]:
    return dict.fromkeys((*outcome.do, *outcome.avoid, *outcome.record, *outcome.osiris))


def _as_statement(lead: Lead) -> Statement:
    return Statement(text=lead.text, facts=lead.facts, who=lead.who)


def _said(context: Context, statement: Statement) -> str:
    text = context.text(statement.text)
    return context.phrases("guide.ours", text=text) if statement.ours else text


def step(context: Context, statement: Statement) -> Step:
    return Step(
        text=_said(context, statement),
        who=_who(context, statement),
        when=context.text(statement.when) if statement.when else "",
    )


def _who(context: Context, statement: Statement) -> str:
    names = [
        context.phrases("guide.you-as", role=name) if role == context.role else name
        for role, name in ((role, context.role_name(role)) for role in statement.who)
    ]
    joined = _listed(context, names)
    return joined[:1].upper() + joined[1:]


def _listed(context: Context, names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {context.phrases('guide.and')} {names[-1]}"


def _line(context: Context, statement: Statement) -> str:
    who = _who(context, statement)
    return f"{who}: {_said(context, statement)}" if who else _said(context, statement)


def _parts(context: Context, topic: Topic, outcome: Outcome) -> Iterable[Part]:
    yield from _listed_part(context, topic, "avoid", outcome.avoid)
    yield from _listed_part(context, topic, "record", outcome.record)
    yield from _listed_part(context, topic, "osiris", outcome.osiris)
    if outcome.contradictions:
        yield _contradictions(context, outcome.contradictions, folded=False)
    if outcome.agreements:
        lines = tuple(_agreement(context, topic, name) for name in outcome.agreements)
        folded = context.on_roster
        yield Part(heading=context.phrases("guide.agreements"), lines=lines, kind="agreements", folded=folded)
    rest = tuple(name for name in topic.more if name not in set(_shown(outcome)))
    yield from _listed_part(context, topic, "more", rest, folded=True)
    others = tuple(name for name in topic.contradictions if name not in outcome.contradictions)
    if others:
        yield _contradictions(context, others, folded=True)


def _listed_part(
    context: Context,
    topic: Topic,
    kind: Literal["avoid", "record", "osiris", "more"],
    names: tuple[str, ...],
    *,
    folded: bool = False,
) -> Iterable[Part]:
    if names:
        lines = tuple(_line(context, topic.statements[name]) for name in names)
        yield Part(heading=context.phrases(f"guide.{kind}"), lines=lines, kind=kind, folded=folded)


def _contradictions(context: Context, names: tuple[str, ...], *, folded: bool) -> Part:
    known = [context.library.contradictions[name] for name in names]
    lines = tuple(context.text(contradiction.says) for contradiction in known if contradiction.says)
    heading = context.phrases("guide.contradiction-more" if folded else "guide.contradiction")
    return Part(heading=heading, lines=lines, kind="contradiction", folded=folded)


def _agreement(context: Context, topic: Topic, name: str) -> str:
    template = topic.agreements[name]
    what = context.text(template.what).replace("{student}", context.phrases("guide.student"))
    owner = context.role_name(template.owner)
    what = what[:1].upper() + what[1:]
    return context.phrases("guide.agreement", what=what, owner=owner, days=template.within_days)


def _source(context: Context, statements: list[Statement]) -> str:
    note = context.library.note
    sections = [_section(context, section) for section in context.library.sections_of(statements)]
    if len(sections) > 3:
        shown = context.phrases("guide.sections-more", first=", ".join(sections[:2]), count=len(sections) - 2)
    else:
        shown = ", ".join(sections)
    count = len({statement.text.nl for statement in statements})
    key = "guide.source-one" if count == 1 else "guide.source"
    title = note.title.in_(context.language)
    return context.phrases(key, note=title, version=note.version, sections=shown, count=count)


def _section(context: Context, section: str) -> str:
    known = context.library.note.sections[section]
    return known.title_en if context.language == "en" else known.title


def _evidence(context: Context, statements: list[Statement]) -> Iterable[str]:
    for statement in {statement.text.nl: statement for statement in statements}.values():
        sections = [_section(context, section) for section in context.library.sections_of([statement])]
        yield context.phrases(
            "guide.evidence",
            statement=_said(context, statement),
            section=", ".join(sections),
            facts=", ".join(statement.facts),
        )


def _ways_on(context: Context, topic: Topic, outcome: str) -> Iterable[Button]:
    subject = f"{topic.id}/{outcome}"
    yield from _follow_up(context, topic.outcomes[outcome], subject)
    yield Button(label=context.phrases("feedback.helpful"), action=Open(dialog="helpful", subject=subject))
    yield Button(label=context.phrases("feedback.unhelpful"), action=Open(dialog="unhelpful", subject=subject))
    for related in topic.related[: 1 if context.on_roster else 2]:
        label = context.phrases("guide.related", topic=context.title(related))
        yield Button(label=label, action=Open(dialog="guide", subject=related))


def _follow_up(context: Context, outcome: Outcome, subject: str) -> Iterable[Button]:
    """What a person of the roster can do with the advice. A content owner has no students."""
    if not context.on_roster or context.role is Role.CONTENT_OWNER:
        return
    for one in procedures_for(context.me, subject.partition("/")[0]):
        if one.advised:
            action = Open(dialog=one.dialog, subject=one.subject)
            yield Button(label=context.phrases(one.label), action=action, primary=one.primary)
    if outcome.agreements:
        label = context.phrases("agreement.new")
        yield Button(label=label, action=Open(dialog="agree", subject=subject), primary=True)
    if outcome.report and may_for_some(context.me, "write", "report"):
        yield Button(label=context.phrases("student.report"), action=Open(dialog="report", subject=subject))
    key = {Role.WPB: "guide.call-so-io", Role.STUDENT: "guide.call-so-io"}.get(context.role, "student.call-in")
    yield Button(label=context.phrases(key), action=Open(dialog="call-in", subject=subject))
