"""The program in a process of its own, as an administrator starts it: to be killed, or to run to its end.

It is forked from a process that has loaded everything, so that starting it takes a moment and not seconds.
`tests/bot/test_command_line.py` starts the installed program itself.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO

from bot.command_line import main

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.loaded"])


@dataclass
class Program:
    process: BaseProcess
    said: IO[str]

    def address(self) -> str:
        """Where `wegwijzer serve` listens, once it does. Raises IndexError when it stopped before."""
        return self.said.readline().split()[1]

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.said.close()


def begun(
    *arguments: str, environment: Mapping[str, str], reads: str = os.devnull, complains: str = os.devnull
) -> Program:
    """`reads` and `complains` are the files behind its standard input and its standard error."""
    said, saying = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(arguments, dict(environment), reads, complains, saying), daemon=True)
    process.start()
    saying.close()
    with said:
        return Program(process, os.fdopen(os.dup(said.fileno()), encoding="utf-8"))


def run(*arguments: str, environment: Mapping[str, str], reads: bytes = b"") -> tuple[int, str, str]:
    """Its exit code, what it said and what it complained of; never a traceback."""
    with tempfile.TemporaryDirectory() as folder:
        given, complaints = Path(folder, "given"), Path(folder, "complaints")
        given.write_bytes(reads)
        complaints.touch()
        program = begun(*arguments, environment=environment, reads=str(given), complains=str(complaints))
        with program.said:
            said = program.said.read()
        program.process.join()
        errors = complaints.read_text()
    assert "Traceback" not in errors
    return program.process.exitcode or 0, said, errors


def _run(arguments: tuple[str, ...], environment: dict[str, str], reads: str, complains: str, out: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(os.open(reads, os.O_RDONLY), 0)
    os.dup2(out.fileno(), 1)
    os.dup2(os.open(complains, os.O_WRONLY | os.O_APPEND), 2)
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode, encoding="utf-8") for number, mode in enumerate("rww"))
    code = main(arguments)
    with suppress(BrokenPipeError):
        sys.stdout.flush()
    sys.exit(code)
