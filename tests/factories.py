"""Rows of the stored truth for tests: a disclosure, its text line by line, and the figures that stand in it.

Figures and official names of the default are those of 大同市应急管理局 2023; the sentences are our own.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from budgets.models import (
    Department,
    DepartmentName,
    Disclosure,
    Document,
    DocumentPage,
    Edition,
    Expected,
    Fact,
    Finding,
    Form,
    Note,
    Part,
    PrintedTable,
    Reading,
    Statement,
)
from budgets.money import to_yuan
from budgets.schedules import fund_named

_numbers = itertools.count(1)


def department(name: str = "大同市应急管理局", **fields: Any) -> Department:
    """A department with its official name; the same one for the same name."""
    known = DepartmentName.objects.called(name).first()
    if known is not None:
        return known.department
    made = Department.objects.create(**fields)
    DepartmentName.objects.create(department=made, name=name)
    return made


def expect(name: str, year: int, **fields: Any) -> Expected:
    """A budget of scope 部门 that a list asks for."""
    known = {"stage": "budget", "scope": "department", "source": "某省预算公开名单", "reference": "第三条"}
    return Expected.objects.create(department=department(name), fiscal_year=year, **{**known, **fields})


class Book:
    """A draft edition of one text document that is being written. `publish()` makes it the edition in force."""

    def __init__(
        self, name: str = "大同市应急管理局", year: int = 2023, stage: str = "budget", scope: str = "unit", is_sample: bool = False
    ) -> None:
        self.year = year
        self.lines: list[str] = []
        self.tables: list[dict[str, Any]] = []
        self.page_kind = "text"
        number = next(_numbers)
        sha256 = hashlib.sha256(str(number).encode()).hexdigest()
        self.document = Document.objects.create(
            sha256=sha256, name=f"公开报告-{number}.txt", media_type="text/plain", size=1, original=f"{sha256}.txt", is_sample=is_sample
        )
        self.disclosure, _ = Disclosure.objects.get_or_create(department=department(name), fiscal_year=year, stage=stage, scope=scope)
        self.edition = Edition.objects.create(disclosure=self.disclosure)
        self._order = itertools.count()

    def line(self, text: str) -> int:
        """A line of the document with an empty one behind it; its number."""
        self.lines += [text, ""]
        return len(self.lines) - 1

    def table(self, schedule: str, title: str, unit: str = "万元", **more: Any) -> int:
        """A table begins; its number."""
        head: dict[str, Any] = {
            "schedule": schedule,
            "title": title,
            "number": None,
            "unit": unit,
            "no_data": False,
            "carry_over": None,
            "pages": [],
        }
        self.tables.append({**head, "line": self.line(title), **more, "rows": [], "columns": []})
        self.line(f"单位：{unit}")
        return len(self.tables) - 1

    def row(
        self, label: str, cells: Mapping[str, str | None], *, code: str = "", item: str = "", side: str = "", **more: Any
    ) -> list[Fact]:
        """A row of the last table: measure → printed figure; None is a blank cell, — a dash. One fact each."""
        number = self.line(" ".join([code, label, *(printed or "" for printed in cells.values())]).strip())
        return Fact.objects.bulk_create(
            self._fact(label, measure, printed, line=number, column=column, code=code, item=item, side=side, **more)
            for column, (measure, printed) in enumerate(cells.items(), start=more.pop("column", 0))
        )

    def _fact(self, label: str, measure: str, printed: str | None, *, line: int, side: str, code: str, **more: Any) -> Fact:
        table = len(self.tables) - 1
        unit = self.tables[table]["unit"]
        presence = "blank" if printed is None else "dash" if printed == "—" else "printed"
        yuan = to_yuan(Decimal((printed or "").replace(",", "")), unit) if presence == "printed" else None
        start = self.lines[line - 1].rfind(printed) if printed else 0
        key = code or "/".join((*more.get("path", ()), label))
        known = {"row_key": f"{side}:{key}" if side else key, "figure": "this", "fiscal_year": self.year, "row": line}
        return Fact(
            edition=self.edition,
            document=self.document,
            order=next(self._order),
            table=table,
            schedule=self.tables[table]["schedule"],
            label=label,
            measure=measure,
            side=side,
            code=code,
            presence=presence,
            yuan=yuan,
            printed=printed or "",
            unit=unit,
            line=line,
            span=[start, start + len(printed)] if printed else None,
            **{**known, **more},
        )

    def say(self, text: str, subject: str, **fields: Any) -> Statement:
        """A sentence of the document and what it says in figures."""
        number = self.line(text)
        known = {"year": self.year, "unit": "万元"}
        numbers = {name: Decimal(value) for name, value in fields.items() if name in ("amount", "base", "change", "percent")}
        return Statement.objects.create(
            edition=self.edition,
            document=self.document,
            order=next(self._order),
            subject=subject,
            text=text,
            line=number,
            **{**known, **fields, **numbers},
        )

    def find(self, check: str, outcome: str, message: str, **fields: Any) -> Finding:
        """What a check found."""
        known = {"subject": "某项", "check_code": check, "outcome": outcome, "message": message}
        return Finding.objects.create(edition=self.edition, document=self.document, order=next(self._order), **{**known, **fields})

    def note(self, level: str, code: str, text: str, **fields: Any) -> Note:
        """Something that was noted while reading."""
        return Note.objects.create(
            edition=self.edition, document=self.document, order=next(self._order), level=level, code=code, text=text, **fields
        )

    def form(self, project: str, year: str | None, period: str | None, *, complete: bool = True, **data: Any) -> Form:
        """A project's declaration of targets in 元; its lines are one."""
        number = self.line(f"项目支出绩效目标申报表 {project}")
        funding = {"year": {"total": year}, "period": {"total": period}}
        known = {"unit": "元", "pages": [1], "segments": [[number, number]], "period_years": 3, "missing": [], "goal": {}, "indicators": []}
        return Form.objects.create(
            edition=self.edition,
            document=self.document,
            order=next(self._order),
            project=project,
            complete=complete,
            year_total=Decimal(year) if year is not None else None,
            period_total=Decimal(period) if period is not None else None,
            line=number,
            data={"project": project, "funding": funding, **known, **data},
        )

    def finish(self) -> Edition:
        """The document's page and reading are kept; the edition stays a draft."""
        DocumentPage.objects.create(document=self.document, number=1, first_line=1, lines=self.lines, kind=self.page_kind)
        about = {"sha256": self.document.sha256, "name": self.document.name, "media_type": self.document.media_type, "pages": 1}
        nothing: dict[str, Any] = {name: [] for name in ("sections", "statements", "forms", "findings", "notes")}
        identity = dict.fromkeys(("unit", "region", "fiscal_year", "stage", "scope"))
        extraction = {"contract": 1, "document": about, "identity": identity, "tables": self.tables, **nothing, "checks": {}}
        reading = Reading.objects.create(document=self.document, parser_version="test", extraction=extraction)
        Part.objects.create(edition=self.edition, reading=reading)
        PrintedTable.objects.bulk_create(self._printed_table(order, table) for order, table in enumerate(self.tables))
        return self.edition

    def _printed_table(self, order: int, table: Mapping[str, Any]) -> PrintedTable:
        cells = Fact.objects.filter(edition=self.edition, document=self.document, table=order)
        counted = cells.aggregate(cells=Count("pk"), figures=Count("pk", filter=~Q(presence="blank")))
        return PrintedTable(
            edition=self.edition,
            document=self.document,
            order=order,
            printed_number=table["number"] or "",
            carry_over=table["carry_over"] or "",
            fund=fund_named(table["title"]),
            remarks=table.get("remarks", []),
            **counted,
            line=table.get("line"),
            page=table.get("page"),
            **{name: table[name] for name in ("schedule", "title", "unit", "no_data", "pages")},
        )

    def publish(self) -> Edition:
        """The edition in force; an earlier one is superseded."""
        self.finish()
        return self.publish_finished()

    def publish_finished(self) -> Edition:
        """The same for one that is finished already."""
        self.disclosure.editions.filter(state="published").update(state="superseded", ended_at=timezone.now())
        Edition.objects.filter(pk=self.edition.pk).update(state="in_review")
        number = self.disclosure.editions.exclude(number=None).count() + 1
        public = {"state": "published", "published_at": timezone.now(), "digest": "d" * 64, "number": number}
        Edition.objects.filter(pk=self.edition.pk).update(**public)
        self.edition.refresh_from_db()
        return self.edition


