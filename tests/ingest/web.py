"""Servers on this machine that answer as a test wants, under the names that a test gives them."""

from __future__ import annotations

import datetime
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from ingest.fetching import Address, Rules, is_public

HERE = "127.0.0.1"
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """Its port, what it answers by path, and which hosts and paths it was asked for."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asked may go when it likes."""


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server, with TLS where a context is given."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """The body is read, so that the answer reaches who sent it."""
            server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.do_GET()

        def do_GET(self) -> None:
            server.asked.append((self.headers["Host"], self.path))
            server.headers.append(dict(self.headers))
            server.answers[self.path](self)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    with _Quiet((HERE, 0), Handler) as web:
        if context is not None:
            web.socket = context.wrap_socket(web.socket, server_side=True, do_handshake_on_connect=False)
        server = Server(web.server_address[1])
        thread = Thread(target=lambda: web.serve_forever(0.02), daemon=True)
        thread.start()
        yield server
        web.shutdown()


def gives(content: bytes, status: int = 200, length: int | None = None, **headers: str) -> Answer:
    """An answer with this body; `length` is what is said of it, if not the truth. Underscores in names of headers are hyphens."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content) if length is None else length))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def leads_to(url: str, status: int = 302) -> Answer:
    return gives(b"", status, Location=url)


def rules(
    server: Server,
    hosts: Mapping[str, Sequence[str]] | Callable[[str, int], Sequence[str]],
    ca: Path | None = None,
    allowed: Callable[[Address], bool] = lambda address: address == ip_address(HERE) or is_public(address),
) -> Rules:
    """The rules of the house, but for this server: its port, its names, its authority, and that 127.0.0.1 counts as public."""

    def look_up(host: str, port: int) -> Sequence[str]:
        if not isinstance(hosts, Mapping):
            return hosts(host, port)
        if host not in hosts:
            raise OSError("unknown")
        return hosts[host]

    return Rules(look_up, allowed, frozenset((80, 443, server.port)), lambda: ssl.create_default_context(cafile=ca))


def certified(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """The context of a server with a certificate for this host, and the file by which it is trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    trusted, own = folder / f"{host}.crt", folder / f"{host}.pem"
    trusted.write_bytes(certificate.public_bytes(Encoding.PEM))
    own.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + trusted.read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own)
    return context, trusted
