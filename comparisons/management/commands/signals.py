"""`manage.py signals`: what a reader may want to look at in a disclosure, in the terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from budgets.models import Department, Edition
from comparisons import stored
from comparisons.observed import Observed, of_department
from comparisons.templatetags.changes import evidence_url
from comparisons.templatetags.signals import OPEN, signal_text


class Command(BaseCommand):
    help = "在终端印出值得看一看的地方，各有出处，并写明它不说明什么。不写部门时，每个部门看最近一份。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("department", nargs="?", default="", metavar="DEPARTMENT", help="部门名称或别名中的一段文字")
        parser.add_argument("--years", nargs="+", type=int, default=[], metavar="YEAR", help="看这些年度的每一份，不只最近一份")
        parser.add_argument("--all", action="store_true", help=f"同一种全部列出（默认前 {OPEN} 条）")

    def handle(self, *args: Any, **options: Any) -> None:
        name, years = options["department"], options["years"]
        editions = stored.latest_editions(Edition.objects.published(), name)
        without = stored.listed_without_documents(name, timezone.localdate())
        if not editions and not without:
            raise CommandError(f"没有名称里有“{name}”、且已公布文件或应有公开的部门。" if name else "还没有公布的文件。")
        latest = {edition.disclosure.department: edition for edition in editions if edition.disclosure is not None}
        found = [(department, one) for department in (*latest, *without) for one in _wanted(department, latest.get(department), years)]
        if not found:
            raise CommandError("这些年度没有现行的文件，也没有应有的公开。")
        shown = None if options["all"] else OPEN
        self.stdout.write("\n\n".join("\n".join(_told(*one, shown)) for one in found))


def _wanted(department: Department, latest: Edition | None, years: Collection[int]) -> Iterator[Observed]:
    """The latest edition of a department, or those of the years that are asked for; and what is expected of it and was not collected."""
    for one in of_department(department.pk):
        is_asked = one.due.year in years if years else one.edition is None or one.edition == latest
        if is_asked:
            yield one


def _told(department: Department, found: Observed, shown: int | None) -> Iterator[str]:
    count = len(found.signals)
    yield f"{department} {found.due.year} {found.kind.get_stage_display()}（{found.kind.get_scope_display()}）：" + (
        f"{count} 处值得看一看。这不是指责。" if count else "没有要提示的。"
    )
    if found.contradictions:
        yield f"  这份文件自己前后矛盾 {found.contradictions} 处，在核对结果里。"
    for kind, own in found.groups:
        yield f"  {kind.title}（{len(own)}）　{kind.does_not_mean}"
        for signal in own[:shown]:
            yield f"    {signal_text(signal)}" + "".join(f" {evidence_url(one)}" for one in signal.evidence)
        if shown is not None and len(own) > shown:
            yield f"    另有 {len(own) - shown} 处，加 --all 全部列出。"
