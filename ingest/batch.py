"""Many files → one JSON file each, several at the same time. Pure: no Django, no database, no network."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from ingest.sandbox import Limits, extract_apart
from ingest.shapes import UnreadableDocument


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a summary in one Chinese line, or what is wrong and what to do."""

    path: Path
    summary: str = ""
    error: str = ""


def clashes(paths: Sequence[Path]) -> dict[Path, str]:
    """Files whose result would overwrite another one's: each with the line that says so."""
    names = Counter(path.name for path in paths)
    message = "输入中有多个文件同名，输出会互相覆盖；请改名或分开运行。"
    return {path: message for path in paths if names[path.name] > 1}


def extract_all(paths: Sequence[Path], folder: Path, jobs: int, limits: Limits) -> Iterator[Outcome]:
    """One outcome a file, as they come. Each file is written whole or not at all; one that fails does not stop the others.

    Threads wait for the processes that read; what is asked for at an interruption is finished, nothing else is begun.
    """
    clashing = clashes(paths)
    yield from (Outcome(path, error=error) for path, error in clashing.items())
    rest = [path for path in dict.fromkeys(paths) if path not in clashing]
    with ThreadPoolExecutor(max_workers=min(jobs, max(1, len(rest)))) as pool:
        waiting = [pool.submit(extract_to, path, folder, limits) for path in rest]
        try:
            for done in as_completed(waiting):
                yield done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def extract_to(path: Path, folder: Path, limits: Limits) -> Outcome:
    """Read one file and write its JSON beside the others."""
    try:
        extracted = extract_apart(path, limits)
        _write(folder / f"{path.name}.json", extracted.text + b"\n")
    except UnreadableDocument as error:
        return Outcome(path, error=str(error))
    except OSError as error:
        return Outcome(path, error=f"结果写不到 {folder}（{error.strerror}），请检查权限和磁盘空间。")
    return Outcome(path, summary=extracted.summary)


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
