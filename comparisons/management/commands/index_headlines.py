"""`manage.py index_headlines`: where each published edition tells its headline figures, for editions that lack it by today's rules."""

from __future__ import annotations

from typing import Any

from budgets.management.command_line import TerminalCommand
from comparisons.indexing import in_batches, lacking


class Command(TerminalCommand):
    """Interrupted, it goes on where it was: what is indexed is not indexed again."""

    help = "为公布过的版本建立主要指标的索引（没有的，或规则已变的）。没有索引也算得对，只是慢。可中断，再运行就接着做。"

    def handle(self, *args: object, **options: Any) -> None:
        wanted = lacking()
        for done in in_batches(wanted):
            self.stderr.write(f"{done:,}/{len(wanted):,}", style_func=str)
        self.stdout.write(f"索引建好了：{len(wanted):,} 个版本。" if wanted else "没有要建的：每个公布过的版本都有索引。")
