"""The command line in processes of its own, one of which is killed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from aiohttp import ClientSession

from tests import program

PROGRAM = str(Path(sys.executable).parent / "wegwijzer")


def run(tmp_path: Path, *arguments: str, said: bytes = b"") -> tuple[int, str, str]:
    environment = {**os.environ, "WEGWIJZER_DATA": str(tmp_path)}
    return program.run(*arguments, environment=environment, reads=said)


def test_the_installed_program() -> None:
    """The others run the same program, forked from a process that has loaded it."""
    done = subprocess.run([PROGRAM, "ask", "student is ziek"], capture_output=True, text=True, check=True)
    assert "Waar gaat het om?" in done.stdout
    assert done.stderr == ""


def test_the_command_line(tmp_path: Path) -> None:
    lines = run(tmp_path, "ask", "--json", "-", said=b"ziek?\n\n\xff\xfe\n")[1].splitlines()
    assert len(lines) == 3
    assert run(tmp_path, "knowledge", "check")[:2] == (0, "The content is whole.\n")
    code, _, error = run(tmp_path, "knowledge", "graph", "nergens")
    assert (code, "Known: beperking" in error) == (1, True)
    chat = run(tmp_path, "chat", said=b"waar staat mijn fiets\nstudent is ziek\n2\n2\n")[1]
    assert "PSYCHISCHE KLACHTEN" in chat
    assert "waar staat mijn fiets" in run(tmp_path, "knowledge", "gaps")[1]


async def test_a_taken_port_is_a_sentence(tmp_path: Path, address: str) -> None:
    port = address.rsplit(":", 1)[1].rstrip("/")
    code, _, error = await asyncio.to_thread(run, tmp_path / "other", "serve", "--port", port)
    assert (code, f"Port {port} is taken" in error) == (1, True)


async def test_what_was_answered_survives_a_killed_process(tmp_path: Path) -> None:
    """A turn, kill -9, a new process on the same data: the history is there, the same event answers the same."""

    def start() -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "WEGWIJZER_DATA": str(tmp_path)},
        )
        assert process.stdout is not None
        return process, process.stdout.readline().split()[1]

    def kill(process: subprocess.Popen[str]) -> None:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()

    async def post(address: str) -> None:
        data = {"text": "student is ziek", "event": "once"}
        async with session.post(f"{address}chat/samira", data=data, headers={"X-Fragment": "1"}) as response:
            assert "Waar gaat het om?" in await response.text()

    async with ClientSession() as session:
        process, address = await asyncio.to_thread(start)
        await post(address)
        kill(process)
        process, address = await asyncio.to_thread(start)
        await post(address)
        async with session.get(f"{address}chat/samira") as response:
            page = await response.text()
        kill(process)
    assert page.count('<p class="bubble me">') == 1


def test_in_a_form_of_the_terminal_one_can_leave_and_sees_what_may_stay_empty(tmp_path: Path) -> None:
    said = b"wisselverzoek\n4\nEen vo-school\nDaar leer ik meer\nvandaag\nmenu\n"
    chat = run(tmp_path, "chat", "--as", "daan@wegwijzer.example", said=said)[1]
    assert "Met wie besprak je dit al? (mag leeg blijven): " in chat
    assert "WAAR KAN IK JE MEE HELPEN?" in chat.split("Met wie besprak je dit al?")[1]


def test_a_request_to_switch_in_the_terminal(tmp_path: Path) -> None:
    """Daan asks, Marleen allows it, Daan finds the mail and writes it to a file: three processes on the same data.

    Only the day that cannot be read is asked again.
    """
    asked = b"wisselverzoek\n4\nEen vo-school\nDaar leer ik meer\nooit\n2\nvandaag\n1\n"
    chat = run(tmp_path, "chat", "--as", "daan@wegwijzer.example", said=asked)[1]
    assert "Je verzoek is verstuurd" in chat
    marleen = run(tmp_path, "chat", "--as", "marleen@wegwijzer.example", said=b"verzoeken\n1\n1\n\n")[1]
    assert "[>] In gesprek met IO, SLC en SO" in marleen
    assert "[x] Aangevraagd bij de IO" in marleen
    assert "[ ] Regiocoördinator geïnformeerd" in marleen
    told = run(tmp_path, "chat", "--as", "daan@wegwijzer.example", said=b"mijn verzoek\n")[1]
    assert "Marleen de Wit gaat het bespreken" in told
    code, _, error = run(tmp_path, "document", "mail/1.eml", "--as", "daan@wegwijzer.example")
    assert (code, "not for this person" in error) == (1, True)
