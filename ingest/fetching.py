"""An address that somebody gives → the file that stands there, or what it says to a call; never one of the house's own network. Pure.

An address given by people can lead anywhere, and so can its answer. A host is resolved once, each of its addresses must be public, and the
connection is made to exactly these, so that a name that changes its address afterwards changes nothing; TLS is verified against the name.
Redirects are followed by hand, each looked at like the first. Size, time and redirects are limited; a watch ends the connection when the
time is over, whatever it waits for.

By the standard library's `http.client`: its `connect` is made to be replaced, it knows neither proxies of the environment nor redirects
nor compression, and just this is wanted; a library that brings these would have to be kept from them.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from pathlib import PurePosixPath
from typing import IO, Final
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

LONGEST_ADDRESS: Final = 500
MOST_REDIRECTS: Final = 5
_PORTS: Final = {"http": 80, "https": 443}
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
_MOST_TRIED: Final = 4
"""Addresses of one host to which a connection is tried."""
_CHUNK: Final = 64 * 1024
_MIB: Final = 1024 * 1024
_HEADERS: Final = {"User-Agent": "Mingzhang", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
_NUMERIC: Final = re.compile(r"(?:\d+|0[xX][0-9a-fA-F]*)$")
"""Such a last label makes browsers read a host as a number, however it is written (WHATWG URL, "ends in a number")."""
_BY_HAND: Final = "请在浏览器里下载以后上传文件。"
_STATUSES: Final = {
    401: "要求登录，" + _BY_HAND,
    403: "不许我们下载，" + _BY_HAND,
    404: "没有这个文件，请核对地址。",
    410: "文件已经撤下，请核对地址。",
    429: "嫌请求太多，请过一会儿再取。",
}

Address = IPv4Address | IPv6Address

# What `is_global` of older Pythons lets pass, though it leads elsewhere or nowhere.
_NOT_PUBLIC_4: Final = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
_NOT_PUBLIC_6: Final = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_PUBLIC_6: Final = IPv6Network("2000::/3")


class NotFetched(Exception):
    """Nothing was fetched. `str()` is one Chinese line: what is wrong and what to do; `code` is stable."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """What one address may take: bytes, seconds in all, seconds until a connection stands, seconds of silence."""

    max_bytes: int
    seconds: float
    connect_seconds: float = 10
    silent_seconds: float = 30


def is_public(address: Address) -> bool:
    """Whether a network address belongs to the public internet: none that leads to this machine, a house's network, or through a gateway.

    By the registries of special-purpose addresses (RFC 6890 and its updates); IPv4 in IPv6's clothes (mapped, NAT64, 6to4, Teredo) is
    looked at as what it is, or refused.
    """
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address not in _PUBLIC_6 or any(address in network for network in _NOT_PUBLIC_6):
            return False
    elif any(address in network for network in _NOT_PUBLIC_4):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolve(host: str, port: int) -> Sequence[str]:
    """The network addresses of a host as the system knows them. Raises OSError."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Rules:
    """Where connections may go, and how a host is found. Tests put their own; everybody else keeps these."""

    resolve: Callable[[str, int], Sequence[str]] = resolve
    is_public: Callable[[Address], bool] = is_public
    ports: frozenset[int] = frozenset(_PORTS.values())
    context: Callable[[], ssl.SSLContext] = ssl.create_default_context


_RULES: Final = Rules()


@dataclass(frozen=True, slots=True)
class Place:
    """An address that may be asked, as far as its letters tell."""

    url: str
    scheme: str
    host: str
    port: int
    target: str
    is_number: bool


def place_of(url: str, ports: frozenset[int] = _RULES.ports) -> Place:
    """What an address says. Raises NotFetched for one that is never asked, whatever its host is."""
    url = url.strip()
    if len(url) > LONGEST_ADDRESS:
        raise NotFetched("too_long", f"地址超过 {LONGEST_ADDRESS} 个字符，请用短一些的地址，或下载以后上传文件。")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _malformed() from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise NotFetched("scheme", "只能取 http:// 或 https:// 开头的地址，请从浏览器的地址栏复制。")
    if parts.username is not None or parts.password is not None:
        raise NotFetched("credentials", "地址里带有用户名或密码，不能用；请用公开的地址。")
    host = _host(parts)
    port = _PORTS[scheme] if port is None else port
    if port not in ports:
        raise NotFetched("port", f"端口 {port} 不能用，只能用 80 和 443；" + _BY_HAND)
    return Place(url, scheme, host, port, _target(parts), _is_number(host))


def _malformed() -> NotFetched:
    return NotFetched("malformed", "不是一个完整的地址，请从浏览器的地址栏整行复制。")


def _host(parts: SplitResult) -> str:
    """The host in the letters of the network. Raises NotFetched."""
    host = (parts.hostname or "").rstrip(".")
    if not host or "%" in host or re.search(r"[\s\\\x00-\x1f\x7f]", parts.netloc):
        raise _malformed()
    if ":" in host:
        with suppress(ValueError):
            return str(IPv6Address(host))
        raise _malformed()
    try:
        host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _malformed() from None
    if not re.fullmatch(r"[a-z0-9._-]+", host):
        raise _malformed()
    return host


