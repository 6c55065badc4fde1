"""A mail server of the tests' own: it listens, takes letters, and refuses whom it is told to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from config.local.services import free_port


@dataclass
class Post:
    """What came in; `refuses` is by address what is answered instead of taking a letter."""

    port: int
    letters: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append(letter)
        return "250 taken"

    def link(self) -> str:
        """The path in the last letter."""
        (found,) = re.findall(r"https?://[^/\s]+(/\S+)", self.letters[-1].get_content())
        return str(found)


@contextmanager
def listening() -> Iterator[Post]:
    """A server on this machine."""
    found = Post(free_port())
    controller = Controller(found, hostname="127.0.0.1", port=found.port)
    controller.start()
    try:
        yield found
    finally:
        controller.stop()
