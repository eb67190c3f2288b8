"""The mail to the stagebureau, ready to send once a switch is allowed: as a link and as a file. Nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote, urlencode

from bot.cases import Someone, SwitchRequest
from bot.clock import AMSTERDAM
from bot.notices import written_day
from knowledge.model import Role
from knowledge.phrases import Phrases
from knowledge.switch_request import Actor, Move, State, moves_of

# Some mail programs take no longer link; then the text is only in the file.
LONGEST_LINK = 1900
DECIDING = ("grant", "uphold")


@dataclass(frozen=True)
class Mail:
    """Plain text. Addresses without names."""

    sender: str
    to: str
    cc: tuple[str, ...]
    subject: str
    body: str


def mail_move(request: SwitchRequest) -> Move | None:
    """The move that says the mail was sent, where the one who looks is to send it; None where they are not."""
    moves = moves_of(request.reason.route, request.state, request.mine)
    return next((move for move in moves if move.name == "mail"), None)


def switch_mail(phrases: Phrases, request: SwitchRequest, by: Someone, stagebureau: str) -> Mail:
    """The wishes, who allowed it, and who it is about; no reasons, as the stagebureau needs none.

    An IO is in cc where the student mails, as appendix 4 says; who gets one else, it does not say.
    """
    own = Actor.STUDENT in request.mine
    student = request.student
    fillings = {
        "student": student.name,
        "number": student.number,
        "programme": student.programme,
        "level": student.level,
        "school": student.school,
        "opleidingsschool": student.opleidingsschool or student.school,
        "wish": request.wish,
        "by": by.name,
    }
    cc = tuple(dict.fromkeys(one.person.email for one in request.around if own and one.role is Role.IO))
    subject = phrases("switch-mail.subject", student=student.name, number=student.number)
    lines = [phrases(f"switch-mail.{line}", **fillings) for line in ("greeting", "own" if own else "other")]
    lines += [
        _allowed(phrases, request),
        *(phrases(f"switch-mail.{line}", **fillings) for line in ("wish", "who", "now")),
    ]
    lines.append(phrases("switch-mail.regards"))
    return Mail(by.email, stagebureau, cc, subject, "\n\n".join(lines) + f"\n{by.name}\n")


def _allowed(phrases: Phrases, request: SwitchRequest) -> str:
    """Who said yes, and when."""
    step = next((one for one in reversed(request.history) if one.move in DECIDING), None)
    if step is None:
        return phrases("switch-mail.allowed-unknown")
    key = "allowed-vakgroep" if step.state is State.UPHELD else "allowed"
    who = step.by.name if step.by else phrases("agreement.somebody")
    return phrases(f"switch-mail.{key}", who=who, day=written_day(phrases, step.at.astimezone(AMSTERDAM).date()))


def mailto(mail: Mail) -> str:
    """An address by RFC 6068. Without the text where it would be too long."""
    whole = _mailto(mail, mail.body)
    return whole if len(whole) <= LONGEST_LINK else _mailto(mail, "")


def _mailto(mail: Mail, body: str) -> str:
    fields = {"cc": ",".join(mail.cc), "subject": mail.subject, "body": body.replace("\n", "\r\n")}
    query = urlencode({name: text for name, text in fields.items() if text}, quote_via=quote, safe="@,")
    return f"mailto:{quote(mail.to, safe='@')}?{query}"


def as_eml(mail: Mail) -> bytes:
    """A draft: mail programs open it ready to send."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = mail.sender, mail.to, mail.subject
    if mail.cc:
        message["Cc"] = ", ".join(mail.cc)
    message["X-Unsent"] = "1"
    message.set_content(mail.body)
    return message.as_bytes()