TOTAL, BASIC, PROJECT = "2,296.59", "1,486.79", "809.80"


def datong(year: int = 2023, **more: Any) -> Book:
    """The figures of 大同市应急管理局 2023 that the headline needs, as its disclosure prints them."""
    book = Book(year=year, **more)
    book.table("summary", f"{year}年预算收支总表")
    book.row("收入总计", {"amount": TOTAL}, item="total", side="income")
    book.row("支出总计", {"total": TOTAL, "current": TOTAL, "carryover": None}, item="total", side="expenditure")
    book.table("expenditure", f"{year}年预算支出总表")
    book.row("合计", {"total": TOTAL, "basic": BASIC, "project": PROJECT}, item="total")
    for code, label, total, basic, project in CLASSES:
        book.row(label, {"total": total, "basic": basic, "project": project}, code=code)
    book.table("general_basic", f"{year}年一般公共预算基本支出预算表（不含上年结转）", carry_over="excluded")
    book.row("合计", {"total": BASIC, "personnel": "1,327.00", "operating": "159.79"}, item="total")
    book.table("three_public", f"{year}年一般公共预算“三公”经费支出预算表")
    for item, label, printed in THREE_PUBLIC:
        book.row(label, {item: printed, f"{item}.fund": None}, item=item)
    book.row("合计", {"total": "10.50", "fund": None}, item="total")
    book.table("operating", f"{year}年机关运行经费预算财政拨款情况统计表")
    book.row("部门合计", {"amount": "159.79"}, item="total")
    book.row("大同市应急管理局", {"amount": "159.79"})
    book.table("fund_expenditure", f"{year}年政府性基金预算支出表", no_data=True)
    return book


