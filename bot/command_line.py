"""`wegwijzer`: reading the command and turning known faults into one clear sentence."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

INTERRUPTED = 130


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
        ("storage.database", "DatabaseError"),
        ("bot.server", "ServerError"),
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
    parser.set_defaults(module="serve", function="serve", host=None, port=None)
    commands = parser.add_subparsers(title="commands", metavar="")
    _add_serve(commands)
    _add_talking(commands)
    _add_knowledge(commands)
    _add_database(commands)
    return parser


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 (it has no public name)


def _add_serve(commands: Commands) -> None:
    serve = commands.add_parser("serve", help="start the server with the web chat")
    serve.add_argument("--host", help="address to listen on (default: 127.0.0.1, this computer only)")
    serve.add_argument("--port", type=_port, help="port to listen on (default: 8400)")


def _add_talking(commands: Commands) -> None:
    ask = commands.add_parser("ask", help="answer one question")
    ask.add_argument("question", nargs="?", help='the question; "-" reads one a line from standard input')
    ask.add_argument("--json", action="store_true", help="print a JSON object (a line each with -)")
    _add_reader(ask)
    ask.set_defaults(module="ask", function="ask")
    chat = commands.add_parser("chat", help="the same conversation in the terminal")
    _add_reader(chat)
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


def _add_database(commands: Commands) -> None:
    database = commands.add_parser("database", help="for the administrator")
    inner = database.add_subparsers(title="commands", metavar="", required=True)
    upgrade = inner.add_parser("upgrade", help="bring the tables up to date")
    upgrade.set_defaults(module="database", function="bring_up_to_date")


def _port(given: str) -> int:
    if given.isdigit() and 0 <= int(given) <= 65535:
        return int(given)
    raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
