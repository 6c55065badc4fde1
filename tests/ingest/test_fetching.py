"""Addresses: what is fetched, and that nothing of the house's own network ever is."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path

import pytest

from ingest.fetching import Fetched, Limits, NotFetched, Rules, fetch, is_public, place_of
from tests.ingest.web import HERE, Answer, Server, certified, gives, leads_to, rules, serving

LIMITS = Limits(max_bytes=1024 * 1024, seconds=5)
NAMES = {"gov.example": [HERE], "other.example": [HERE]}
INTERNAL = (
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104  refused, not bound
    "192.0.0.8",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.5",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "3fff::1",
    "fc00::1",
    "fd00::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
)


@pytest.fixture
def web() -> Iterator[Server]:
    with serving() as server:
        yield server


def fetched(url: str, by: Rules, limits: Limits = LIMITS) -> tuple[bytes, Fetched]:
    into = BytesIO()
    answer = fetch(url, into, limits, by)
    return into.getvalue(), answer


def refusal(url: str, by: Rules | None = None, limits: Limits = LIMITS) -> str:
    """The code of the refusal; what is told of it is one line that says what to do."""
    with pytest.raises(NotFetched) as caught:
        fetch(url, BytesIO(), limits, by or Rules(resolve=nobody))
    assert "\n" not in str(caught.value)
    assert "请" in str(caught.value)
    return caught.value.code


def nobody(host: str, port: int) -> Sequence[str]:
    raise AssertionError(f"{host} was looked up")


# What is fetched


def test_a_file_is_fetched_under_the_name_of_its_host(web: Server) -> None:
    web.answers["/a/%E9%A2%84%E7%AE%97.pdf?id=7"] = gives(b"%PDF-")
    content, answer = fetched(f"http://gov.example:{web.port}/a/预算.pdf?id=7#page=2", rules(web, NAMES))
    assert content == b"%PDF-"
    assert (answer.name, answer.size) == ("预算.pdf", 5)
    assert web.asked == [(f"gov.example:{web.port}", "/a/%E9%A2%84%E7%AE%97.pdf?id=7")]
    assert web.headers[0]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename*=UTF-8''%E5%86%B3%E7%AE%97.xlsx", "决算.xlsx"),
        ('attachment; filename="%E5%86%B3%E7%AE%97.xlsx"', "决算.xlsx"),
        ('attachment; filename="' + "决算.xlsx".encode().decode("latin-1") + '"', "决算.xlsx"),
        ('attachment; filename="' + "决算.xlsx".encode("gbk").decode("latin-1") + '"', "决算.xlsx"),
        ("inline", "download"),
    ],
)
def test_a_file_is_called_as_its_sender_calls_it(web: Server, header: str, name: str) -> None:
    web.answers["/download"] = gives(b"x", Content_Disposition=header)
    assert fetched(f"http://gov.example:{web.port}/download", rules(web, NAMES))[1].name == name


def test_a_redirect_is_followed_also_to_another_host(web: Server) -> None:
    web.answers |= {"/a": leads_to("b"), "/b": leads_to(f"http://other.example:{web.port}/c", 307), "/c": gives(b"x")}
    content, answer = fetched(f"http://gov.example:{web.port}/a", rules(web, NAMES))
    assert content == b"x"
    assert answer.url == f"http://other.example:{web.port}/c"
    assert web.asked[-1] == (f"other.example:{web.port}", "/c")


def test_a_certificate_is_held_against_the_name_though_the_connection_is_made_to_a_number(tmp_path: Path) -> None:
    context, trusted = certified(tmp_path, "gov.example")
    with serving(context) as web:
        web.answers["/"] = gives(b"x")
        by = rules(web, NAMES, trusted)
        assert fetched(f"https://gov.example:{web.port}/", by)[0] == b"x"
        assert refusal(f"https://other.example:{web.port}/", by) == "certificate"
        assert refusal(f"https://gov.example:{web.port}/", rules(web, NAMES)) == "certificate"


def test_proxies_of_the_environment_are_ignored(web: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.answers["/"] = gives(b"x")
    assert fetched(f"http://gov.example:{web.port}", rules(web, NAMES))[0] == b"x"


def test_where_the_first_address_takes_no_connection_the_next_one_is_tried(web: Server) -> None:
    web.answers["/"] = gives(b"x")
    by = rules(web, {"gov.example": ["127.0.0.2", HERE]}, allowed=lambda address: True)
    assert fetched(f"http://gov.example:{web.port}", by)[0] == b"x"


# What is never asked


@pytest.mark.parametrize("number", INTERNAL)
def test_no_address_of_an_internal_network_is_public(number: str) -> None:
    assert not is_public(ip_address(number))


@pytest.mark.parametrize("number", ["1.1.1.1", "114.114.114.114", "::ffff:1.1.1.1", "2400:3200::1", "2606:4700::1111"])
def test_addresses_of_the_internet_are_public(number: str) -> None:
    assert is_public(ip_address(number))


@pytest.mark.parametrize("number", INTERNAL)
def test_an_internal_number_is_refused_and_nothing_is_looked_up(number: str) -> None:
    assert refusal(f"http://{f'[{number}]' if ':' in number else number}/") == "not_public"


@pytest.mark.parametrize("number", INTERNAL)
def test_a_name_that_leads_inside_is_refused_also_beside_a_public_address(number: str) -> None:
    assert refusal("http://gov.example/", Rules(resolve=lambda host, port: ["1.1.1.1", number])) == "not_public"


def test_the_machine_itself_is_refused_by_its_name() -> None:
    assert refusal("http://localhost/", Rules()) == "not_public"


@pytest.mark.parametrize("host", ["2130706433", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "127.1", "127.0.0.1.", "1.2.3.4.5", "１２７.1"])
def test_a_host_that_is_a_number_in_an_uncommon_way_is_refused(host: str) -> None:
    assert refusal(f"http://{host}/") in ("odd_number", "not_public")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///some/where", "scheme"),
        ("ftp://gov.example/a.pdf", "scheme"),
        ("gopher://gov.example/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("gov.example/a.pdf", "scheme"),
        ("", "scheme"),
        ("http://user:secret@gov.example/", "credentials"),
        ("http://1.1.1.1@gov.example/", "credentials"),
        ("http://gov.example:8080/", "port"),
        ("https://gov.example:22/", "port"),
        ("http://gov.example:0/", "port"),
        ("http://gov.example:x/", "malformed"),
        ("http://", "malformed"),
        ("http:///a.pdf", "malformed"),
        ("http://[::1", "malformed"),
        ("http://[fe80::1%25eth0]/", "malformed"),
        ("http://gov.example\\@127.0.0.1/", "credentials"),
        ("http://gov.example\\.evil/", "malformed"),
        ("http://a b/", "malformed"),
        ("http://" + "a" * 64 + ".example/", "malformed"),
        ("http://gov.example/" + "a" * 500, "too_long"),
    ],
)
def test_what_is_no_address_of_a_document_is_refused(url: str, code: str) -> None:
    assert refusal(url) == code


def test_letters_of_control_never_reach_the_host(web: Server) -> None:
    web.answers["/a%20HTTP/1.1%0D%0AX:%20y"] = gives(b"x")
    fetched(f"http://gov.example:{web.port}/a%20HTTP/1.1%0D%0AX:%20y", rules(web, NAMES))
    assert place_of("http://gov.example/a b\r\nX: y").target == "/a%20bX:%20y"


def test_a_host_written_in_chinese_is_asked_by_its_network_name() -> None:
    assert place_of("http://例子.测试/").host == "xn--fsqu00a.xn--0zwm56d"


# A host that changes


def test_a_redirect_into_the_house_is_refused_and_not_followed(web: Server) -> None:
    with serving() as inside:
        inside.answers["/secret"] = gives(b"secret")
        for target in (f"http://10.0.0.1:{web.port}/", "http://169.254.169.254/latest/", "http://inside.example/", "//[::1]/"):
            web.answers["/a"] = leads_to(target)
            by = rules(web, NAMES | {"inside.example": ["10.0.0.1"]})
            assert refusal(f"http://gov.example:{web.port}/a", by) == "not_public"
        web.answers["/a"] = leads_to("file:///some/where")
        assert refusal(f"http://gov.example:{web.port}/a", rules(web, NAMES)) == "scheme"
        web.answers["/a"] = leads_to(f"http://gov.example:{inside.port}/secret")
        assert refusal(f"http://gov.example:{web.port}/a", rules(web, NAMES)) == "port"
        assert inside.asked == []


def test_a_name_is_looked_up_once_and_the_connection_made_to_what_was_looked_at(web: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """As an attacker's name server does: public when it is looked at, inside when it is connected to."""
    answers = iter([[HERE]])

    def changing(host: str, port: int) -> Sequence[str]:
        return next(answers, ["10.0.0.1"])

    connected = []
    create = socket.create_connection

    def noted(address: tuple[str, int], seconds: float) -> socket.socket:
        connected.append(address)
        return create(address, seconds)

    web.answers["/"] = gives(b"x")
    monkeypatch.setattr(socket, "create_connection", noted)
    assert fetched(f"http://gov.example:{web.port}/", rules(web, changing))[0] == b"x"
    assert connected == [(HERE, web.port)]
    assert next(answers, None) is None
    assert refusal(f"http://gov.example:{web.port}/", rules(web, changing)) == "not_public"