def _is_number(host: str) -> bool:
    """Whether the host is a network address. Raises NotFetched for one that is written in an uncommon way (decimal, octal, hex, short)."""
    try:
        ip_address(host)
    except ValueError:
        if _NUMERIC.match(host.rpartition(".")[2]):
            raise NotFetched("odd_number", "主机写成了不常见的数字，不能用；请写域名。") from None
        return False
    return True


def _target(parts: SplitResult) -> str:
    """What is asked of the host: path and query, in the letters of the network."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return path + ("?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]") if parts.query else "")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What stood at an address: by which name, how large, and from where it came at last, after redirects."""

    name: str
    size: int
    url: str


def fetch(url: str, into: IO[bytes], limits: Limits, rules: Rules = _RULES) -> Fetched:
    """Write the file at an address into `into`. Raises NotFetched, and then `into` may hold a part."""
    with _watch(limits.seconds) as watch:
        try:
            return _follow(url, into, limits, rules, watch)
        except NotFetched:
            watch.require_time()
            raise


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked of a host, beside its address."""

    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


_GET: Final = Call()


def look_up(url: str, seconds: float, rules: Rules = _RULES) -> Place:
    """What an address says, where its host is there and public now. Raises NotFetched."""
    with _watch(seconds) as watch:
        place = place_of(url, rules.ports)
        _addresses(place, rules, watch)
        return place


def call(url: str, what: Call, limits: Limits, rules: Rules = _RULES) -> int:
    """Call an address once and tell the status of the answer, of which no more is read; no redirect is followed. Raises NotFetched."""
    with _watch(limits.seconds) as watch:
        try:
            place = place_of(url, rules.ports)
            with _told(), _asked(place, limits, rules, watch, what) as answer:
                return answer.status
        except NotFetched:
            watch.require_time()
            raise


def _follow(url: str, into: IO[bytes], limits: Limits, rules: Rules, watch: _Watch) -> Fetched:
    for _ in range(MOST_REDIRECTS + 1):
        place = place_of(url, rules.ports)
        with _told(), _asked(place, limits, rules, watch) as answer:
            if answer.status not in _REDIRECTS:
                return Fetched(_name(place, answer), _copy(answer, into, limits, watch), place.url)
            url = urljoin(place.url, _location(answer))
    raise NotFetched("redirects", f"对方转了 {MOST_REDIRECTS} 次以上还没有给出文件，" + _BY_HAND)


@contextmanager
def _told() -> Iterator[None]:
    """Whatever the network does wrong, in one line."""
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise NotFetched("certificate", "对方的证书不属于这个域名或已失效，没有取；请核对地址，或下载以后上传文件。") from None
    except ssl.SSLError:
        raise NotFetched("tls", "和对方建立不了加密连接；请试 http:// 开头的地址，或下载以后上传文件。") from None
    except TimeoutError:
        raise NotFetched("silent", "对方很久没有回答；请过一会儿再取，或下载以后上传文件。") from None
    except (HTTPException, OSError, ValueError) as error:
        raise NotFetched("broken", f"连接中断或回答不合规（{type(error).__name__}）；请过一会儿再取，或下载以后上传文件。") from None


def _location(answer: HTTPResponse) -> str:
    """Where a redirect leads. Headers come as Latin-1; what was meant is mostly UTF-8."""
    return _decoded(answer.headers.get("Location") or "")


def _decoded(header: str) -> str:
    """A header as it was meant: servers write UTF-8 or GBK where only ASCII is allowed."""
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeError):
            return header.encode("latin-1").decode(encoding)
    return header


def _name(place: Place, answer: HTTPResponse) -> str:
    """What the file is called: by its sender, else by its address."""
    sent = answer.headers.get_filename()
    path = PurePosixPath(urlsplit(place.url).path)
    return unquote(_decoded(sent)) if sent else unquote(path.name) or place.host


def _copy(answer: HTTPResponse, into: IO[bytes], limits: Limits, watch: _Watch) -> int:
    """Write the body, as far as the limit allows; its size. What is said of it beforehand is believed of nothing but a missing end."""
    if answer.status != http.client.OK:
        reason = _STATUSES.get(answer.status, "没有给出文件；请过一会儿再取，或下载以后上传文件。")
        raise NotFetched("status", f"对方回答 {answer.status}：{reason}")
    if answer.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise NotFetched("encoded", "对方只给压缩过的回答，没有取；" + _BY_HAND)
    announced, size = answer.length, 0
    while chunk := answer.read1(_CHUNK):
        watch.require_time()
        size += len(chunk)
        if size > limits.max_bytes:
            raise NotFetched("too_large", f"文件超过上限 {limits.max_bytes // _MIB} MiB，没有收下。请拆分后上传，或调高 MAX_UPLOAD_MIB。")
        into.write(chunk)
    watch.require_time()  # what was cut ends like what is whole
    if announced is not None and size < announced:
        raise NotFetched("truncated", f"只收到 {size} 字节，对方说有 {announced}；请再取一次。")
    return size


# Connections


@contextmanager
def _asked(place: Place, limits: Limits, rules: Rules, watch: _Watch, what: Call = _GET) -> Iterator[HTTPResponse]:
    """The answer of the host, its body unread."""
    connection = _connected(place, _addresses(place, rules, watch), limits, rules, watch)
    try:
        connection.request(what.method, place.target, body=what.body, headers={**_HEADERS, **what.headers})
        with connection.getresponse() as answer:
            yield answer
    finally:
        connection.close()


def _addresses(place: Place, rules: Rules, watch: _Watch) -> list[Address]:
    """The addresses of the host, asked for once. Raises NotFetched unless each of them is public."""
    try:
        found = [place.host] if place.is_number else watch.waited_for(lambda: rules.resolve(place.host, place.port))
        addresses = [ip_address(text) for text in dict.fromkeys(found)]
    except (OSError, ValueError):
        addresses = []
    if not addresses:
        raise NotFetched("unknown_host", f"找不到主机“{place.host}”；请核对地址，或过一会儿再取。")
    if not all(map(rules.is_public, addresses)):
        raise NotFetched("not_public", f"主机“{place.host}”不在公共网络上，不能取；" + _BY_HAND)
    return addresses


def _connected(place: Place, addresses: Sequence[Address], limits: Limits, rules: Rules, watch: _Watch) -> HTTPConnection:
    """A connection to the first of the addresses that takes one."""
    for number, address in enumerate(addresses[:_MOST_TRIED], 1):
        context = rules.context() if place.scheme == "https" else None
        connection = _Pinned(place, address, limits, context, watch)
        try:
            connection.connect()
        except ssl.SSLError:
            connection.close()
            raise
        except OSError:
            connection.close()
            watch.require_time()
            if number == min(len(addresses), _MOST_TRIED):
                raise
        else:
            return connection
    raise OSError("no address")


class _Pinned(HTTPConnection):
    """A connection under the host's name to one network address, which was looked at before."""

    def __init__(self, place: Place, address: Address, limits: Limits, context: ssl.SSLContext | None, watch: _Watch) -> None:
        super().__init__(place.host, place.port)
        self.default_port = _PORTS[place.scheme]  # the Host header names every other
        self._address, self._limits, self._context, self._watch = address, limits, context, watch

    def connect(self) -> None:
        """Connect, and greet by TLS where that is asked for; nothing is looked up."""
        plain = socket.create_connection((str(self._address), self.port), min(self._limits.connect_seconds, self._watch.left))
        self._watch.guard(plain)
        plain.settimeout(self._limits.silent_seconds)
        self.sock = plain if self._context is None else self._context.wrap_socket(plain, server_hostname=self.host)


