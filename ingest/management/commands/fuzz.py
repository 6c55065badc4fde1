"""`manage.py fuzz`: documents spoilt at random are read as the service reads them; nothing may crash, hang or be left behind."""

from __future__ import annotations

import json
import os
import tempfile
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import CommandError

from budgets.management.command_line import TerminalCommand, add_once
from ingest.fuzzing.mutations import Seed
from ingest.fuzzing.running import FAILED, LIMIT, READ, REFUSED, Plan, Tally, digest_of, run
from ingest.management.numbers import positive
from ingest.management.progress import Bar
from ingest.samples import SamplesUnavailable, write
from ingest.sandbox import Limits
from ingest.small import SMALL

_MUTANTS: Final = 10_000
_SECONDS: Final = 30
_LARGEST: Final = 300 * 1024
"""Bytes of a file of one's own that is taken: the same mistakes are in small ones, in less time."""
_SAVED_EVERY: Final = 100
_SAID: Final = {READ: "读成", REFUSED: "一行拒绝", LIMIT: "到了上限", FAILED: "出错"}


class Command(TerminalCommand):
    """Interrupted, the same command goes on. Exit status 0: nothing failed; 1: something did. The last line is one JSON object."""

    help = "把样例改坏成千上万次，逐个读取：读成，或一行说明；不许崩溃、卡住、泄漏。--docs 或环境变量 DOCS 加上自己的文件夹。不需要数据库。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_once(parser, "--mutants", type=positive, default=_MUTANTS, metavar="N", help=f"改坏多少个（默认 {_MUTANTS}）")
        add_once(parser, "--seed", type=positive, default=1, metavar="N", help="随机种子：同样的种子给同样的文件（默认 1）")
        add_once(parser, "--seconds", type=positive, default=_SECONDS, metavar="N", help=f"一个文件最多读几秒（默认 {_SECONDS}）")
        add_once(parser, "--docs", type=Path, default=os.environ.get("DOCS") or None, metavar="DIR", help="另外用这个文件夹里的文件")
        add_once(
            parser, "--output", type=Path, default=settings.LOCAL_DIR / "fuzz", metavar="DIR", help="放进度和出错文件，默认 .local/fuzz"
        )

    def handle(self, *args: object, mutants: int, seed: int, seconds: int, docs: Path | None, output: Path, **options: Any) -> None:
        seeds = _seeds(docs)
        state = output / f"{seed}-{digest_of(seeds)}.json"
        tally = _resumed(state, mutants)
        if tally.done:
            self.stderr.write(f"接着第 {tally.done} 个继续。", style_func=str)
        try:
            self._run(Plan(seeds, seed, mutants), seconds, tally, state)
        except KeyboardInterrupt:
            _save(tally, state)
            raise CommandError(f"已中断，做了 {tally.done} 个；同样的命令会接着做。", returncode=130) from None
        except OSError as error:
            raise CommandError(f"{output}: 写不进去（{error.strerror}）。请用 --output 指定一个可写的文件夹。") from None
        self._report(tally, seed)

    def _run(self, plan: Plan, seconds: int, tally: Tally, state: Path) -> None:
        bar = Bar(self.stderr, plan.mutants)
        limits = Limits(seconds, settings.PARSE_MIB, settings.MAX_UPLOAD_BYTES)
        for found in run(plan, limits, tally, state.with_suffix("")):
            if found.outcome == FAILED:
                bar.clear()
                self.stderr.write(tally.failures[-1])
            if tally.done % _SAVED_EVERY == 0:
                _save(tally, state)
                bar.clear()
                self.stderr.write(f"{tally.done}/{plan.mutants}：{_told(tally)}", style_func=str)
                bar.show(tally.done)
        bar.clear()
        _save(tally, state)

    def _report(self, tally: Tally, seed: int) -> None:
        self.stdout.write(f"{tally.done} 个：{_told(tally)}。用时 {tally.seconds:.0f} 秒。")
        self.stdout.write(json.dumps(_as_json(tally) | {"seed": seed}, ensure_ascii=False))
        if tally.failures:
            raise SystemExit(1)


def _seeds(docs: Path | None) -> list[Seed]:
    seeds = [Seed(name, make()) for name, make in SMALL.items()]
    with tempfile.TemporaryDirectory(prefix="mingzhang-fuzz-") as folder:
        try:
            paths = list(write(Path(folder)))
        except SamplesUnavailable as error:
            raise CommandError(str(error)) from error
        seeds += [Seed(f"sample{at}{path.suffix}", path.read_bytes()) for at, path in enumerate(paths)]
    if docs is not None:
        own = [path for path in sorted(docs.glob("*")) if path.is_file() and path.stat().st_size <= _LARGEST]
        if not own:
            raise CommandError(f"{docs}: 没有可用的文件（每个不超过 {_LARGEST // 1024} KiB），请用 --docs 指定放有公开文件的文件夹。")
        seeds += [Seed(f"own{at}{path.suffix}", path.read_bytes()) for at, path in enumerate(own)]
    return seeds


def _told(tally: Tally) -> str:
    return "、".join(f"{said} {tally.outcomes[outcome]}" for outcome, said in _SAID.items())


def _as_json(tally: Tally) -> dict[str, Any]:
    return {
        "done": tally.done,
        "seconds": round(tally.seconds, 1),
        "outcomes": dict(tally.outcomes),
        "codes": dict(tally.codes.most_common()),
        "failures": tally.failures,
    }


def _save(tally: Tally, state: Path) -> None:
    state.parent.mkdir(parents=True, exist_ok=True)
    part = state.with_suffix(".part")
    part.write_text(json.dumps(_as_json(tally), ensure_ascii=False), encoding="utf-8")
    part.replace(state)


def _resumed(state: Path, mutants: int) -> Tally:
    """Where an interrupted run stands; a new one where there is none, or it was finished."""
    try:
        said = json.loads(state.read_text(encoding="utf-8"))
        found = Tally(said["done"], said["seconds"], Counter(said["outcomes"]), Counter(said["codes"]), said["failures"])
    except (OSError, ValueError, KeyError):
        return Tally()
    return found if found.done < mutants else Tally()
