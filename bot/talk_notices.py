"""What others read about a progress talk: invited, called off, filed, signed. Pure, as `bot.notices`."""

from __future__ import annotations

from bot.cases import Someone
from bot.message import Button, Download, Message, Open, Part
from bot.notices import names, written_day
from bot.procedures.talks import Party, Talk
from knowledge.phrases import Phrases

BRING = ("manual", "portfolio", "credits")


def talk_invitation(phrases: Phrases, talk: Talk, by: Someone, reader: Someone) -> Message:
    """The day, who comes, what to prepare, and what is talked about."""
    student = reader.id == talk.student.id
    others = [one.person for one in talk.parties if one.person.id != reader.id]
    invited = "talk-notice.invited-you" if student else "talk-notice.invited"
    lines = [
        phrases(invited, who=by.name, student=talk.student.name),
        phrases("talk-notice.when", when=when(phrases, talk)),
        phrases("talk-notice.with", who=names(phrases, others)),
    ]
    return Message(
        heading=heading(phrases, talk),
        paragraphs=tuple(lines),
        parts=(preparation(phrases, student=student), agenda(phrases, talk)),
        buttons=(open_button(phrases, "talk.prepare" if student else "talk.open", talk, prepares=student),),
    )


def preparation(phrases: Phrases, *, student: bool) -> Part:
    """What the note asks of the student, told to whoever reads it."""
    lines = tuple(phrases(f"talk-prepare.{name}") for name in BRING)
    own = phrases("talk-prepare.own-view") if student else phrases("talk-prepare.supervisor")
    label = phrases("talk-prepare.heading" if student else "talk-prepare.heading-others")
    return Part(heading=label, lines=(*lines, own), kind="record")


def agenda(phrases: Phrases, talk: Talk) -> Part:
    parts = tuple(part.title.in_(phrases.language) for part in talk.form.parts)
    rest = tuple(phrases(f"talk-agenda.{name}") for name in ("agreements", "rating", "sign"))
    return Part(heading=phrases("talk-agenda.heading"), lines=(*parts, *rest), kind="more")


def talk_called_off(phrases: Phrases, talk: Talk, by: Someone) -> Message:
    line = phrases("talk-notice.called-off", who=by.name, day=written_day(phrases, talk.held_on))
    return Message(heading=heading(phrases, talk), paragraphs=(line,))


def talk_filed(phrases: Phrases, talk: Talk, by: Someone, reader: Someone) -> Message:
    key = "talk-notice.corrected" if talk.replaces else "talk-notice.filed"
    lines = [phrases(key, who=by.name, day=written_day(phrases, talk.held_on))]
    if talk.verdict:
        lines.append(phrases("talk-notice.colour", colour=colour_word(phrases, talk.verdict.colour).lower()))
    signs = talk.must_sign(reader.id)
    lines.append(phrases("talk-notice.sign" if signs else "talk-notice.read"))
    return Message(
        heading=heading(phrases, talk),
        paragraphs=tuple(lines),
        buttons=(open_button(phrases, "talk.open-and-sign" if signs else "talk.open", talk),),
    )


def talk_signed(phrases: Phrases, talk: Talk, by: Someone) -> Message:
    mine = talk.party(by.id)
    lines = [signature_line(phrases, mine)] if mine else []
    if all(one.signed_at for one in talk.parties if one.signs):
        lines.append(phrases("talk-notice.all-signed"))
    return Message(
        heading=heading(phrases, talk), paragraphs=tuple(lines), buttons=(open_button(phrases, "talk.open", talk),)
    )


def signature_line(phrases: Phrases, party: Party) -> str:
    """ "Daan Bakker: gezien en akkoord" with what they wrote with it."""
    if party.agreed is None:
        return phrases("talk.not-signed", who=party.person.name)
    said = phrases("talk.signed-agreed" if party.agreed else "talk.signed-disagreed", who=party.person.name)
    return phrases("talk.with-remark", said=said, remark=party.remark) if party.remark else said


def heading(phrases: Phrases, talk: Talk) -> str:
    return phrases("talk.heading", student=talk.student.name)


def when(phrases: Phrases, talk: Talk) -> str:
    """ "vrijdag 12 maart 2027 om 10:00 uur, lokaal 12"."""
    day = written_day(phrases, talk.held_on)
    moment = phrases("meeting.moment", day=day, time=f"{talk.time:%H:%M}") if talk.time else day
    return ", ".join(filter(None, (moment, talk.place)))


def colour_word(phrases: Phrases, colour: str | None) -> str:
    return phrases(f"colour.{colour or 'blank'}")


def open_button(phrases: Phrases, label: str, talk: Talk, *, prepares: bool = False) -> Button:
    dialog = "talk-prepare" if prepares else "talk"
    return Button(label=phrases(label), action=Open(dialog=dialog, subject=str(talk.id)), primary=True)


def form_download(phrases: Phrases, talk: Talk) -> Download:
    return Download(label=phrases("talk.download"), name=f"talk/{talk.id}.pdf")