CLASSES = (
    ("208", "社会保障和就业支出", "166.70", "146.70", "20.00"),
    ("210", "卫生健康支出", "54.70", "54.70", None),
    ("213", "农林水支出", "274.91", None, "274.91"),
    ("221", "住房保障支出", "165.33", "165.33", None),
    ("22102", "住房改革支出", "165.33", "165.33", None),
    ("2210201", "住房公积金", "151.50", "151.50", None),
    ("2210202", "提租补贴", "13.83", "13.83", None),
    ("224", "灾害防治及应急管理支出", "1,634.95", "1,120.06", "514.89"),
)
THREE_PUBLIC = (
    ("abroad", "因公出国（境）费", None),
    ("reception", "公务接待费", None),
    ("vehicles", "公务用车购置及运行费", "10.50"),
    ("vehicle_purchase", "①公务用车购置费", None),
    ("vehicle_running", "②公务用车运行维护费", "10.50"),
)


def datong_with_text(**more: Any) -> Book:
    """The same with what its text says of last year."""
    book = datong(**more)
    last = book.year - 1
    rise = {
        "base_year": last,
        "amount": "2296.59",
        "change": "290.66",
        "direction": "increase",
        "percent": "14.49",
        "percent_kind": "change",
    }
    book.say("收入总计2,296.59万元，比上年多290.66万元，多14.49%。", "收入总计", **rise)
    book.say("支出总计2,296.59万元，比上年多290.66万元，多14.49%。", "支出总计", **rise)
    same = {"base_year": last, "base_kind": "budget", "direction": "unchanged"}
    book.say("“三公”经费10.50万元，与上年预算数一样。", "“三公”经费", amount="10.50", **same)
    book.say("公务接待费0.00万元，与上年预算数一样。", "公务接待费", amount="0.00", **same)
    agency = {"base_year": last, "amount": "159.79", "base": "152.61", "change": "7.18", "direction": "increase"}
    book.say("机关运行经费159.79万元，上年152.61万元，多7.18万元。", "机关运行经费", reason="人数增加", **agency)
    book.say("政府采购预算总额398.4万元。", "政府采购预算总额", amount="398.4")
    return book
