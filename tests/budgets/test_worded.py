"""Chinese texts that know what they are put together from, and what is told of them in another language."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import orjson
import pytest

from budgets.worded import Sentence, _, as_json, enumerated, told

ENGLISH = {"{table}的{row}": "“{row}” in {table}", "《{title}》": "“{title}”", "合计": "total", "{some}、{more}": "{some}, {more}"}


def translate(message: str) -> str:
    return ENGLISH.get(message, message)


def title(schedule: str) -> str:
    return f"table of {schedule}"


TABLE = _("《{title}》")
CELL = _("{table}的{row}")


def test_a_sentence_is_its_chinese_text_and_keeps_its_parts() -> None:
    text = CELL.format(table=TABLE.format(title="收入表"), row=208)
    assert (text, str(text), f"{text}。") == ("《收入表》的208", "《收入表》的208", "《收入表》的208。")
    assert as_json(text) == ["{table}的{row}", {"table": ["《{title}》", {"title": "收入表"}], "row": "208"}]
    assert orjson.loads(orjson.dumps(as_json(text))) == as_json(text)


def test_a_text_of_no_template_has_no_parts() -> None:
    assert as_json("合计") is None
    assert as_json(None) is None


@pytest.mark.parametrize("copy", [lambda one: pickle.loads(pickle.dumps(one)), lambda one: one])  # noqa: S301
def test_it_keeps_them_when_it_is_sent_on(copy: Callable[[Sentence], Sentence]) -> None:
    text = CELL.format(table="甲", row="乙")
    assert as_json(copy(text)) == as_json(text)


def test_what_is_printed_stays_as_printed_also_with_braces_in_it() -> None:
    parts = as_json(CELL.format(table=TABLE.format(title="{row}{x.y}"), row="合计"))
    assert parts is not None
    assert told(parts, translate, title) == "“合计” in “{row}{x.y}”"


def test_a_standard_table_is_told_by_its_usual_name_where_its_key_stands_beside_the_title() -> None:
    assert told(as_json(TABLE.format(title="2024年收入预算总表", schedule="income")) or [], translate, title) == "“table of income”"
    assert told(as_json(TABLE.format(title="某表", schedule="")) or [], translate, title) == "“某表”"


def test_nothing_is_told_where_any_part_of_it_has_no_translation() -> None:
    assert told(["没有译文"], translate, title) is None
    assert told(["{table}的{row}", {"table": ["没有译文"], "row": "1"}], translate, title) is None


@pytest.mark.parametrize("number", [0, 1, 2, 7, 1000])
def test_a_list_of_any_length_is_nested_only_a_little(number: int) -> None:
    names = [f"甲{at}" for at in range(number)]
    text = enumerated(names)
    assert text == "、".join(names)
    orjson.dumps(as_json(text))
    if number > 1:
        assert told(as_json(text) or [], translate, title) == ", ".join(names)


def test_the_empty_text_is_no_message_of_a_catalogue() -> None:
    """The catalogue's own head is what it has for it."""
    assert told(as_json(Sentence("")) or [], lambda _message: "Project-Id-Version", title) == ""
