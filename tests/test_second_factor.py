"""The second factor: set up by whoever wants one, asked for at the log-in from then on."""

from __future__ import annotations

import re
import time
from base64 import b32decode
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

pytestmark = pytest.mark.django_db

LOGIN, PAGE, HOME = "/admin/login/", "/admin/second-factor/", "/admin/"
PASSWORD = "一句很长的口令一二三四五"


@pytest.fixture
def person() -> User:
    return User.objects.create_user("小李", password=PASSWORD, is_staff=True)


@pytest.fixture
def clerk(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def code(key: bytes, steps: int = 0) -> str:
    """What the app shows, so many half minutes from now."""
    app = TOTP(key)
    app.time = time.time() + 30 * steps
    return f"{app.token():06d}"


def key_of(page: str) -> bytes:
    (told,) = re.findall(r"密钥 <code>([A-Z2-7=]+)</code>", page)
    return b32decode(told)


def set_up(clerk: Client) -> tuple[bytes, list[str]]:
    """The key, as somebody copies it from the page, and the recovery codes."""
    key = key_of(text(clerk.get(PAGE)))
    page = text(clerk.post(PAGE, {"act": "confirm", "token": code(key)}))
    assert "已启用。" in page
    return key, re.findall(r"<li><code>(\w+)</code></li>", page)


def log_in(token: str = "", password: str = PASSWORD) -> Any:
    return Client().post(LOGIN, {"username": "小李", "password": password, "token": token, "next": HOME})


def wait_over() -> None:
    """The time that a device waits after failures is over."""
    StaticDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0, last_t=-1)


def test_without_one_nothing_changes(person: User) -> None:
    assert log_in().status_code == 302
    assert log_in(password="x").status_code == 200


def test_who_has_set_one_up_needs_its_code_and_each_code_holds_once(clerk: Client) -> None:
    key, _codes = set_up(clerk)
    assert "请填动态码" in text(log_in())
    assert "动态码不对" in text(log_in("000000" if code(key, 1) != "000000" else "000001"))
    wait_over()
    assert log_in(code(key, 1)).status_code == 302
    assert "动态码不对" in text(log_in(code(key, 1)))
    wait_over()
    assert "动态码不对" in text(log_in(code(key, 20)))


def test_a_wrong_password_says_nothing_of_the_code(clerk: Client) -> None:
    key, _codes = set_up(clerk)
    page = text(log_in(code(key, 1), password="x"))
    assert "动态码不对" not in page
    assert "请填动态码" not in page


def test_after_a_wrong_code_the_device_waits(clerk: Client) -> None:
    key, _codes = set_up(clerk)
    for _each in range(8):
        TOTPDevice.objects.get().throttle_increment()
    assert "动态码不对" in text(log_in(code(key, 1)))


def test_a_recovery_code_holds_once(clerk: Client) -> None:
    _key, codes = set_up(clerk)
    assert len(set(codes)) == 10
    assert log_in(codes[3]).status_code == 302
    assert "动态码不对" in text(log_in(codes[3]))


def test_it_is_set_up_only_with_a_code_that_holds(clerk: Client) -> None:
    key = key_of(text(clerk.get(PAGE)))
    wrong = code(key, 50)
    page = text(clerk.post(PAGE, {"act": "confirm", "token": wrong}))
    assert "动态码不对" in page
    assert key_of(page) == key
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    assert log_in().status_code == 302


@pytest.mark.parametrize("act", ["codes", "remove", "confirm", "nothing"])
def test_what_is_set_up_is_changed_only_with_a_code_that_holds(clerk: Client, act: str) -> None:
    _key, codes = set_up(clerk)
    page = text(clerk.post(PAGE, {"act": act, "token": "123"}))
    assert "动态码不对" in page
    assert "<li><code>" not in page
    assert log_in().status_code == 200
    wait_over()
    assert log_in(codes[0]).status_code == 302


def test_new_recovery_codes_take_the_place_of_the_old(clerk: Client) -> None:
    _key, old = set_up(clerk)
    new = re.findall(r"<li><code>(\w+)</code></li>", text(clerk.post(PAGE, {"act": "codes", "token": old[0]})))
    assert len(new) == 10
    assert log_in(old[1]).status_code == 200
    wait_over()
    assert log_in(new[1]).status_code == 302


def test_it_is_given_up_with_a_code(clerk: Client) -> None:
    _key, codes = set_up(clerk)
    assert "已停用。" in text(clerk.post(PAGE, {"act": "remove", "token": codes[0]}))
    assert log_in().status_code == 302
    said = [entry.get_change_message() for entry in LogEntry.objects.order_by("pk")]
    assert said == ["启用了第二重验证。", "停用了第二重验证。"]


def test_an_administrator_helps_who_lost_it_but_not_a_superuser(clerk: Client) -> None:
    set_up(clerk)
    chief = User.objects.create_superuser("主管", password=PASSWORD)
    TOTPDevice.objects.create(user=chief, confirmed=True)
    administrator = User.objects.create_user("管理", is_staff=True)
    administrator.groups.add(Group.objects.get(name="管理员"))
    browser = Client()
    browser.force_login(administrator)
    both = [User.objects.get(username="小李").pk, chief.pk]
    browser.post("/admin/auth/user/", {"action": "forget_second_factor", "_selected_action": both})
    assert log_in().status_code == 302
    assert [device.user_id for device in TOTPDevice.objects.all()] == [chief.pk]
    assert "停用了第二重验证。" in [entry.get_change_message() for entry in LogEntry.objects.filter(user=administrator)]


def test_the_picture_is_made_here_and_needs_no_script_and_no_style(clerk: Client) -> None:
    page = text(clerk.get(PAGE))
    (picture,) = re.findall(r'<svg[^>]*class="segno".*?</svg>', page, re.S)
    assert "style" not in picture
    assert "href" not in picture
    assert not re.search(r"<script(?![^>]*\bsrc=)", page.replace('type="application/json"', ""))


def test_it_is_for_those_who_are_logged_in() -> None:
    assert Client().get(PAGE).status_code == 302
    assert Client().post(PAGE, {"act": "confirm", "token": "123456"}).status_code == 302
    assert not TOTPDevice.objects.exists()
