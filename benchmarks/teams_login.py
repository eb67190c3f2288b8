"""Microsoft's login on loopback, over TLS with a certificate of our own: botbuilder asks it twice a turn."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

LOGIN = "login.microsoftonline.com"
PORT, CERTIFICATES = "BENCHMARK_LOGIN_PORT", "REQUESTS_CA_BUNDLE"


@asynccontextmanager
async def login(folder: Path) -> AsyncIterator[dict[str, str]]:
    """What the environment of a bot needs to find it."""
    certificate = folder / "login.pem"
    certificate.write_bytes(_certificate())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    app = web.Application()
    app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", _configuration)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", _token)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield {PORT: str(runner.addresses[0][1]), CERTIFICATES: str(certificate)}
    await runner.cleanup()


def move_login(port: int) -> None:
    """Makes this process find Microsoft's login on that port of this computer."""
    found = socket.getaddrinfo

    def here(host: Any, *arguments: Any, **more: Any) -> list[Any]:
        if host == LOGIN:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        return found(host, *arguments, **more)

    socket.getaddrinfo = here


async def _configuration(request: web.Request) -> web.Response:
    base = f"https://{LOGIN}/{request.match_info['tenant']}"
    return web.json_response(
        {
            "issuer": f"{base}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
        }
    )


async def _token(request: web.Request) -> web.Response:
    await request.post()
    return web.json_response({"access_token": "given", "expires_in": 3600, "token_type": "Bearer"})


def _certificate() -> bytes:
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LOGIN)])
    names = [x509.DNSName(LOGIN), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + made.public_bytes(Encoding.PEM)