@dataclass(slots=True)
class _Watch:
    """The time of one fetching. When it is over the connection is cut: a socket's own time-out begins anew with every byte."""

    seconds: float
    start: float = field(default_factory=time.monotonic)
    _guarded: socket.socket | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def left(self) -> float:
        """Seconds, never none: a time-out of zero would mean something else."""
        return max(self.start + self.seconds - time.monotonic(), 0.001)

    def require_time(self) -> None:
        """Raise NotFetched where the time is over."""
        if time.monotonic() - self.start >= self.seconds:
            raise NotFetched("too_slow", f"{self.seconds:g} 秒里没有取完，已停止；请过一会儿再取，或下载以后上传文件。")

    def guard(self, connection: socket.socket) -> None:
        """Cut this connection at the end, instead of the one before. By a descriptor of its own: TLS takes the socket's away."""
        self.require_time()
        with self._lock:
            self._release()
            self._guarded = connection.dup()

    def cut(self) -> None:
        """The time is over."""
        with self._lock:
            if self._guarded is not None:
                with suppress(OSError):
                    self._guarded.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Nothing is left to be cut."""
        with self._lock:
            self._release()

    def _release(self) -> None:
        if self._guarded is not None:
            self._guarded.close()
            self._guarded = None

    def waited_for(self, work: Callable[[], Sequence[str]]) -> Sequence[str]:
        """What `work` gives, which nothing can cut. Raises what it raises, and NotFetched where it takes too long."""
        answers: list[Sequence[str] | Exception] = []

        def run() -> None:
            try:
                answers.append(work())
            except Exception as error:  # noqa: BLE001  it is raised where it is waited for
                answers.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(self.left)
        self.require_time()
        if not answers:
            raise OSError("no answer")
        if isinstance(answers[0], Exception):
            raise answers[0]
        return answers[0]


@contextmanager
def _watch(seconds: float) -> Iterator[_Watch]:
    watch = _Watch(seconds)
    timer = threading.Timer(seconds, watch.cut)
    timer.daemon = True
    timer.start()
    try:
        yield watch
    finally:
        timer.cancel()
        watch.release()
