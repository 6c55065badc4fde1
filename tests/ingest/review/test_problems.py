"""Where problems stand: on the pages of their own document alone."""

from __future__ import annotations

import pytest

from budgets.models import DocumentPage, Finding
from ingest.review.problems import Pages, problems_of

BOX = [1.0, 2.0, 3.0, 4.0]


def page(document: int, number: int, first_line: int = 1, lines: tuple[str, ...] = ("一",)) -> DocumentPage:
    return DocumentPage(pk=10 * document + number, document_id=document, number=number, first_line=first_line, lines=list(lines))


def finding(document: int, *sources: dict[str, object]) -> Finding:
    return Finding(document_id=document, outcome="mismatch", message="对不上", sources=list(sources))


@pytest.fixture
def pages() -> Pages:
    """Two files with two pages each."""
    return Pages([page(1, 1), page(1, 2, 50), page(2, 1, lines=("收支总表", "一")), page(2, 2, 90)])


def test_a_problem_marks_no_page_of_the_other_file(pages: Pages) -> None:
    (problem,) = problems_of([finding(1, {"page": 2, "bbox": BOX})], [], pages)
    assert [len(problem.marks_on(one, pages)) for one in pages.all] == [0, 1, 0, 0]


def test_a_place_in_another_file_is_none_of_its_own(pages: Pages) -> None:
    (problem,) = problems_of([finding(1, {"sha256": "a" * 64, "page": 1, "bbox": BOX}, {"page": 2, "bbox": BOX})], [], pages)
    assert problem.page == pages.numbered(1, 2)
    assert problem.marks_on(pages.all[0], pages) == ()


@pytest.mark.parametrize(
    ("place", "number"),
    [
        ({"line": 49}, 1),
        ({"line": 50}, 2),
        ({"line": 0}, None),
        ({"page": 2}, 2),
        ({"page": 3}, None),
        ({}, None),
        ({"sheet": "收支总表"}, None),
    ],
)
def test_a_page_is_found_by_line_and_by_number(pages: Pages, place: dict[str, object], number: int | None) -> None:
    assert pages.at(place, 1) == (None if number is None else pages.numbered(1, number))


def test_a_page_is_found_by_its_worksheet(pages: Pages) -> None:
    assert pages.at({"sheet": "收支总表"}, 2) == pages.numbered(2, 1)
