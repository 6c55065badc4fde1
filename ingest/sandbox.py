"""Read files in a process of its own (`budgets.apart`), which hands back the contract's JSON or one line. Pure.

`python -m ingest.sandbox` is the child; `read_apart` and `check_apart` are for the parent.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from budgets.apart import Allowance, Outcome, confine, run_apart
from budgets.overlay import Step
from ingest import collector
from ingest.limits import within
from ingest.shapes import UnreadableDocument

_LARGEST_RESULT: Final = 256
# Shares of the seconds of a file by whose end the parser itself stops and hands over what it has, before it is stopped with nothing.
_TO_READ: Final = 0.7
_TO_RECHECK: Final = 0.2
_LONGEST_NAME: Final = 60
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may take: seconds of time (and of processor), MiB of memory, bytes of input."""

    seconds: int
    mib: int
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Given:
    """A file to be read: where it lies, its own name, and the corrections to be laid over its tables before they are checked."""

    path: Path
    name: str
    steps: tuple[Step, ...] = ()


def read_apart(path: Path, name: str, limits: Limits) -> dict[str, Any]:
    """The contract's JSON of a file, read in a child process.

    `name` is the file's own name, wherever it lies now. Raises UnreadableDocument, also where a limit was reached or the parser failed
    (time_limit, memory_limit, result_limit, parser_died, parser_error).
    """
    return check_apart([Given(path, name)], limits)[0]


def check_apart(files: Sequence[Given], limits: Limits) -> list[dict[str, Any]]:
    """The contract's JSON of all files of one disclosure, corrected and checked together. Time is given for each, memory for all."""
    seconds = limits.seconds * len(files)
    allowance = Allowance(seconds, limits.mib, _LARGEST_RESULT)
    with tempfile.TemporaryDirectory(prefix="mingzhang-") as folder:
        links = [_linked(file, Path(folder) / str(number)) for number, file in enumerate(files)]
        given = [{"path": str(file.path), "steps": [asdict(step) for step in file.steps]} for file in links]
        outcome = run_apart(__name__, [str(limits.seconds), str(limits.mib), str(limits.max_bytes)], json.dumps(given).encode(), allowance)
    answers = _answers(outcome, replace(limits, seconds=seconds))
    for file, answer in zip(files, answers, strict=True):
        answer["document"]["name"] = file.name
    return answers


def _linked(file: Given, folder: Path) -> Given:
    """The file under its own name, in a folder of its own: two may be called the same."""
    folder.mkdir()
    link = folder / _named(file.name)
    link.symlink_to(file.path.resolve())
    return replace(file, path=link)


def _named(name: str) -> str:
    """The name that the readers see, short enough for every file system; what it ends with stays."""
    return name.replace("/", "_").replace("\0", "_")[-_LONGEST_NAME:].lstrip(".") or "file"


def _answers(outcome: Outcome, limits: Limits) -> list[dict[str, Any]]:
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
    found: list[dict[str, Any]] = answer["files"]
    return found


# The child


@collector.held()
def main(arguments: Sequence[str]) -> None:
    """Read the files that standard input names and write the answer to standard output."""
    sys.excepthook = _report
    seconds, mib, max_bytes = confine(arguments)
    files = json.load(sys.stdin)
    try:
        _write({"files": _extract(files, float(seconds), int(max_bytes))})
    except UnreadableDocument as error:
        _write({"error": {"code": error.code, "message": str(error)}})
    except MemoryError:
        _write({"error": {"code": "memory_limit", "message": f"读取需要超过 {mib} MiB 内存，已停止。请拆分文件，或调高 PARSE_MIB。"}})


def _extract(files: Sequence[dict[str, Any]], seconds: float, max_bytes: int) -> list[dict[str, Any]]:
    """Imported here, so that the parser too is loaded under the limits and failures of it are reported."""
    from ingest.contract import to_contract  # noqa: PLC0415
    from ingest.extract import extract  # noqa: PLC0415

    tempfile.tempdir = str(Path(files[0]["path"]).parents[1])  # the parent removes it, also where this process is stopped
    extractions = []
    for file in files:
        with within(_TO_READ * seconds):
            extractions.append(extract(Path(file["path"]), max_bytes=max_bytes))
    steps = [[Step(**step) for step in file["steps"]] for file in files]
    if len(files) > 1 or any(steps):
        from ingest.recheck import recheck  # noqa: PLC0415

        with within(_TO_RECHECK * seconds * len(files)):
            extractions = list(recheck(extractions, steps))
    return [to_contract(extraction) for extraction in extractions]


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A failure of the parser, by its place alone: the message of an exception may hold text of the document."""
    frames = traceback.extract_tb(trace)
    place = f"{Path(frames[-1].filename).name} 第 {frames[-1].lineno} 行" if frames else "开始处"
    message = f"解析程序在 {place} 出错（{kind.__name__}）。请把这一行和文件报告给维护者。"
    _write({"error": {"code": "parser_error", "message": message}})


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))  # json.dump would not use the fast encoder
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
