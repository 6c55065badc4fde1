"""Read files in processes of their own (`budgets.nursery`), which hand back the contract's JSON or one line. Pure.

`read_apart`, `check_apart` and `extract_apart` are for the parent; `prepare` and `serve` are the children's.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from budgets.apart import Outcome
from budgets.confinement import Allowance, Forbidden
from budgets.nursery import Heed, Nursery, ignore
from budgets.overlay import Step
from ingest import collector
from ingest.converting import SOURCES, ConversionNeeded, Source, converted_elsewhere, to_docx
from ingest.limits import within
from ingest.shapes import Extraction, UnreadableDocument

_LARGEST_RESULT: Final = 256
# Shares of the seconds of a file by whose end the parser itself stops and hands over what it has, before it is stopped with nothing.
_TO_READ: Final = 0.7
_TO_RECHECK: Final = 0.2
_LONGEST_NAME: Final = 60
_NUL_WRITTEN: Final = rb"\u0000"
"""Looked for first, which takes a hundredth of the time."""
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
Form = Literal["values", "text"]

NURSERY: Final = Nursery(__name__)
"""The processes in which files are read."""


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


@dataclass(frozen=True, slots=True)
class Extracted:
    """The contract's JSON of a file, readable by people, as it is written to a file or a terminal; and one line of what was read."""

    text: bytes
    summary: str


def read_apart(
    path: Path, name: str, limits: Limits, heed: Heed = ignore, timed: Callable[[float], None] = lambda seconds: None
) -> dict[str, Any]:
    """The contract's JSON of a file, read in a child process. `timed` is told the seconds that the child itself took to extract it.

    `name` is the file's own name, wherever it lies now. `heed` is told about once a second how many pages the child has read, where that is
    known, and may raise to end it (but not while LibreOffice converts the file). Raises UnreadableDocument, also where a limit was reached
    or the parser failed (time_limit, memory_limit, result_limit, forbidden_action, parser_died, parser_error).
    """
    return _values([Given(path, name)], limits, heed, timed)[0]


def check_apart(files: Sequence[Given], limits: Limits, heed: Heed = ignore) -> list[dict[str, Any]]:
    """The contract's JSON of all files of one disclosure, corrected and checked together. Time is given for each, memory for all."""
    return _values(files, limits, heed, lambda seconds: None)


def _values(files: Sequence[Given], limits: Limits, heed: Heed, timed: Callable[[float], None]) -> list[dict[str, Any]]:
    told, result = _done(files, limits, "values", heed)
    timed(told["seconds"])
    if _NUL_WRITTEN in result and _NUL.search(result):
        raise UnreadableDocument("unstorable_character", "文件里有空字符（U+0000），无法入库。请重新导出文本。")
    answers: list[dict[str, Any]] = orjson.loads(result)
    return answers


def extract_apart(path: Path, limits: Limits) -> Extracted:
    """What `manage.py extract` gives of a file, read in a child process. Raises as `read_apart`."""
    told, result = _done([Given(path, path.name)], limits, "text")
    return Extracted(result, told["summary"])


def _done(files: Sequence[Given], limits: Limits, form: Form, heed: Heed = ignore) -> tuple[dict[str, Any], bytes]:
    """What the child tells (the summary of the first of the files, its seconds), and the JSON of all (values), or of the first (text)."""
    seconds = limits.seconds * len(files)
    with tempfile.TemporaryDirectory(prefix="mingzhang-") as folder:
        links = [_linked(file, Path(folder) / str(number)) for number, file in enumerate(files)]
        given: list[dict[str, Any]] = [
            {"path": str(link.path), "name": file.name, "steps": [asdict(step) for step in file.steps]}
            for file, link in zip(files, links, strict=True)
        ]
        arguments = [form, str(limits.seconds), str(limits.mib), str(limits.max_bytes)]
        for _ in range(len(files) + 1):  # each of them may have to be converted first
            outcome = NURSERY.run(arguments, json.dumps(given).encode(), Allowance(seconds, limits.mib, _LARGEST_RESULT), heed)
            told, result = _understood(outcome, replace(limits, seconds=seconds))
            if "convert" not in told:
                return told, result
            _convert(told["convert"], given, limits)
    raise UnreadableDocument("parser_error", "文件转换以后又要求转换，已停止。请把这一行和文件报告给维护者。")


def _convert(asked: dict[str, Any], given: list[dict[str, Any]], limits: Limits) -> None:
    """Have LibreOffice write one of the files as .docx beside it, as the child that reads may not."""
    file = given[asked["file"]]
    path = Path(file["path"])
    docx = path.with_name("converted.docx")
    docx.write_bytes(to_docx(path.read_bytes(), SOURCES[asked["from"]], limits.seconds))
    file["docx"] = str(docx)


def _linked(file: Given, folder: Path) -> Given:
    """The file under its own name, in a folder of its own: two may be called the same."""
    folder.mkdir()
    link = folder / _named(file.name)
    link.symlink_to(file.path.resolve())
    return replace(file, path=link)


def _named(name: str) -> str:
    """The name that the readers see, short enough for every file system; what it ends with stays."""
    return name.replace("/", "_").replace("\0", "_")[-_LONGEST_NAME:].lstrip(".") or "file"


