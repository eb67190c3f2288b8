"""`wegwijzer`: reading the command and turning known faults into one clear sentence."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

INTERRUPTED = 130
MOST_LINES = 10_000


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    command = importlib.import_module(f"bot.commands.{options.module}")
    try:
        return int(getattr(command, options.function)(options) or 0)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except _known_faults() as error:
        print(error, file=sys.stderr)
        return 1


def _known_faults() -> tuple[type[Exception], ...]:
    """Faults that say themselves what to do. Imported late: most runs need none of these modules."""
    known: list[type[Exception]] = [OSError, UnicodeError]
    for module, name in (
        ("knowledge.yaml_file", "ContentError"),
        ("knowledge.matching.weights", "ModelError"),
        ("knowledge.matching.evaluate", "QuestionsError"),
        ("knowledge.rules.resit", "CalendarTooShortError"),
        ("storage.database", "DatabaseError"),
        ("storage.encryption", "EncryptionError"),
        ("bot.faults", "ServerError"),
        ("bot.records.people", "UnknownPersonError"),
        ("bot.roster.faults", "RosterError"),
        ("bot.channels.teams.manifest", "ManifestError"),
        ("bot.paid_jobs.faults", "ListError"),
    ):
        loaded = sys.modules.get(module)
        if loaded is not None:
            known.append(getattr(loaded, name))
    return tuple(known)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wegwijzer",
        description="How do I act when …: the guidance note of Samen Opleiden. Without a command: the web chat.",
    )
    parser.set_defaults(module="serve", function="serve", host=None, port=None, engine=None)
    commands = parser.add_subparsers(title="commands", metavar="")
    _add_serve(commands)
    _add_talking(commands)
    _add_knowledge(commands)
    _add_calendar(commands)
    _add_database(commands)
    _add_roster(commands)
    _add_person(commands)
    _add_paid_job(commands)
    _add_audit(commands)
    _add_remind(commands)
    _add_manifest(commands)
    _add_doctor(commands)
    _add_deliveries(commands)
    return parser


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 (it has no public name)


def _add_serve(commands: Commands) -> None:
    serve = commands.add_parser("serve", help="start the server with the web chat")
    serve.add_argument("--host", help="address to listen on (default: 127.0.0.1, this computer only)")
    serve.add_argument("--port", type=_port, help="port to listen on (default: 8400)")
    serve.add_argument(
        "--engine", choices=("embedded", "distributed"),
        help="what brings messages to Slack and Teams (default: embedded; see docs/deliveries.md)",
    )  # fmt: skip


def _add_talking(commands: Commands) -> None:
    ask = commands.add_parser("ask", help="answer one question")
    ask.add_argument("question", nargs="?", help='the question; "-" reads one a line from standard input')
    ask.add_argument("--json", action="store_true", help="print a JSON object (a line each with -)")
    _add_reader(ask)
    ask.set_defaults(module="ask", function="ask")
    chat = commands.add_parser("chat", help="the same conversation in the terminal")
    _add_reader(chat)
    document = commands.add_parser("document", help="write a document that the chat offers to a file")
    document.add_argument("name", help="as the chat names it: dossier/12.pdf, report/3.md")
    document.add_argument("--as", dest="email", required=True, help="e-mail address of the person who may have it")
    document.add_argument("--out", type=Path, help="file to write (default: the name, in this folder)")
    document.set_defaults(module="document", function="write_document")
    chat.add_argument("--as", dest="email", help="talk as this person of the roster (e-mail address)")
    chat.set_defaults(module="chat", function="chat")


def _add_reader(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--role", choices=("wpb", "so", "io", "student"), default="wpb", help="who asks (default: wpb)"
    )
    command.add_argument("--language", choices=("nl", "en"), default="nl", help="language of the answer (default: nl)")


def _add_knowledge(commands: Commands) -> None:
    knowledge = commands.add_parser("knowledge", help="for the content owner: check, evaluate, draw, learn")
    inner = knowledge.add_subparsers(title="commands", metavar="", required=True)

    def add(name: str, help_: str) -> argparse.ArgumentParser:
        command = inner.add_parser(name, help=help_)
        command.set_defaults(module="knowledge", function=name)
        return command

    add("check", "is the content whole? Names file and line of each fault")
    evaluate = add("evaluate", "how well are questions with a known answer understood?")
    evaluate.add_argument("file", type=Path, help="a .jsonl file: q, topic, also, role, style")
    evaluate.add_argument("--wrong", action="store_true", help="also list the questions that went wrong")
    graph = add("graph", "draw the decision tree of a topic as SVG")
    graph.add_argument("topic")
    graph.add_argument("--language", choices=("nl", "en"), default="nl")
    graph.add_argument("--output", type=Path, help="file to write (default: standard output)")
    for name, help_ in (("gaps", "questions that the note did not answer"), ("feedback", "which answers helped")):
        add(name, help_)
    add("train", "learn the example questions anew (needs the development tools)")


def _add_calendar(commands: Commands) -> None:
    calendar = commands.add_parser("calendar", help="for the content owner: all deadlines of a school year")
    calendar.add_argument("--year", type=_school_year, required=True, metavar="YEAR", help="as in 2026-2027")
    calendar.add_argument("--opleidingsschool", metavar="NAME", default="", help="with what this one adds")
    calendar.add_argument("--as", dest="shape", choices=("table", "svg", "ics"), default="table")
    calendar.add_argument("--language", choices=("nl", "en"), default="nl")
    calendar.add_argument("--out", type=Path, metavar="FILE", help="file to write (default: standard output)")
    calendar.set_defaults(module="calendar", function="show")


def _add_database(commands: Commands) -> None:
    database = commands.add_parser("database", help="for the administrator")
    inner = database.add_subparsers(title="commands", metavar="", required=True)
    upgrade = inner.add_parser("upgrade", help="bring the tables up to date")
    upgrade.set_defaults(module="database", function="bring_up_to_date")
    new_key = inner.add_parser("new-key", help="print a new key for WEGWIJZER_ENCRYPTION_KEYS")
    new_key.set_defaults(module="database", function="new_key")
    rotate = inner.add_parser("rotate-keys", help="encrypt all that people typed with the first key")
    rotate.set_defaults(module="database", function="rotate")
    forget = inner.add_parser("forget-expired", help="delete now what has been kept long enough (see docs/privacy.md)")
    forget.add_argument("--dry-run", action="store_true", help="only tell what would go")
    forget.set_defaults(module="database", function="forget")


def _add_roster(commands: Commands) -> None:
    roster = commands.add_parser("roster", help="for the administrator: who is who and who supervises whom")
    inner = roster.add_subparsers(title="commands", metavar="", required=True)
    import_ = inner.add_parser("import", help="make the database agree with a CSV file (see docs/roster.md)")
    import_.add_argument("file", type=Path, help="a .csv file with everybody in it, one person a row")
    import_.add_argument("--dry-run", action="store_true", help="only tell what would change")
    import_.add_argument("--leaving", action="store_true", help="also when very many people would leave")
    import_.set_defaults(module="roster", function="import_roster")


def _add_person(commands: Commands) -> None:
    person = commands.add_parser("person", help="for the administrator: what is held about somebody")
    inner = person.add_subparsers(title="commands", metavar="", required=True)
    export = inner.add_parser("export", help="everything that is held about a person (default: to read, on the screen)")
    _add_whom(export)
    form = export.add_mutually_exclusive_group()
    form.add_argument("--out", type=Path, metavar="DIR", help="write a .json and a .md file to this folder")
    form.add_argument("--json", action="store_true", help="print the JSON")
    export.set_defaults(module="person", function="export")
    erase = inner.add_parser("erase", help="what would go with a person; with --yes it goes")
    _add_whom(erase)
    erase.add_argument("--yes", action="store_true", help="erase for good")
    erase.set_defaults(module="person", function="erase_")


def _add_whom(command: argparse.ArgumentParser) -> None:
    command.add_argument("person", metavar="EMAIL|NUMBER", help="e-mail address or student number")


def _add_paid_job(commands: Commands) -> None:
    paid_job = commands.add_parser("paid-job", help="for an IO: which students may have a paid job as placement")
    inner = paid_job.add_subparsers(title="commands", metavar="", required=True)
    check = inner.add_parser("check", help="the red-green list of a CSV file (see docs/paid-job.md)")
    check.add_argument("file", type=Path, help="a .csv file of students, one a row")
    check.add_argument("--as-of", type=_day, metavar="DAY", help="by the agreements of this day (default: today)")
    check.add_argument("--out", type=Path, metavar="FILE", help="also write the list to this .csv file")
    check.add_argument("--language", choices=("nl", "en"), default="nl", help="language of the list (default: nl)")
    check.set_defaults(module="paid_job", function="check")


def _add_audit(commands: Commands) -> None:
    audit = commands.add_parser("audit", help="for the administrator: who saw or changed what, and when")
    audit.add_argument("--person", metavar="EMAIL", help="only what this person did")
    audit.add_argument("--student", metavar="NUMBER", help="only what was about this student")
    audit.add_argument("--since", type=_day, metavar="DAY", help="only from this day on, as in 2026-09-01")
    audit.add_argument("--most", type=_count, metavar="N", default=100, help="the newest N lines (default: 100)")
    audit.set_defaults(module="audit", function="audit")


def _add_remind(commands: Commands) -> None:
    remind = commands.add_parser("remind", help="for the administrator: who is told what, and why; or tell them now")
    remind.add_argument("--at", type=_moment, metavar="MOMENT", help="as in 2027-03-17T09:00+01:00 (default: now)")
    remind.add_argument("--dry-run", action="store_true", help="only tell what would go out")
    remind.add_argument("--for", dest="email", metavar="EMAIL", help="with --dry-run: only what this person would get")
    remind.set_defaults(module="remind", function="remind")


def _add_manifest(commands: Commands) -> None:
    manifest = commands.add_parser("manifest", help="for the administrator: what a platform needs to install Wegwijzer")
    inner = manifest.add_subparsers(title="commands", metavar="", required=True)
    slack = inner.add_parser("slack", help="print the manifest of the Slack app (see docs/slack.md)")
    slack.add_argument("--url", metavar="URL", default="", help="https address of the server (default: Socket Mode)")
    slack.set_defaults(module="manifest", function="slack")
    teams = inner.add_parser("teams", help="write the app package for Microsoft Teams (see docs/teams.md)")
    teams.add_argument("--out", type=Path, metavar="DIR", required=True, help="folder to write the zip to")
    teams.add_argument("--host", metavar="NAME", help="name of the server as Teams reaches it: wegwijzer.example.org")
    teams.add_argument("--organisation", metavar="NAME", default="Wegwijzer", help="who offers it (32 characters)")
    for name, help_ in (("website", "about it"), ("privacy", "on privacy"), ("terms", "with the terms of use")):
        teams.add_argument(f"--{name}", metavar="URL", default="", help=f"your page {help_} (default: the server)")
    teams.add_argument("--app-version", metavar="N.N.N", default="1.0.0", help="raise it with each upload (1.0.0)")
    teams.set_defaults(module="manifest", function="teams")


def _add_doctor(commands: Commands) -> None:
    doctor = commands.add_parser("doctor", help="for the administrator: is everything well with Slack and Teams?")
    doctor.add_argument("--package", type=Path, metavar="FILE", help="also look at this app package for Teams")
    doctor.add_argument(
        "--host", metavar="NAME", help="name of the server as Teams reaches it: is the door there, and in the package?"
    )
    doctor.set_defaults(module="doctor", function="doctor")


def _add_deliveries(commands: Commands) -> None:
    deliveries = commands.add_parser("deliveries", help="for the administrator: what waits for people, and why")
    deliveries.add_argument("--state", choices=("pending", "leased", "sending", "sent", "dead", "unknown"))
    deliveries.add_argument("--lane", metavar="NAME", help='as it is listed; "" for those without an account')
    deliveries.add_argument("--most", type=_count, metavar="N", default=50, help="at most N of them (default: 50)")
    deliveries.set_defaults(module="deliveries", function="deliveries")
    inner = deliveries.add_subparsers(title="commands", metavar="")
    settle = inner.add_parser("settle", help="say of one that may have arrived what became of it")
    settle.add_argument("delivery", type=int, metavar="ID", help="its number in the list")
    settle.add_argument("verdict", choices=("sent", "again"), help="it arrived, or it is to be sent again")
    settle.set_defaults(module="deliveries", function="settle")
    resend = inner.add_parser("resend", help="bring one that is dead, or that was sent, once more")
    resend.add_argument("delivery", type=int, metavar="ID", help="its number in the list")
    resend.set_defaults(module="deliveries", function="resend")


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write a day as 2026-09-01") from error


def _school_year(given: str) -> str:
    start, _, end = given.partition("-")
    if len(given) == 9 and start.isdigit() and end.isdigit() and int(end) == int(start) + 1:
        return given
    raise argparse.ArgumentTypeError("write a school year as 2026-2027")


def _moment(given: str) -> datetime:
    """Without a zone it is the time in Amsterdam."""
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write a moment as 2027-03-17T09:00 or 2027-03-17T09:00+01:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Europe/Amsterdam"))


def _count(given: str) -> int:
    if given.isdigit() and 1 <= int(given) <= MOST_LINES:
        return int(given)
    raise argparse.ArgumentTypeError(f"give a number from 1 to {MOST_LINES}")


def _port(given: str) -> int:
    if given.isdigit() and 0 <= int(given) <= 65535:
        return int(given)
    raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