def test_after_a_redirect_to_the_same_host_its_address_is_looked_at_again(web: Server) -> None:
    answers = iter([[HERE], ["10.0.0.1"]])
    web.answers |= {"/a": leads_to("/b"), "/b": gives(b"secret")}
    assert refusal(f"http://gov.example:{web.port}/a", rules(web, lambda host, port: next(answers))) == "not_public"
    assert [path for _, path in web.asked] == ["/a"]


# Too much, too slow, not there


def test_a_file_over_the_limit_is_refused_whatever_is_said_of_its_size(web: Server) -> None:
    by = rules(web, NAMES)
    for answer in (gives(b"x" * (1024 * 1024 + 1)), chunked(b"x" * 4096, 257)):
        web.answers["/"] = answer
        assert refusal(f"http://gov.example:{web.port}/", by) == "too_large"
    web.answers["/"] = gives(b"x" * 1024 * 1024)
    assert len(fetched(f"http://gov.example:{web.port}/", by)[0]) == 1024 * 1024


def chunked(chunk: bytes, times: int) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(times):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        handler.wfile.write(b"0\r\n\r\n")

    return answer


def test_what_ends_before_its_end_is_refused(web: Server) -> None:
    web.answers["/"] = gives(b"half", length=8)
    assert refusal(f"http://gov.example:{web.port}/", rules(web, NAMES)) == "truncated"


