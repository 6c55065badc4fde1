"""Questions to servers that may never answer: asked all at once, waited for so long and no longer. Pure."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Lock, Thread
from typing import Final

Question = Callable[[], str]
"""Says "" where all is well, else what is wrong, in one line."""

NO_ANSWER: Final = "{:g} 秒内没有回答。"
BROKEN: Final = "检查时出错（{}）。"


class _Asking(Thread):
    """One question under way. As a daemon it keeps no process from ending."""

    def __init__(self, name: str, ask: Question) -> None:
        super().__init__(name=f"ask-{name}", daemon=True)
        self._ask = ask
        self.said: str | None = None

    def run(self) -> None:
        """Of an error that was not expected its name alone is said: its message may hold an address with a password."""
        try:
            self.said = self._ask()
        except Exception as error:  # noqa: BLE001  # whatever it is, it is an answer
            self.said = BROKEN.format(type(error).__name__)


class Questions:
    """Several questions by their names. Each is asked once at a time, however many want to know: where a server hangs, one thread waits."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self._questions = questions
        self._under_way: dict[str, _Asking] = {}
        self._lock = Lock()

    def answers(self, seconds: float) -> dict[str, str]:
        """What each says within so many seconds, all together."""
        deadline = time.monotonic() + seconds
        asked = {name: self._asked(name) for name in self._questions}
        for asking in asked.values():
            asking.join(max(0.0, deadline - time.monotonic()))
        return {name: NO_ANSWER.format(seconds) if asking.said is None else asking.said for name, asking in asked.items()}

    def _asked(self, name: str) -> _Asking:
        with self._lock:
            asking = self._under_way.get(name)
            if asking is None or not asking.is_alive():
                asking = self._under_way[name] = _Asking(name, self._questions[name])
                asking.start()
        return asking
