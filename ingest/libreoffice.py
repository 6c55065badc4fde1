"""`python -m ingest.libreoffice`: becomes LibreOffice, under the limits that it was given and without network. Pure.

It stands here, since beside the readers it would load them all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from budgets.apart import become


def main(arguments: Sequence[str]) -> None:
    """Become the program: a process of its own would outlive this one."""
    folder, program, *options = become(arguments)
    environment = {**os.environ, "HOME": folder, "TMPDIR": folder, "SAL_USE_VCLPLUGIN": "svp"}
    os.execve(program, [program, *options], environment)  # noqa: S606  the arguments are ours


if __name__ == "__main__":
    main(sys.argv[1:])
