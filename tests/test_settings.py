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
        ("API_THROTTLE_ANON", "often"),
        ("REPORTS_PER_ADDRESS", "5"),
        ("REPORTS_IN_ALL", "5 a day"),
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
