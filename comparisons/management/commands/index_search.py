"""`manage.py index_search`: what the public search finds, for what was published before it, or was indexed by other rules."""

from __future__ import annotations

from typing import Any

from budgets.management.command_line import TerminalCommand
from comparisons.searching import in_batches, lacking


class Command(TerminalCommand):
    """Interrupted, it goes on where it was: what is indexed is not indexed again."""

    help = "为公布过的内容建立搜索的索引（没有的，或规则已变的）。没有索引就搜不到。可中断，再运行就接着做。"

    def handle(self, *args: object, **options: Any) -> None:
        wanted = lacking()
        for done in in_batches(wanted):
            self.stderr.write(f"{done:,}/{len(wanted):,}", style_func=str)
        self.stdout.write(f"索引建好了：{len(wanted):,} 份公开。" if wanted else "没有要建的：公布过的都可以搜到。")
