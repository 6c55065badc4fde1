"""Where the embedded services listen: one small file, written when they start, read by the settings. Standard library only."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

BASE_DIR: Final = Path(__file__).resolve().parents[2]


def local_dir() -> Path:
    """The folder of everything that a development machine makes: `.local` in the checkout, or `MINGZHANG_LOCAL_DIR`."""
    return Path(os.environ.get("MINGZHANG_LOCAL_DIR") or BASE_DIR / ".local").absolute()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Ports on 127.0.0.1 (0: never started) and the one password of this checkout's services; other users of the machine do not know it."""

    password: str
    database_port: int = 0
    broker_port: int = 0

    def database_url(self, name: str = "mingzhang", user: str = "mingzhang") -> str:
        return f"postgres://{user}:{self.password}@127.0.0.1:{self.database_port}/{name}"

    @property
    def broker_url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.broker_port}/0"

    def listening(self, **ports: int) -> Addresses:
        """The same with other ports."""
        return replace(self, **ports)  # type: ignore[arg-type]


def read_addresses(folder: Path) -> Addresses | None:
    """What `write_addresses` wrote last, None before that. Raises PermissionError where another user did."""
    try:
        text = (folder / "services.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return Addresses(**json.loads(text))


def write_addresses(folder: Path, addresses: Addresses) -> None:
    """Written whole or not at all, for the owner's eyes only."""
    draft = folder / "services.json.new"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(addresses), file)
    draft.replace(folder / "services.json")


def new_addresses() -> Addresses:
    return Addresses(password=secrets.token_urlsafe(24))
