"""`python -m ingest.libreoffice`: becomes LibreOffice, under the limits that it was given and without network. Pure.

It stands here, since beside the readers it would load them all.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from typing import Final

from budgets.apart import confine

_NEW_NETWORK: Final = 0x40000000  # CLONE_NEWNET of unshare(2): a network of its own, in which there is nothing
_NEW_USER: Final = 0x10000000  # CLONE_NEWUSER: who may do that without being root


def main(arguments: Sequence[str]) -> None:
    """Become the program: a process of its own would outlive this one."""
    folder, program, *options = confine(arguments)
    _leave_network()
    environment = {**os.environ, "HOME": folder, "TMPDIR": folder, "SAL_USE_VCLPLUGIN": "svp"}
    os.execve(program, [program, *options], environment)  # noqa: S606  the arguments are ours


def _leave_network() -> bool:
    """Whether the system lets a process leave the network; some do not."""
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    return any(unshare(flags) == 0 for flags in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK))


if __name__ == "__main__":
    main(sys.argv[1:])
