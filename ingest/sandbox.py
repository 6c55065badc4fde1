"""Read a file in a process of its own (`budgets.apart`), which hands back the contract's JSON or one line. Pure.

`python -m ingest.sandbox` is the child; `read_apart` is for the parent.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from budgets.apart import Allowance, Outcome, confine, run_apart
from budgets.overlay import Step
from ingest.shapes import UnreadableDocument

_LARGEST_RESULT: Final = 256
_LONGEST_NAME: Final = 60
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may take: seconds of time (and of processor), MiB of memory, bytes of input."""

    seconds: int
    mib: int
    max_bytes: int


def read_apart(path: Path, name: str, limits: Limits, steps: Sequence[Step] = ()) -> dict[str, Any]:
    """The contract's JSON of a file, read in a child process; with corrections laid over its tables before they are checked.

    `name` is the file's own name, wherever it lies now. Raises UnreadableDocument, also where a limit was reached or the parser failed
    (time_limit, memory_limit, result_limit, parser_died, parser_error).
    """
    with tempfile.TemporaryDirectory(prefix="mingzhang-") as folder:
        link = Path(folder) / _named(name)
        link.symlink_to(path.resolve())
        given = json.dumps([asdict(step) for step in steps]).encode()
        allowance = Allowance(limits.seconds, limits.mib, _LARGEST_RESULT)
        answer = _answer(run_apart(__name__, [str(link), str(limits.mib), str(limits.max_bytes)], given, allowance), limits)
    answer["document"]["name"] = name
    return answer


def _named(name: str) -> str:
    """The name that the readers see, short enough for every file system; what it ends with stays."""
    return name.replace("/", "_").replace("\0", "_")[-_LONGEST_NAME:].lstrip(".") or "file"


def _answer(outcome: Outcome, limits: Limits) -> dict[str, Any]:
    status = outcome.status
    if outcome.took_too_long:
        raise UnreadableDocument("time_limit", f"读取超过 {limits.seconds} 秒，已停止。请拆分文件，或调高 PARSE_SECONDS。")
    if outcome.wrote_too_much:
        raise UnreadableDocument("result_limit", f"读出的内容超过 {_LARGEST_RESULT} MiB，已停止。请拆分文件。")
    if status < 0:
        raise UnreadableDocument("parser_died", f"读取进程被信号 {-status} 终止（可能是内存不足）。请重试，或调高 PARSE_MIB。")
    try:
        answer: dict[str, Any] = json.loads(outcome.result)
    except ValueError:
        raise UnreadableDocument("parser_died", f"读取进程没有给出结果（状态 {status}）。请重试；再次失败请报告维护者。") from None
    if "error" in answer:
        raise UnreadableDocument(answer["error"]["code"], answer["error"]["message"])
    if _NUL.search(outcome.result):
        raise UnreadableDocument("unstorable_character", "文件里有空字符（U+0000），无法入库。请重新导出文本。")
    return answer


# The child


def main(arguments: Sequence[str]) -> None:
    """Read one file and write the answer to standard output."""
    sys.excepthook = _report
    path, mib, max_bytes = confine(arguments)
    steps = [Step(**step) for step in json.load(sys.stdin)]
    try:
        _write(_extract(Path(path), int(max_bytes), steps))
    except UnreadableDocument as error:
        _write({"error": {"code": error.code, "message": str(error)}})
    except MemoryError:
        _write({"error": {"code": "memory_limit", "message": f"读取需要超过 {mib} MiB 内存，已停止。请拆分文件，或调高 PARSE_MIB。"}})


def _extract(path: Path, max_bytes: int, steps: Sequence[Step]) -> dict[str, Any]:
    """Imported here, so that the parser too is loaded under the limits and failures of it are reported."""
    from ingest.contract import to_contract  # noqa: PLC0415
    from ingest.extract import extract  # noqa: PLC0415

    extraction = extract(path, max_bytes=max_bytes)
    if steps:
        from ingest.recheck import recheck  # noqa: PLC0415

        extraction = recheck(extraction, steps)
    return to_contract(extraction)


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A failure of the parser, by its place alone: the message of an exception may hold text of the document."""
    frames = traceback.extract_tb(trace)
    place = f"{Path(frames[-1].filename).name} 第 {frames[-1].lineno} 行" if frames else "开始处"
    message = f"解析程序在 {place} 出错（{kind.__name__}）。请把这一行和文件报告给维护者。"
    _write({"error": {"code": "parser_error", "message": message}})


def _write(answer: dict[str, Any]) -> None:
    json.dump(answer, sys.stdout, ensure_ascii=False)
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
