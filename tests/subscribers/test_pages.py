"""A key is fetched by a letter, shown once, looked at, replaced and revoked; nobody learns whose addresses are known."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from subscribers import keys, tasks
from subscribers.letters import NotSent
from subscribers.models import Key, LinkRequest, Usage
from tests.subscribers.post import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]

PAGE = "/developers/keys/"
WHO = "somebody@example.org"


@pytest.fixture
def asks(client: Client, post: Post, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Any:
    """Ask for a letter, and have the worker send it."""

    def ask(email: str = WHO, **more: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(PAGE, {"email": email}, **more)

    return ask


def secret_in(page: str) -> str:
    (found,) = re.findall(r'<code id="key">(mz_[\w-]+)</code>', page)
    return str(found)


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_key_is_fetched_by_a_letter_and_shown_once(client: Client, post: Post, asks: Any) -> None:
    assert asks().status_code == 200
    (letter,) = post.letters
    assert (letter["To"], letter["From"]) == (WHO, "mz@example.org")
    assert "60 分钟内有效" in letter.get_content()
    path = post.link()
    for _twice in range(2):  # programs that look at letters open links
        opened = client.get(path)
        assert (opened.status_code, opened["Cache-Control"]) == (200, "max-age=0, no-cache, no-store, must-revalidate, private")
    assert not Key.objects.exists()
    shown = client.post(path, {"act": "issue"})
    secret = secret_in(shown.content.decode())
    key = Key.objects.get()
    assert (key.email, key.prefix) == (WHO, secret[:9])
    assert client.get("/api/v1/usage/", headers={"Authorization": f"Bearer {secret}"}).json()["key"] == secret[:9]
    assert client.post(path, {"act": "issue"}).status_code == 404
    assert "用过了" in text(client.get(path))
    assert not LinkRequest.objects.exists()


def test_neither_keys_nor_tokens_stand_anywhere_in_the_database(client: Client, post: Post, asks: Any) -> None:
    asks()
    token = post.link().rstrip("/").rpartition("/")[2]
    assert token not in everything()
    secret = secret_in(client.post(post.link(), {"act": "issue"}).content.decode())
    assert secret not in everything()
    assert secret[:9] in everything()


def everything() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(f'SELECT to_jsonb(x)::text FROM "{name}" AS x' for name in tables))  # noqa: S608  our own tables
        return "\n".join(row for (row,) in cursor.fetchall())


def test_nobody_learns_which_addresses_have_keys(client: Client, post: Post, asks: Any) -> None:
    keys.issue(WHO, "zh-hans")
    known, unknown = asks(), asks("nobody@example.org")
    assert (known.status_code, text(known)) == (unknown.status_code, text(unknown).replace("nobody@", "somebody@"))
    assert len(post.letters) == 2


def test_an_address_that_gives_nothing_to_the_mail_server_is_forgotten(post: Post, asks: Any) -> None:
    post.refuses["away@example.org"] = "550 no such person"
    assert asks("away@example.org").status_code == 200
    assert not LinkRequest.objects.exists()


def test_a_mail_server_that_is_busy_is_asked_again_and_no_log_has_the_address(
    post: Post, asks: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tasks.send_link, "max_retries", 0)
    post.refuses[WHO] = "450 come again"
    with pytest.raises(NotSent, match="450"):
        asks()
    assert LinkRequest.objects.get().sent_at is None
    assert WHO not in "".join(record.getMessage() for record in caplog.records if not record.name.startswith("mail.log"))


def test_a_letter_that_could_not_be_sent_is_sent_later_once(post: Post, asks: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.send_link, "max_retries", 0)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with pytest.raises(NotSent, match=r"^ConnectionRefusedError$"):
        asks()
    assert LinkRequest.objects.get().sent_at is None
    settings.EMAIL_PORT = port
    LinkRequest.objects.update(made_at=timezone.now() - timedelta(minutes=2))
    for _twice in range(2):
        tasks.send_due()
    tasks.send_link(LinkRequest.objects.get().pk)
    assert len(post.letters) == 1


def test_a_link_that_is_too_old_is_none_and_its_address_is_gone(client: Client, post: Post, asks: Any) -> None:
    asks()
    LinkRequest.objects.update(made_at=timezone.now() - timedelta(minutes=61))
    assert client.get(post.link()).status_code == 404
    assert client.post(post.link(), {"act": "issue"}).status_code == 404
    tasks.tidy()
    assert not LinkRequest.objects.exists()
    assert WHO not in everything()


def test_letters_are_written_in_the_language_of_the_page(post: Post, asks: Any) -> None:
    asks(QUERY_STRING="lang=en")
    content = post.letters[-1].get_content()
    assert "valid for 60 minutes" in content
    assert post.link().endswith("?lang=en")
    assert not re.search("[一-龥]", content + post.letters[-1]["Subject"].replace("明账", ""))


def test_one_address_gets_few_letters_and_one_network_asks_seldom(post: Post, asks: Any) -> None:
    answers = [asks() for _ in range(4)]
    assert len(post.letters) == 3
    assert len({text(answer) for answer in answers}) == 1
    assert asks("other@example.org").status_code == 200
    refused = asks("third@example.org")
    assert (refused.status_code, int(refused["Retry-After"]) > 0) == (429, True)
    assert "已到上限" in text(refused)
    assert "third@example.org" in text(refused)


def test_all_together_ask_for_so_many(post: Post, asks: Any, settings: Any) -> None:
    settings.KEYS_IN_ALL = "1/day"
    assert asks().status_code == 200
    assert asks("other@example.org").status_code == 429


@pytest.mark.parametrize("email", ["", "abc", "a@b", "a@example.org\nBcc: b@example.org", "x" * 300 + "@example.org", "a\x00@example.org"])
def test_what_is_no_address_is_told_in_one_line(client: Client, email: str) -> None:
    answer = client.post(PAGE, {"email": email})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not LinkRequest.objects.exists()


def test_programs_that_fill_in_everything_get_nothing(client: Client) -> None:
    assert client.post(PAGE, {"email": WHO, "homepage": "https://example.org"}).status_code == 400
    assert not LinkRequest.objects.exists()


def test_without_a_mail_server_one_line_says_so(client: Client, settings: Any) -> None:
    settings.MAIL, settings.PRODUCTION = False, True
    assert "没有设置邮件服务器，寄不出信" in text(client.get(PAGE))
    assert client.post(PAGE, {"email": WHO}).status_code == 503
    settings.PRODUCTION = False
    assert "只写在寄信的工作进程的日志里" in text(client.get(PAGE))


def test_who_has_a_link_replaces_and_revokes_own_keys_alone(client: Client, post: Post, asks: Any) -> None:
    (own, secret), (other, _other) = keys.issue(WHO, "zh-hans"), keys.issue("other@example.org", "zh-hans")
    asks()
    for act in (f"revoke {other.pk}", f"replace {other.pk}", "revoke", "issue 1", "nothing", f"revoke {own.pk}x", ""):
        assert client.post(post.link(), {"act": act}).status_code == 400
    new = secret_in(client.post(post.link(), {"act": f"replace {own.pk}"}).content.decode())
    assert (keys.found(secret), keys.in_use("other@example.org").count()) == (None, 1)
    asks()
    found = keys.found(new)
    assert found is not None
    assert "已撤销" in text(client.post(post.link(), {"act": f"revoke {found.pk}"}))
    assert keys.found(new) is None
    assert not Key.objects.filter(email=WHO).exists()


def test_an_address_has_so_many_keys(client: Client, post: Post, asks: Any) -> None:
    for _ in range(keys.MOST):
        keys.issue(WHO, "zh-hans")
    asks()
    answer = client.post(post.link(), {"act": "issue"})
    assert (answer.status_code, "已有 3 个密钥" in text(answer)) == (400, True)
    assert LinkRequest.objects.exists()


def test_a_form_that_is_not_taken_stays_in_its_language(client: Client) -> None:
    page = client.post(f"{PAGE}?lang=en", {"email": "abc"}).content.decode()
    assert f'action="{PAGE}?lang=en#ask"' in page
    assert f'action="{PAGE}mine/?lang=en"' in page
    assert "This does not look like an e-mail address." in page


# By the key


def test_who_has_a_key_sees_its_usage_replaces_and_revokes_it(client: Client) -> None:
    key, secret = keys.issue(WHO, "zh-hans", rate="77/min")
    Usage.objects.create(key=key, day=timezone.localdate(), requests=41, refused=3, bytes=1234)
    page = text(client.post(f"{PAGE}mine/", {"key": f" {secret} "}))
    assert "41 次请求，其中拒绝 3 次" in page
    assert "最多 77/min" in page
    assert secret not in page
    assert WHO not in page
    (holder,) = re.findall(r'name="holder" value="([^"]+)"', page)
    new = secret_in(client.post(f"{PAGE}mine/", {"holder": holder, "act": "replace"}).content.decode())
    assert keys.found(secret) is None
    found = keys.found(new)
    assert found is not None
    assert found.rate == "77/min"
    assert client.post(f"{PAGE}mine/", {"holder": holder, "act": "revoke"}).status_code == 400


@pytest.mark.parametrize(
    "given", [{"key": ""}, {"key": "mz_" + "a" * 43}, {"key": "x"}, {"act": "revoke", "holder": "x"}, {"act": "revoke"}]
)
def test_what_is_no_key_shows_nothing(client: Client, given: dict[str, str]) -> None:
    answer = client.post(f"{PAGE}mine/", given)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()


def test_pages_of_keys_take_no_post_from_other_sites() -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in (PAGE, f"{PAGE}mine/"):
        assert strict.post(path, {"email": WHO}).status_code == 403


def test_developers_are_led_there(client: Client) -> None:
    assert f'href="{PAGE}"' in client.get("/developers/").content.decode()
    assert client.get(f"{PAGE}mine/").status_code == 302
