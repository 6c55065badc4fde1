"""Run Python with these arguments, and end when the process that started it ends, however that ends (Linux). Run by its path."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: str, *arguments: str) -> None:
    """What is asked for stays asked for over `exec`: the signal comes to the program that takes this one's place."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(parent):  # it ended before it could be watched
            raise SystemExit(1)
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606  the arguments are ours


if __name__ == "__main__":
    main(*sys.argv[1:])