def test_what_was_packed_unasked_is_not_unpacked(web: Server) -> None:
    web.answers["/"] = gives(b"x", Content_Encoding="gzip")
    assert refusal(f"http://gov.example:{web.port}/", rules(web, NAMES)) == "encoded"


def dripping(beginning: bytes, drop: bytes = b"x") -> Answer:
    """A byte now and then, for ever."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(beginning)
        for _ in range(200):
            handler.wfile.write(drop)
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "beginning", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nX: "]
)
def test_what_drips_is_stopped_when_the_time_is_over(web: Server, beginning: bytes) -> None:
    web.answers["/"] = dripping(beginning)
    start = time.monotonic()
    assert refusal(f"http://gov.example:{web.port}/", rules(web, NAMES), Limits(1024, 0.5)) == "too_slow"
    assert time.monotonic() - start < 3


def test_whoever_never_greets_by_tls_is_left(web: Server) -> None:
    with socket.create_server((HERE, 0)) as mute:
        place = Server(mute.getsockname()[1])
        assert refusal(f"https://gov.example:{place.port}/", rules(place, NAMES), Limits(1024, 0.5)) == "too_slow"


def test_whoever_says_nothing_is_left(web: Server) -> None:
    web.answers["/"] = lambda handler: time.sleep(2)
    assert refusal(f"http://gov.example:{web.port}/", rules(web, NAMES), Limits(1024, 5, silent_seconds=0.3)) == "silent"


def test_a_name_server_that_never_answers_is_left(web: Server) -> None:
    never = threading.Event()

    def waits(host: str, port: int) -> Sequence[str]:
        never.wait(10)
        return []

    assert refusal("http://gov.example/", rules(web, waits), Limits(1024, 0.3)) == "too_slow"
    never.set()


def test_endless_redirects_are_given_up(web: Server) -> None:
    web.answers["/"] = leads_to("/")
    assert refusal(f"http://gov.example:{web.port}/", rules(web, NAMES)) == "redirects"
    assert len(web.asked) == 6


@pytest.mark.parametrize("status", [404, 403, 500, 204, 206])
def test_every_answer_but_a_file_is_told(web: Server, status: int) -> None:
    web.answers["/"] = gives(b"", status)
    assert refusal(f"http://gov.example:{web.port}/", rules(web, NAMES)) == "status"


def test_a_host_that_nobody_knows_and_one_that_does_not_answer_are_told(web: Server) -> None:
    assert refusal("http://nowhere.example/", rules(web, NAMES)) == "unknown_host"
    with socket.create_server((HERE, 0)) as closed:
        port = closed.getsockname()[1]
    assert refusal(f"http://gov.example:{port}/", rules(Server(port), NAMES)) == "broken"


def test_what_is_no_http_is_told(web: Server) -> None:
    web.answers["/"] = dripping(b"SSH-2.0-OpenSSH\r\n")
    assert refusal(f"http://gov.example:{web.port}/", rules(web, NAMES)) == "broken"
