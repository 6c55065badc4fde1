"""The question that an address asks: read strictly, refused by name, written back in one way."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from comparisons.asked import BadQuestion, Question, question


def asked(query: str) -> Question:
    return question(parse_qs(query, keep_blank_values=True))


def errors(query: str) -> dict[str, list[str]]:
    with pytest.raises(BadQuestion) as caught:
        asked(query)
    return caught.value.errors


def test_everything_is_read_and_years_are_put_in_order() -> None:
    assert asked("d=7&d=3&y=2024&y=2023&stage=budget&scope=unit&schedule=expenditure&measure=basic&q= 街道 ") == Question(
        (7, 3), (2023, 2024), ("budget",), ("unit",), "expenditure", "basic", "街道"
    )


def test_nothing_is_a_question_too_and_blank_fields_of_a_form_are_nothing() -> None:
    assert asked("") == asked("schedule=&measure=&q=") == Question()
    assert asked("schedule=expenditure").column == "total"


def test_a_question_written_as_an_address_asks_the_same() -> None:
    first = asked("d=7&d=3&y=2023&y=2024&stage=budget&scope=unit&schedule=expenditure&measure=basic")
    assert asked(first.query()) == first
    assert asked(first.query(schedule="", measure="")).schedule == ""
    assert "q=" not in asked("d=1&q=局").query()


def test_one_looks_through_the_years_unless_one_asks_for_what_was_printed() -> None:
    assert asked("d=1").view == asked("d=1&as=continuous").view == "continuous"
    assert asked("d=1&as=original").is_original
    assert asked("d=1&as=original").query() == "d=1&as=original"
    assert asked("d=1&as=continuous").query() == "d=1"
    assert errors("as=both")["as"] == ["“both”不能用。可以用的是：continuous、original。"]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("d=x", {"d"}),
        ("d=0", {"d"}),
        ("d=-1", {"d"}),
        ("d=9999999999999999999", {"d"}),
        ("d=²", {"d"}),
        ("d=", {"d"}),
        ("d=1&d=1", {"d"}),
        ("y=66", {"y"}),
        ("y=２０２３", {"y"}),
        ("y=2023&y=2023", {"y"}),
        ("stage=plan", {"stage"}),
        ("scope=all&scope=unit", {"scope"}),
        ("schedule=expenditures", {"schedule"}),
        ("schedule=income&schedule=income", {"schedule"}),
        ("schedule=income&measure=Total", {"measure"}),
        ("schedule=income&measure=a..b", {"measure"}),
        ("schedule=income&measure=total%0A", {"measure"}),
        ("measure=basic", {"measure"}),
        ("q=" + "长" * 101, {"q"}),
        ("department=1&d=x&y=1", {"department", "d", "y"}),
    ],
)
def test_what_cannot_be_followed_is_named(query: str, wrong: set[str]) -> None:
    assert set(errors(query)) == wrong


def test_the_refusal_says_what_there_is_instead() -> None:
    assert errors("stage=plan")["stage"] == ["“plan”不能用。可以用的是：budget、final_accounts。"]
    assert errors("foo=1")["foo"] == [
        "没有这个参数。可用的是：d、y、stage、scope、line、show、schedule、measure、as、prices、per、by、sort、find、depth、under、q。"
    ]
    assert errors("measure=basic")["measure"] == ["只与 schedule 一起用：先说哪一张表。"]


def test_ten_departments_and_ten_years_are_the_most() -> None:
    ten = "&".join([f"d={number}" for number in range(1, 11)] + [f"y={year}" for year in range(2010, 2020)])
    assert len(asked(ten).departments) == len(asked(ten).years) == 10
    assert errors(ten + "&d=11")["d"] == ["给了 11 个，最多 10 个。"]
    assert errors(ten + "&y=2020")["y"] == ["给了 11 个，最多 10 个。"]


def test_the_refusal_is_one_line_and_repeats_little_of_what_was_given() -> None:
    with pytest.raises(BadQuestion) as caught:
        asked("y=" + "9" * 5000 + "&" + "k" * 5000 + "=1")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300
