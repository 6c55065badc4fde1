"""What a file might make its reader do, for tests of the limits: the module that a nursery's children answer with."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from budgets.progress import tell

_LIBC: Any = ctypes.CDLL(None, use_errno=True)
_KEPT: list[bytes] = []


def prepare() -> None:
    """Nothing to load."""


def serve(arguments: Sequence[str], given: bytes) -> None:
    """Do what the first argument says with the second; write `done`, or what hindered it."""
    try:
        said = ACTS[arguments[0]](given.decode())
    except MemoryError:
        said = "MemoryError"
    except BaseException as error:  # noqa: BLE001
        said = f"{type(error).__name__} {error}"
    sys.stdout.write(f"{said}")


def _socket(_: str) -> object:
    return socket.socket()


def _program(_: str) -> object:
    return subprocess.run(["/bin/true"], check=True)


def _write(path: str) -> object:
    return Path(path).write_text("x")


def _remove(path: str) -> object:
    os.remove(path)
    return "done"


def _fork(_: str) -> object:
    return os.fork()


def _connect_in_c(port: str) -> object:
    """As a library does that was led astray: no event of Python's tells of it."""
    number = _LIBC.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    address = b"\x02\x00" + int(port).to_bytes(2, "big") + b"\x7f\x00\x00\x01" + bytes(8)
    return f"connect {_LIBC.connect(number, address, len(address))}"


def _write_in_c(path: str) -> object:
    return f"open {min(0, _LIBC.open(path.encode(), os.O_WRONLY | os.O_CREAT, 0o600))}"


def _program_in_c(_: str) -> object:
    arguments = (ctypes.c_char_p * 2)(b"/bin/true", None)
    return f"execv {_LIBC.execv(b'/bin/true', arguments)}"


def _memory(_: str) -> object:
    while True:
        _KEPT.append(bytes(50_000_000))


def _files(_: str) -> object:
    kept = []
    while True:
        kept.append(open("/dev/null", "rb"))  # noqa: SIM115


def _output(_: str) -> object:
    while True:
        sys.stdout.write("x" * 1_000_000)


def _wait(_: str) -> object:
    time.sleep(600)
    return "done"


def _spin(_: str) -> object:
    while True:
        pass


def _crash(_: str) -> object:
    return ctypes.string_at(0)


def _leave_something(text: str) -> object:
    """Whatever one child keeps in its memory."""
    _KEPT.append(text.encode())
    return str(len(_KEPT))


def _tell(given: str) -> object:
    """What it has done of what, and then it works on for so many seconds."""
    done, of, seconds = map(float, given.split())
    tell(int(done), int(of))
    time.sleep(seconds)
    return "done"


ACTS: Final[dict[str, Callable[[str], object]]] = {
    name.removeprefix("_"): act for name, act in dict(globals()).items() if name.startswith("_") and callable(act) and name[1] != "_"
}
