"""Logging in: failures are counted and lock out for a while, passwords have rules, sessions end."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django.fixtures import Settings

from config import signing_in

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
RIGHT, WRONG = "对的口令一二三四五六七八", "错的口令一二三四五六七八"
HOME, OFFICE = "192.0.2.1", "192.0.2.77"


@pytest.fixture
def _counted(settings: Settings) -> None:
    settings.AXES_ENABLED, settings.AXES_FAILURE_LIMIT = True, 3
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for name in ("小李", "小王"):
        User.objects.create_user(name, password=RIGHT, is_staff=True)


def tries(password: str, name: str = "小李", address: str = HOME, **more: Any) -> Any:
    return Client().post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address, **more)


def gets_in(name: str = "小李", address: str = HOME, **more: Any) -> bool:
    return bool(tries(RIGHT, name, address, **more).status_code == 302)


def pass_by(**time: float) -> None:
    """So much time passes."""
    for one in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=one.pk).update(attempt_time=one.attempt_time - timedelta(**time))


# Failures


@pytest.mark.usefixtures("_counted")
def test_who_fails_too_often_is_locked_out_for_a_while_and_told_until_when() -> None:
    assert [tries(WRONG).status_code for _each in range(3)] == [200, 200, 429]
    answer = tries(RIGHT)
    assert answer.status_code == 429
    minute = timezone.localtime(timezone.now() + timedelta(minutes=16)).strftime("%H:%M")
    early = timezone.localtime(timezone.now() + timedelta(minutes=15)).strftime("%H:%M")
    text = answer.content.decode()
    assert f"请在 {minute} 以后再试（约 15 分钟）" in text or f"请在 {early} 以后再试（约 15 分钟）" in text
    assert 880 < int(answer["Retry-After"]) <= 900
    pass_by(minutes=14)
    assert not gets_in()
    assert "（约 1 分钟）" in tries(RIGHT).content.decode()
    pass_by(minutes=2)
    assert gets_in()


@pytest.mark.usefixtures("_counted")
def test_trying_on_while_locked_out_does_not_prolong_it() -> None:
    for _each in range(3):
        tries(WRONG)
    pass_by(minutes=10)
    assert tries(WRONG).status_code == 429
    pass_by(minutes=6)
    assert gets_in()


@pytest.mark.usefixtures("_counted")
def test_a_name_is_locked_whencesoever_it_is_tried_and_no_other_name_with_it() -> None:
    for number in range(3):
        tries(WRONG, address=f"198.51.100.{number}")
    assert not gets_in(address=OFFICE)
    assert gets_in("小王", OFFICE)


@pytest.mark.usefixtures("_counted")
def test_an_address_is_locked_whatever_names_it_tries_and_no_other_address_with_it() -> None:
    for number in range(3):
        tries(WRONG, f"没有这个人{number}")
    assert not gets_in(address=HOME)
    assert gets_in(address=OFFICE)


@pytest.mark.usefixtures("_counted")
def test_logging_in_oneself_takes_nothing_off_the_count_of_others() -> None:
    tries(WRONG)
    tries(WRONG)
    assert gets_in("小王")
    assert tries(WRONG).status_code == 429


@pytest.mark.usefixtures("_counted")
def test_another_browser_is_not_another_person() -> None:
    for number in range(3):
        tries(WRONG, HTTP_USER_AGENT=f"浏览器{number}")
    assert not gets_in()


@pytest.mark.usefixtures("_counted")
def test_an_administrator_unlocks_a_name() -> None:
    for number in range(3):
        tries(WRONG, address=f"198.51.100.{number}")
    call_command("axes_reset_username", "小李", verbosity=0)
    assert gets_in()


@pytest.mark.usefixtures("_counted")
def test_nothing_is_kept_of_who_logged_in_and_of_failures_nothing_once_they_do_not_count(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="django"):
        tries(WRONG)
    assert [one.ip_address for one in AccessAttempt.objects.all()] == [HOME]
    assert WRONG not in str(AccessAttempt.objects.values())
    assert HOME not in caplog.text
    pass_by(minutes=16)
    assert gets_in("小王", OFFICE)
    assert not AccessAttempt.objects.exists()
    assert not AccessLog.objects.exists()


@pytest.mark.usefixtures("_counted")
def test_the_newest_failure_locks_only_as_long_as_enough_of_them_count() -> None:
    tries(WRONG, address=HOME)
    tries(WRONG, address=OFFICE)
    pass_by(minutes=16)
    assert tries(WRONG).status_code == 200
    assert gets_in()


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ({"REMOTE_ADDR": "192.0.2.1"}, "192.0.2.1"),
        ({"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::"),
        ({"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "10.0.0.1"}, "192.0.2.1"),
        ({"REMOTE_ADDR": ""}, None),
        ({"REMOTE_ADDR": "unix:"}, None),
    ],
)
def test_whence_a_request_comes(told: dict[str, Any], known: str | None) -> None:
    request = RequestFactory().get("/", **told)
    assert signing_in.address(request) == known
    assert signing_in.counted(request) == (["username", "ip_address"] if known else ["username"])


@pytest.mark.usefixtures("_counted")
def test_without_an_address_not_everybody_is_locked_out_at_once() -> None:
    for number in range(4):
        tries(WRONG, f"没有这个人{number}", "")
    assert gets_in(address="")


# Passwords


@pytest.mark.parametrize("password", ["短短的口令", "123456789012345", "password1234", "xiaolizhang2026"])
def test_a_weak_password_is_refused(password: str) -> None:
    person = User(username="xiaolizhang")
    with pytest.raises(ValidationError):
        validate_password(password, person)
    validate_password(RIGHT, person)


# Sessions


def logged_in() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("小李", is_staff=True))
    return client


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


class Clock:
    """The time of sessions."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.now()
        monkeypatch.setattr("config.sessions.time.time", self.seconds)
        monkeypatch.setattr(timezone, "now", self.moment)

    def moment(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def goes_on(self, **more: float) -> None:
        self.now += timedelta(**more)


def test_a_session_ends_an_hour_after_the_last_click(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, client = Clock(monkeypatch), logged_in()
    for _click in range(3):
        clock.goes_on(minutes=50)
        assert is_in(client)
    clock.goes_on(minutes=61)
    assert not is_in(client)


def test_a_session_ends_eight_hours_after_the_log_in_however_much_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, client = Clock(monkeypatch), logged_in()
    assert is_in(client)
    for _click in range(15):
        clock.goes_on(minutes=31)
        assert is_in(client)
    clock.goes_on(minutes=16)
    assert not is_in(client)
    assert client.session.get("_auth_user_id") is None


def test_the_cookie_ends_with_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, client = Clock(monkeypatch), logged_in()
    clock.goes_on(minutes=5)
    answer = client.get("/admin/")
    assert answer.cookies[configured.SESSION_COOKIE_NAME]["max-age"] == 60 * 60
    assert configured.SESSION_COOKIE_NAME not in client.get("/admin/").cookies  # not with every click


def test_who_only_reads_gets_no_cookie_and_no_session() -> None:
    answer = Client().get("/")
    assert configured.SESSION_COOKIE_NAME not in answer.cookies
    assert not Session.objects.exists()


def test_a_new_password_ends_the_other_sessions() -> None:
    client = logged_in()
    assert is_in(client)
    person = User.objects.get()
    person.set_password(RIGHT)
    person.save()
    assert not is_in(client)
