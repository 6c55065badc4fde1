"""What `make demo` shows: logins, documents through the worker, publication of those whose identity is known, the headline comparison.

Imported only after the services were started: the settings read their addresses.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Final

import django

from config.local.processes import Process
from config.terminal import servers_expected

django.setup()

from django.contrib.auth.models import User  # noqa: E402  # models only after setup
from django.core.management import call_command  # noqa: E402

LOGINS: Final = {"clerk": "录入员", "reviewer": "审核员", "admin": "管理员"}


def prepare_database() -> None:
    """Every migration. Exits with one line where the database cannot be reached."""
    with servers_expected():
        call_command("migrate", verbosity=0)


def make_logins(folder: Path) -> dict[str, str]:
    """The demo's logins with their passwords, which are made once and kept in a file for the owner's eyes only."""
    file = folder / "demo-logins.json"
    passwords: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    passwords = {name: passwords.get(name) or secrets.token_urlsafe(12) for name in LOGINS}
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as kept:
        json.dump(passwords, kept, indent=1)
    for name, password in passwords.items():
        _login(name, password)
    return passwords


def _login(name: str, password: str) -> None:
    user, _made = User.objects.get_or_create(username=name, defaults={"first_name": LOGINS[name]})
    user.is_staff, user.is_superuser = True, name == "admin"
    if not user.check_password(password):
        user.set_password(password)
    user.save()


def run(folder: Path, documents: Path | None, worker: Process, wait: Callable[[float], None], say: Callable[[str], None]) -> None:
    """The show up to the headline comparison."""
    say("建立数据库表…")
    prepare_database()
    wait(0)
    passwords = make_logins(folder)
    say("\n演示登录（后台）：\n" + "\n".join(f"  {LOGINS[name]}  {name}  {password}" for name, password in passwords.items()))
