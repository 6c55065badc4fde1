"""`manage.py signals`: what a reader may want to look at in a disclosure, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from budgets.management.command_line import WRONG, TerminalCommand
from budgets.models import Department, Edition
from comparisons import stored
from comparisons.asked import BadQuestion
from comparisons.management.options import DEPARTMENT, add_many, nobody, refused
from comparisons.named import NoSuchDepartment, department_named
from comparisons.observed import Observed, of_department
from comparisons.templatetags.changes import evidence_url
from comparisons.templatetags.signals import OPEN, signal_text
from comparisons.wanted import question


class Command(TerminalCommand):
    help = "在终端印出信号：值得看一看的地方，各有出处，并写明它不说明什么。不写部门时，每个部门看最近一份。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("department", nargs="?", metavar="DEPARTMENT", help=DEPARTMENT)
        add_many(parser, "--years", metavar="YEAR", help="看这些年度的每一份，不只最近一份")
        parser.add_argument("--all", action="store_true", help=f"同一种全部列出（默认前 {OPEN} 条）")

    def handle(self, *args: Any, **options: Any) -> None:
        text, published = options["department"], Edition.objects.published()
        try:
            asked = question({"year": options["years"]} if options["years"] else {})
            department = department_named(text) if text is not None else None
            editions = stored.latest_editions(published.filter(disclosure__department=department) if department else published)
            without = stored.listed_without_documents(timezone.localdate(), department)
            if not editions and not without:
                raise CommandError(
                    "这个部门没有现行的文件，也没有应有的公开。" if text is not None else "还没有公布的文件。", returncode=WRONG
                )
            latest = {edition.disclosure.department: edition for edition in editions if edition.disclosure is not None}
            every = [(one, observed) for one in (*latest, *without) for observed in of_department(one.pk)]
            wanted = asked.of([observed for _one, observed in every])
        except BadQuestion as error:
            raise refused(error, {"year": "--years"}) from None
        except NoSuchDepartment as error:
            raise nobody(error) from None
        if not asked.years:
            wanted = tuple(one for one in wanted if one.edition is None or one.edition in latest.values())
        most = None if options["all"] else OPEN
        self.stdout.write("\n\n".join("\n".join(_told(one, observed, most)) for one, observed in every if observed in wanted))


def _told(department: Department, found: Observed, shown: int | None) -> Iterator[str]:
    count = len(found.signals)
    yield f"{department} {found.due.year} {found.kind.get_stage_display()}（{found.kind.get_scope_display()}）：" + (
        f"{count} 个信号。信号不是指责。" if count else "没有信号。"
    )
    if found.contradictions:
        yield f"  这份文件自己前后矛盾 {found.contradictions} 件，在核对结果里。"
    for kind, own in found.groups:
        yield f"  {kind.title}（{len(own)}）　{kind.does_not_mean}"
        for signal in own[:shown]:
            yield f"    {signal_text(signal)}" + "".join(f" {evidence_url(one)}" for one in signal.evidence)
        if shown is not None and len(own) > shown:
            yield f"    另有 {len(own) - shown} 处，加 --all 全部列出。"