def _understood(outcome: Outcome, limits: Limits) -> tuple[dict[str, Any], bytes]:
    """The two parts of an answer: a line of JSON that tells how it went, and what was read; or which file has to be converted first."""
    status = outcome.status
    if outcome.took_too_long:
        raise UnreadableDocument("time_limit", f"读取超过 {limits.seconds} 秒，已停止。请拆分文件，或调高 PARSE_SECONDS。")
    if outcome.wrote_too_much:
        raise UnreadableDocument("result_limit", f"读出的内容超过 {_LARGEST_RESULT} MiB，已停止。请拆分文件。")
    if status < 0:
        raise UnreadableDocument(
            "parser_died", f"读取进程被信号 {-status} 终止（内存到了上限，或文件已损坏）。请重新下载或另存一次，或调高 PARSE_MIB。"
        )
    head, _, result = outcome.result.partition(b"\n")
    try:
        told: dict[str, Any] = json.loads(head)
    except ValueError:
        raise UnreadableDocument("parser_died", f"读取进程没有给出结果（状态 {status}）。请重试；再次失败请报告维护者。") from None
    if "error" in told:
        raise UnreadableDocument(told["error"]["code"], told["error"]["message"])
    return told, result


# The children


def prepare() -> None:
    """Load the whole parser, and what it looks things up in, once for all children."""
    from ingest.contract import to_contract  # noqa: PLC0415  the parent does not load the parser
    from ingest.extract import understand  # noqa: PLC0415
    from ingest.readers import read_bytes  # noqa: PLC0415
    from ingest.recheck import recheck  # noqa: PLC0415
    from ingest.small import SMALL  # noqa: PLC0415

    documents = [understand(read_bytes(name, make())) for name, make in SMALL.items()]
    for extraction in recheck(documents[:1], [()]):
        to_contract(extraction)


@collector.held()
def serve(arguments: Sequence[str], given: bytes) -> None:
    """Read the files that are given and write the answer to standard output: a line of JSON that tells how it went, then what was read."""
    form, (seconds, mib, max_bytes) = arguments[0], map(int, arguments[1:])
    try:
        began = time.perf_counter()
        extractions = _extract(json.loads(given), float(seconds), max_bytes)
        took = time.perf_counter() - began
        _write({"summary": summary(extractions[0]), "seconds": took}, _written(extractions, form))
    except _ToConvert as asked:
        _write({"convert": {"file": asked.file, "from": asked.source.filter}}, b"")
    except UnreadableDocument as error:
        _refuse(error.code, str(error))
    except MemoryError:
        _refuse("memory_limit", f"读取需要超过 {mib} MiB 内存，已停止。请拆分文件，或调高 PARSE_MIB。")
    except Forbidden as error:
        _refuse("forbidden_action", f"这个文件使读取程序去做不许做的事（{error}），已停止。请把这一行和文件报告给维护者。")
    except BaseException as error:  # noqa: BLE001  whatever it is, it is told in one line
        _refuse("parser_error", _failure(error))


def _extract(files: Sequence[dict[str, Any]], seconds: float, max_bytes: int) -> Sequence[Extraction]:
    from ingest.extract import extract  # noqa: PLC0415
    from ingest.recheck import recheck  # noqa: PLC0415

    extractions = []
    for number, file in enumerate(files):
        try:
            with within(_TO_READ * seconds), converted_elsewhere(Path(file["docx"]).read_bytes() if "docx" in file else None):
                extractions.append(replace(extract(Path(file["path"]), max_bytes=max_bytes), name=file["name"]))
        except ConversionNeeded as needed:
            raise _ToConvert(number, needed.source) from None
    steps = [[Step(**step) for step in file["steps"]] for file in files]
    if len(files) > 1 or any(steps):
        with within(_TO_RECHECK * seconds * len(files)):
            return recheck(extractions, steps)
    return extractions


class _ToConvert(Exception):
    """Which of the files has to be converted first, and from what."""

    def __init__(self, file: int, source: Source) -> None:
        super().__init__(file)
        self.file, self.source = file, source


def _written(extractions: Sequence[Extraction], form: str) -> bytes:
    """The contract's JSON: of the first, readable by people (text), or of all (values)."""
    from ingest.contract import to_contract, to_json  # noqa: PLC0415

    if form == "text":
        return to_json(extractions[0])
    return orjson.dumps([to_contract(extraction) for extraction in extractions])


def summary(extraction: Extraction) -> str:
    """One line: how much was read, how many findings a person should look at, and how often something was lost or doubtful in reading."""
    rows = sum(len(table.lines) for table in extraction.tables)
    figures = sum(len(line.amounts) for table in extraction.tables for line in table.lines)
    outcomes = Counter(finding.outcome for finding in extraction.findings)
    levels = Counter(note.level for note in extraction.notes)
    doubtful = f"不符 {outcomes['mismatch']}、请看 {outcomes['soft']}、无法核算 {outcomes['not_evaluable']}"
    read = f"{len(extraction.pages)} 页，{len(extraction.tables)} 张表 {rows} 行 {figures} 个数，{len(extraction.statements)} 条文字数据"
    lost = f"读取提示：警告 {levels['warning']}、错误 {levels['error']}"
    return f"{read}，{len(extraction.forms)} 张绩效表；{doubtful}；{lost}"


def _failure(error: BaseException) -> str:
    """A failure of the parser, by its place alone: the message of an exception may hold text of the document."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name} 第 {frames[-1].lineno} 行" if frames else "开始处"
    return f"解析程序在 {place} 出错（{type(error).__name__}）。请把这一行和文件报告给维护者。"


def _refuse(code: str, message: str) -> None:
    _write({"error": {"code": code, "message": message}}, b"")


def _write(told: dict[str, Any], result: bytes) -> None:
    sys.stdout.buffer.write(orjson.dumps(told) + b"\n")
    sys.stdout.buffer.write(result)
    sys.stdout.buffer.flush()
