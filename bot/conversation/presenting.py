"""From what a dialog said and asks to messages with buttons and forms."""

from __future__ import annotations

from collections.abc import Mapping

from bot.dialogs.context import Context
from bot.dialogs.engine import Choice, Form, OpenText, Option, Pick, Question, Run
from bot.message import Button, Choose, Command, Correct, FormView, Input, Message, Open, Submit


def present(
    context: Context, run: Run, number: int, more: tuple[Button, ...] = (), values: Mapping[str, str] | None = None
) -> list[Message]:
    """The question goes into the last bubble that was said, so that help and question stand together."""
    said = list(run.said)
    if run.pending is None:
        return said
    asked = question_message(context, run.pending, number, len(run.answered), more, values)
    if said and not said[-1].buttons:
        said[-1] = said[-1].model_copy(
            update={
                "question": asked.question,
                "progress": asked.progress,
                "why": asked.why,
                "paragraphs": (*said[-1].paragraphs, *asked.paragraphs),
                "form": asked.form,
                "buttons": asked.buttons,
            }
        )
        return said
    return [*said, asked]


def question_message(
    context: Context,
    question: Question,
    number: int,
    answered: int,
    more: tuple[Button, ...] = (),
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Message:
    match question:
        case Choice():
            return Message(
                question=question.prompt,
                progress=_progress(context, answered, question.ahead),
                why=question.why,
                buttons=(*_options(question, number), *more),
            )
        case Pick():
            return Message(
                question=question.prompt,
                why=_how_to_pick(context, question),
                search=len(question.options) > question.first,
                buttons=(
                    *(option_button(option, question.id, number) for option in question.options[: question.first]),
                    *more,
                ),
            )
        case Form():
            view = form_view(question, number, values, errors or {})
            return Message(question=question.prompt, form=view, buttons=more)
        case OpenText():
            return Message(question=question.prompt, buttons=more)


def _options(question: Choice, number: int) -> tuple[Button, ...]:
    return tuple(option_button(option, question.id, number) for option in question.options)


def option_button(option: Option, question: str, number: int) -> Button:
    if option.corrects:
        return Button(label=option.label, action=Correct(run=number, question=option.corrects))
    action = Choose(run=number, question=question, option=option.value)
    return Button(label=option.label, action=action, primary=option.primary)


def _how_to_pick(context: Context, question: Pick) -> str:
    more = len(question.options) - question.first
    return context.phrases("dialog.pick-more", count=more) if more > 0 else ""


def _progress(context: Context, answered: int, ahead: int | None) -> str:
    """ "Vraag 1 van hooguit 2": nothing when this is the only question there is."""
    if ahead is None or answered + ahead < 2:
        return ""
    key = "guide.question-of" if ahead == 1 else "guide.question-most"
    return context.phrases(key, number=answered + 1, total=answered + ahead)


def form_view(form: Form, number: int, values: Mapping[str, str] | None, errors: Mapping[str, str]) -> FormView:
    """`values`: as it was filled in before, where a field without one was left empty or emptied; None at first."""
    inputs = tuple(
        Input(
            name=field.name,
            label=field.label,
            kind=field.kind,
            options=tuple((option.value, option.label) for option in field.options),
            required=field.required,
            hint=field.hint,
            value=field.initial if values is None else values.get(field.name, ""),
            error=errors.get(field.name, ""),
        )
        for field in form.fields
    )
    submit = Button(label=form.submit, action=Submit(run=number, question=form.id), primary=True)
    return FormView(inputs=inputs, submit=submit)


def menu_button(context: Context) -> Button:
    return Button(label=context.phrases("command.menu"), action=Command(name="menu"))


def topic_button(context: Context, topic: str) -> Button:
    """Names the topic as a person would say it."""
    return Button(label=context.topic(topic).asked_as.in_(context.language), action=Open(dialog="guide", subject=topic))
