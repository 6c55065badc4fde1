"""Text in one file, tables in another: checked as one disclosure, each finding told of the file that it speaks of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from budgets.companions import File, relation
from ingest.checks import run_checks
from ingest.contract import to_contract
from ingest.extract import extract
from ingest.joint import check_together, joined
from ingest.shapes import Extraction, Finding, Identity, Page, Source, Stated, TextLine
from tests.ingest.checks.builders import document, form, identified, lost, row, statement, table

TEXT, TABLES = "e" * 64, "d" * 64


def text(stated: str = "2296.59") -> Extraction:
    return replace(document(statements=[statement("收入总计", stated)]), sha256=TEXT)


def tables(total: str = "2,296.59") -> Extraction:
    summary = table(
        "summary",
        "income:amount expenditure:total",
        row("收入总计", total, side="income"),
        row("支出总计", "2,296.59", side="expenditure"),
    )
    return replace(document(summary), sha256=TABLES)


def of(check: str, extraction: Extraction) -> list[Finding]:
    return [finding for finding in extraction.findings if finding.check == check]


def test_alone_neither_file_can_be_compared_and_together_they_are() -> None:
    assert [run_checks(one)[1]["text.figure"]["exact"] for one in (text(), tables())] == [0, 0]
    first, second = check_together([text(), tables()])
    assert [one.checks["text.figure"]["exact"] for one in (first, second)] == [1, 0]


def test_a_contradiction_between_the_files_stands_with_the_sentence_and_names_both_files() -> None:
    for files in ([text("2300.00"), tables()], [tables(), text("2300.00")]):
        by_file = {one.sha256: one for one in check_together(files)}
        (found,) = of("text.figure", by_file[TEXT])
        assert found.outcome == "mismatch"
        assert {source.document for source in found.sources} == {TEXT, TABLES}
        assert found.sources[0].document == TEXT
        assert of("text.figure", by_file[TABLES]) == []


def test_a_contradiction_inside_the_tables_stands_with_them() -> None:
    first, second = check_together([text(), tables("2,300.00")])
    assert of("summary.balance", first) == []
    assert {source.document for finding in of("summary.balance", second) for source in finding.sources} == {TABLES}


def test_every_outcome_is_counted_once_over_all_files() -> None:
    files = check_together([text(), tables("2,300.00")])
    for code in files[0].checks:
        for outcome in ("rounding", "mismatch", "soft", "not_evaluable"):
            counted = sum(one.checks[code][outcome] for one in files)
            assert counted == sum(finding.outcome == outcome for one in files for finding in of(code, one))
    assert files[1].checks["summary.balance"]["mismatch"] == 1


def test_forms_in_a_file_of_their_own_are_compared_with_the_projects_in_the_tables() -> None:
    projects = replace(document(table("projects", "total", row("J电费", "4.58"))), sha256=TABLES)
    forms = replace(document(forms=[form("J电费", "99999")]), sha256=TEXT)
    (found,) = [finding for one in check_together([projects, forms]) for finding in of("forms.amount", one)]
    assert (found.outcome, {source.document for source in found.sources}) == ("mismatch", {TEXT, TABLES})


def test_a_page_that_one_file_lost_makes_no_doubt_of_the_other_files_tables() -> None:
    """Both have a page 15; only the text's is lost. A sum that is wrong in the tables stays a contradiction."""
    wrong = table("expenditure", "total", row("合计", "9.00"), row("208 社会保障和就业支出", "5.00"), pages=(15,))
    apart = replace(document(wrong), sha256=TABLES)
    _, second = check_together([replace(text(), pages=(lost(15),)), apart])
    assert [finding.outcome for finding in of("hierarchy.total", second)] == ["mismatch"]
    own = replace(apart, pages=(lost(15),))
    _, second = check_together([text(), own])
    assert [finding.outcome for finding in of("hierarchy.total", second)] == ["not_evaluable"]


def test_a_draft_mark_is_looked_for_in_each_file_and_told_with_its_own_page() -> None:
    marked = Page(2, (TextLine(5, "仅供内部审核"),), first_line=4)
    clean = Page(1, (TextLine(1, "收入总计"),))
    first, second = check_together([replace(text(), pages=(clean,)), replace(tables(), pages=(marked,))])
    assert (first.checks["quality.draft_mark"]["exact"], of("quality.draft_mark", first)) == (1, [])
    (found,) = of("quality.draft_mark", second)
    assert (found.sources, "第2页" in found.message) == ((Source(page=2, line=5, document=TABLES),), True)


def test_what_the_files_state_differently_of_themselves_is_not_known() -> None:
    year = Stated(2022, "2022", Source(line=1))
    other = replace(tables(), identity=replace(identified(), fiscal_year=year))
    assert joined([text(), other]).identity.fiscal_year is None
    silent = replace(tables(), identity=Identity())
    assert joined([text(), silent]).identity == identified()


def test_what_was_read_of_each_file_stays_as_it_was() -> None:
    given = [text(), tables()]
    for before, after in zip(given, check_together(given), strict=True):
        assert replace(after, findings=(), checks={}) == before


def test_one_file_alone_is_checked_as_ever_and_its_findings_name_no_file() -> None:
    given = tables("2,300.00")
    (alone,) = check_together([given])
    assert (alone.findings, alone.checks) == run_checks(given)
    assert {source.document for finding in alone.findings for source in finding.sources} == {None}


def test_the_contract_names_the_file_of_each_source_of_a_finding_and_of_nothing_else() -> None:
    first, second = (to_contract(one) for one in check_together([text("2300.00"), tables()]))
    (found,) = [finding for finding in first["findings"] if finding["check"] == "text.figure"]
    assert {source["sha256"] for source in found["sources"]} == {TEXT, TABLES}
    assert "sha256" not in str(first["statements"]) + str(second["tables"]) + str(first["identity"])
    (alone,) = check_together([tables("2,300.00")])
    assert "sha256" not in str(to_contract(alone)["findings"])


def test_the_sample_cut_into_text_and_tables_is_a_pair_of_parts_and_checked_as_the_whole(
    sample_file: Path, halves: tuple[Path, Path]
) -> None:
    files = [extract(path) for path in halves]
    found = relation(*(File(path.name, to_contract(one)) for path, one in zip(halves, files, strict=True)))
    assert (found.kind, found.totals_agree) == ("part", True)
    whole, parts = extract(sample_file), check_together(files)
    for code, counts in whole.checks.items():
        together = {outcome: sum(part.checks[code][outcome] for part in parts) for outcome in counts}
        assert together == counts or code == "quality.draft_mark", code  # that is asked of each file
    for part in parts:
        assert all(finding.sources[0].document == part.sha256 for finding in part.findings if finding.sources)
    messages = {finding.message for finding in whole.findings if finding.check == "text.figure"}
    assert {finding.message for finding in of("text.figure", parts[0])} == messages
