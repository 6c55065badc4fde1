"""The environment: every variable is documented, and every wrong value is one line that names it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DEAD = "postgres://mingzhang:x@127.0.0.1:1/mingzhang"
PRODUCTION = {
    "MINGZHANG_ENV": "production",
    "SECRET_KEY": "s" * 60,
    "ALLOWED_HOSTS": "example.org",
    "DATABASE_URL": "postgres://u:p@db/mz",
    "CELERY_BROKER_URL": "redis://broker/0",
}


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python with this environment and no other variable of ours."""
    plain = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=plain | environment, capture_output=True, text=True, check=False)


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    read = set(re.findall(r'env\.\w+\("(\w+)"', (ROOT / "config" / "settings.py").read_text(encoding="utf-8"))) | {"MINGZHANG_LOCAL_DIR"}
    of_the_service = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").split("Read by the commands")[0]
    assert set(re.findall(r"^\| `(\w+)`", of_the_service, re.MULTILINE)) == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MINGZHANG_ENV", "staging"),
        ("DEBUG", "maybe"),
        ("DATABASE_URL", "abc"),
        ("DATABASE_URL", "mysql://u:p@db/mz"),
        ("DATABASE_URL", "postgres://u:p@db:port/mz"),
        ("CELERY_BROKER_URL", "abc"),
        ("CELERY_BROKER_URL", "filesystem://"),
        ("MAX_UPLOAD_MIB", "abc"),
        ("MAX_UPLOAD_MIB", "0"),
        ("PARSE_SECONDS", "-1"),
        ("FETCH_SECONDS", "0"),
        ("PARSE_MIB", "64"),
        ("STATEMENT_SECONDS", "-1"),
        ("BACKUPS_KEPT", "0"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("METRICS_TOKEN", "short"),
        ("METRICS_TOKEN", "with a space inside"),
        ("PROMETHEUS_MULTIPROC_DIR", ""),
        ("PROMETHEUS_MULTIPROC_DIR", "/nowhere/at/all"),
        ("SENTRY_DSN", "https://sentry.example.org/1"),
        ("SENTRY_DSN", "key@sentry.example.org"),
        ("API_THROTTLE_ANON", "often"),
        ("REPORTS_PER_ADDRESS", "5"),
        ("REPORTS_IN_ALL", "5 a day"),
        ("API_THROTTLE_KEY", "often"),
        ("API_STREAMS", "0"),
        ("KEYS_PER_ADDRESS", "5"),
        ("KEYS_IN_ALL", "5 a day"),
        ("KEY_LINK_MINUTES", "1"),
        ("EMAIL_URL", "smtp://mail.example.org"),
        ("EMAIL_FROM", "somebody"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_variable(name: str, value: str) -> None:
    done = start("-c", "import config.settings", **{name: value})
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert name in done.stderr


@pytest.mark.parametrize(("module", "seconds"), [("wsgi", "30"), ("asgi", "30"), ("settings", "0")])
def test_only_who_answers_readers_gives_up_slow_queries(module: str, seconds: str) -> None:
    told = f"import config.{module}; from config import settings; print(settings.DATABASES['default']['OPTIONS']['options'])"
    done = start("-c", told, DATABASE_URL="postgres://u:p@db/mz", CELERY_BROKER_URL="redis://localhost")
    assert (done.returncode, done.stdout.strip()) == (0, f"-c statement_timeout={seconds}s"), done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "CELERY_BROKER_URL"])
@pytest.mark.parametrize("missing", ["unset", "empty"])
def test_production_has_no_default_for_a_secret_or_an_address(name: str, missing: str) -> None:
    environment = {key: value for key, value in PRODUCTION.items() if key != name} | ({name: ""} if missing == "empty" else {})
    done = start("-c", "import config.settings", **environment)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert name in done.stderr


def test_production_starts_with_what_it_asks_for() -> None:
    done = start("-c", "import config.settings as s; print(s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG)", **PRODUCTION)
    assert (done.stdout, done.stderr) == ("True True False\n", "")


def test_a_database_that_is_down_is_one_line_that_says_what_to_do() -> None:
    done = start("manage.py", "migrate", DATABASE_URL=DEAD)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "数据库连不上" in done.stderr
    assert "Connection refused" in done.stderr
    assert "DATABASE_URL" in done.stderr


def test_embedded_services_that_were_never_started_are_one_line_too(tmp_path: Path) -> None:
    done = start("manage.py", "migrate", MINGZHANG_LOCAL_DIR=str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "config.local up" in done.stderr


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://mail:port", "smtp://mail?tls=maybe"])
def test_a_mail_server_that_is_none_is_one_line(url: str) -> None:
    done = start("-c", "import config.settings", EMAIL_URL=url, EMAIL_FROM="mz@example.org")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "EMAIL_URL" in done.stderr


MAIL = {
    "smtp://a%40b:p%2Fw@mail.example.org": ("smtp", "mail.example.org", 587, "a@b", "p/w", False, True),
    "smtps://a:b@mail.example.org": ("smtp", "mail.example.org", 465, "a", "b", True, False),
    "smtp://mail:25?tls=none": ("smtp", "mail", 25, "", "", False, False),
}


@pytest.mark.parametrize("url", MAIL)
def test_mail_goes_by_tls_unless_that_is_switched_off_in_words(url: str) -> None:
    names = "EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_SSL, EMAIL_USE_TLS"
    told = f"from config.settings import *; print((EMAIL_BACKEND.split('.')[-2], {names}))"
    done = start("-c", told, EMAIL_URL=url, EMAIL_FROM="mz@example.org")
    assert (done.stdout.strip(), done.stderr) == (str(MAIL[url]), "")


@pytest.mark.parametrize(("environment", "backend"), [({}, "console"), (PRODUCTION, "dummy")])
def test_without_a_mail_server_letters_are_shown_in_development_and_not_sent_in_production(
    environment: dict[str, str], backend: str
) -> None:
    done = start("-c", "from config.settings import EMAIL_BACKEND, MAIL; print(EMAIL_BACKEND.split('.')[-2], MAIL)", **environment)
    assert done.stdout.split() == [backend, "False"]
