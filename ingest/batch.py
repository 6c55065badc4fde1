"""Many files → one JSON file each, with several processes. Pure: no Django, no database, no network."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from ingest import collector
from ingest.contract import to_contract
from ingest.extract import extract
from ingest.limits import within
from ingest.shapes import Extraction, UnreadableDocument


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a summary in one Chinese line, or what is wrong and what to do."""

    path: Path
    summary: str = ""
    error: str = ""


def to_json(extraction: Extraction) -> str:
    """The contract's JSON, readable by people: Chinese as it is, two spaces of indentation a step."""
    return orjson.dumps(to_contract(extraction), option=orjson.OPT_INDENT_2).decode()


def summary(extraction: Extraction) -> str:
    """One line: how much was read, how many findings a person should look at, and how often something was lost or doubtful in reading."""
    rows = sum(len(table.lines) for table in extraction.tables)
    figures = sum(len(line.amounts) for table in extraction.tables for line in table.lines)
    outcomes = Counter(finding.outcome for finding in extraction.findings)
    levels = Counter(note.level for note in extraction.notes)
    doubtful = f"不符 {outcomes['mismatch']}、请看 {outcomes['soft']}、无法核对 {outcomes['not_evaluable']}"
    read = f"{len(extraction.pages)} 页，{len(extraction.tables)} 张表 {rows} 行 {figures} 个数，{len(extraction.statements)} 条文字数据"
    lost = f"读取提示：警告 {levels['warning']}、错误 {levels['error']}"
    return f"{read}，{len(extraction.forms)} 张绩效表；{doubtful}；{lost}"


def clashes(paths: Sequence[Path]) -> dict[Path, str]:
    """Files whose result would overwrite another one's: each with the line that says so."""
    names = Counter(path.name for path in paths)
    message = "输入中有多个文件同名，输出会互相覆盖；请改名或分开运行。"
    return {path: message for path in paths if names[path.name] > 1}


def extract_all(paths: Sequence[Path], folder: Path, jobs: int, max_bytes: int, seconds: float | None = None) -> Iterator[Outcome]:
    """One outcome a file, as they come. Each file is written whole or not at all; one that fails does not stop the others.

    `seconds` is what a file is given, after which what is left of it is noted and left out.
    """
    clashing = clashes(paths)
    yield from (Outcome(path, error=error) for path, error in clashing.items())
    rest = [path for path in dict.fromkeys(paths) if path not in clashing]
    if jobs == 1 or len(rest) < 2:
        yield from (extract_to(path, folder, max_bytes, seconds) for path in rest)
    else:
        yield from _in_processes(rest, folder, jobs, max_bytes, seconds)


@collector.held()
def extract_to(path: Path, folder: Path, max_bytes: int, seconds: float | None = None) -> Outcome:
    """Read one file and write its JSON beside the others."""
    try:
        with within(seconds):
            extraction = extract(path, max_bytes=max_bytes)
        _write(folder / f"{path.name}.json", to_json(extraction) + "\n")
    except UnreadableDocument as error:
        return Outcome(path, error=str(error))
    except OSError as error:
        return Outcome(path, error=f"结果写不到 {folder}（{error.strerror}），请检查权限和磁盘空间。")
    return Outcome(path, summary=summary(extraction))


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _in_processes(paths: Sequence[Path], folder: Path, jobs: int, max_bytes: int, seconds: float | None) -> Iterator[Outcome]:
    with ProcessPoolExecutor(max_workers=min(jobs, len(paths))) as pool:
        with _interrupts_held():
            waiting = {pool.submit(extract_to, path, folder, max_bytes, seconds): path for path in paths}
        try:
            for done in as_completed(waiting):
                try:
                    yield done.result()
                except BrokenProcessPool:
                    yield Outcome(waiting[done], error="读取进程被系统终止（可能是内存不足），请减小 --jobs 后重试。")
        finally:
            pool.shutdown(cancel_futures=True)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Ctrl-C is for the parent, once the children are there: they inherit the hold and finish the file they are at."""
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
