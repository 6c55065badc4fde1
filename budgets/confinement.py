"""What a process that handles files of others may not do. Pure.

Two nets, since no machine grants everything. The kernel's: a network of its own without any way out (namespaces), nothing written,
removed or started, no TCP and no signals to others (Landlock), no new rights. It holds for all that the process does, be it led astray in
C; each part is taken where the machine grants it. And Python's own (`watch`): the interpreter refuses sockets, programs, processes and
writing wherever it runs, but sees nothing of what C does by itself. Memory, processor, file size, open files and (but for root) processes
are limited by the kernel everywhere. Reading is not forbidden: what is read can leave only by the answer.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from typing import Any, Final

_MIB: Final = 1024 * 1024
_OPEN_FILES: Final = 64
_LINUX: Final = sys.platform == "linux"

_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of prctl(2)
_NO_NEW_RIGHTS: Final = 38  # PR_SET_NO_NEW_PRIVS
_NEW_USER: Final = 0x10000000  # CLONE_NEWUSER of unshare(2)
_NEW_NETWORK: Final = 0x40000000
_NEW_IPC: Final = 0x08000000

# Of landlock(7); the numbers of its calls are the same on every machine.
_CREATE_RULESET: Final = 444
_RESTRICT_SELF: Final = 446
_TELL_VERSION: Final = 1
_ACCESS: Final = 1 << 0 | 1 << 1 | sum(1 << bit for bit in range(4, 13))
"""To start programs, to write, to remove and to make whatever there is."""
_LATER_ACCESS: Final = ((2, 1 << 13), (3, 1 << 14))
"""To move between folders, to cut off; by the version that knows it."""
_TCP: Final = 0b11  # to listen, to connect
_OTHERS: Final = 0b11  # abstract sockets of others, signals to others

_REFUSED: Final = (
    "socket.",
    "subprocess.",
    "shutil.",
    "pty.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.kill",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.utime",
    "os.setxattr",
)
"""How the names of audit events begin that are never a reader's."""
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Forbidden(BaseException):
    """Something was tried that no reader does. No `except Exception` of a library can hide it."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a child may take: seconds of time (and of processor), MiB of memory, MiB of anything that it writes."""

    seconds: int
    mib: int
    result_mib: int


def die_with_parent(parent: int) -> None:
    """End at once when the process with this number ends, however that ends (Linux)."""
    if _LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it ended before it could be watched
            raise SystemExit(1)


def isolate() -> frozenset[str]:
    """Give up for good, for this process and those that it forks: network, files to write, programs to start.

    What of it the kernel granted is told: network, rights, files.
    What it does not grant (an old kernel, a container without the right to it) is left to `watch`. Called before there are threads.
    """
    if not _LINUX:
        return frozenset()
    libc = ctypes.CDLL(None, use_errno=True)
    granted = {
        "network": leave_network(),
        "rights": libc.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0) == 0,
        "files": _forbid_files(libc),
    }
    return frozenset(name for name, is_granted in granted.items() if is_granted)


def leave_network() -> bool:
    """Whether the kernel gave this process a network of its own, in which there is nothing. Called before there are threads."""
    if not _LINUX:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return any(libc.unshare(flags) == 0 for flags in (_NEW_NETWORK | _NEW_IPC, _NEW_USER | _NEW_NETWORK | _NEW_IPC, _NEW_NETWORK))


def _forbid_files(libc: Any) -> bool:
    """Whether Landlock took all that its version can take."""
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _TELL_VERSION)
    if version < 1:
        return False
    access = _ACCESS | sum(bits for since, bits in _LATER_ACCESS if version >= since)
    rules = struct.pack("=QQQ", access, _TCP, _OTHERS)[: 24 if version >= 6 else 16 if version >= 4 else 8]
    number = libc.syscall(_CREATE_RULESET, rules, ctypes.c_size_t(len(rules)), 0)
    if number < 0:
        return False
    try:
        return bool(libc.syscall(_RESTRICT_SELF, number, 0) == 0)
    finally:
        os.close(number)


def limit(allowance: Allowance, *, alone: bool = True) -> None:
    """Put the limits on this process, for all that it loads and does from here on. `alone`: it starts no thread or process, and opens few
    files."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (allowance.seconds, allowance.seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (allowance.mib * _MIB, allowance.mib * _MIB))
    resource.setrlimit(resource.RLIMIT_FSIZE, (allowance.result_mib * _MIB, allowance.result_mib * _MIB))
    if alone:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)


def watch() -> None:
    """Raise Forbidden, from here on, wherever Python opens a socket, starts a program or a process, or opens a file to write."""
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        refused = isinstance(flags, int) and bool(flags & _WRITING) and not isinstance(path, int)
    else:
        refused = event.startswith(_REFUSED)
    if refused:
        raise Forbidden(event)
