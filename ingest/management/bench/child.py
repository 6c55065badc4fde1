"""The process that measures: `python -m ingest.management.bench.child WORK [NUMBER]`.

Each line of standard input is a JSON list of paths, each line of standard output the JSON object of what they took. Seconds are those of
the processor where one process works, so that others on the machine count little. Memory is what the kernel says of this very process: the
highest mark that a child inherits from its parent would be the parent's.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from ingest import collector
from ingest.batch import extract_all
from ingest.contract import to_json
from ingest.extract import extract
from ingest.management.bench.plain import read_plainly
from ingest.management.bench.plumber import seconds_for_tables
from ingest.management.bench.stages import watched
from ingest.sandbox import NURSERY, Limits
from ingest.shapes import UnreadableDocument

_MAX_BYTES: Final = 1 << 30
_SECONDS: Final = 3600
_MIB: Final = 4096
_MAXRSS_IN_MIB: Final = 1024 * 1024 if sys.platform == "darwin" else 1024
_STATUS: Final = Path("/proc/self/status")
Answer = dict[str, Any]


def main(arguments: Sequence[str]) -> None:
    """Do the work that the first argument names with each list of files that comes."""
    work, number = WORK[arguments[0]], int(arguments[1]) if len(arguments) > 1 else 1
    for line in sys.stdin:
        answer = work([Path(path) for path in json.loads(line)], number)
        print(json.dumps({"rss": _mib("VmRSS"), "peak": _mib("VmHWM"), **answer}), flush=True)


def _plain(paths: Sequence[Path], _: int) -> Answer:
    started = time.process_time()
    pages = sum(map(read_plainly, paths))
    return {"seconds": time.process_time() - started, "pages": pages}


def _plumber(paths: Sequence[Path], every: int) -> Answer:
    results = [seconds_for_tables(path, every) for path in paths]
    return {"seconds": sum(seconds for seconds, _ in results), "pages": sum(pages for _, pages in results)}


def _ours(paths: Sequence[Path], _: int) -> Answer:
    started = time.process_time()
    try:
        pages = sum(map(_pages_extracted, paths))
    except UnreadableDocument as error:
        return {"error": str(error)}
    return {"seconds": time.process_time() - started, "pages": pages}


@collector.held()
def _pages_extracted(path: Path) -> int:
    extraction = extract(path, max_bytes=_MAX_BYTES)
    to_json(extraction)
    return len(extraction.pages)


def _staged(paths: Sequence[Path], number: int) -> Answer:
    with watched() as looks:
        answer = _ours(paths, number)
    return {**answer, "looks": looks}


def _together(paths: Sequence[Path], jobs: int) -> Answer:
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
        started = time.perf_counter()
        outcomes = list(extract_all(paths, Path(folder), jobs, Limits(_SECONDS, _MIB, _MAX_BYTES)))
    return {"seconds": time.perf_counter() - started, "failed": sum(bool(outcome.error) for outcome in outcomes)}


def _command(paths: Sequence[Path], _: int) -> Answer:
    """`manage.py extract` as a person starts it, all that Django loads included."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
        execute_from_command_line(["manage.py", "extract", *map(str, paths), "--output", folder])
    NURSERY.close()  # the memory of a child is known when it has been waited for
    return {"peak": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / _MAXRSS_IN_MIB}


def _mib(name: str) -> float:
    """Memory of this process in MiB: VmRSS now, VmHWM at its highest."""
    if _STATUS.exists():
        lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
        return int(lines[name].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MAXRSS_IN_MIB


WORK: Final[dict[str, Callable[[Sequence[Path], int], Answer]]] = {
    "plain": _plain,
    "plumber": _plumber,
    "ours": _ours,
    "staged": _staged,
    "together": _together,
    "command": _command,
}

if __name__ == "__main__":
    main(sys.argv[1:])
