"""The running text of a disclosure: our own sentences, filled with the figures and official names of the facts. Pure."""

from __future__ import annotations

from typing import Final

from ingest.samples.published import Part

SENTENCES: Final = {
    # 普陀区: one item of 财政拨款支出, with last year's execution
    "item": (
        "{}．{}（类）{}（款）{}（项）{}万元，用于{}。{}年当年预算执行数为{}万元，{}年预算安排{}万元，比{}年预算执行数{}。主要原因：{}。"
    ),
    "coded_item": (
        "{}、{}（{}类）{}（{}款）{}（{}项）{}万元。用于：{}。"
        "{}年当年预算执行数为{}万元，{}年预算安排{}万元，比{}年预算执行数{}，主要原因：{}。"
    ),
    # 江苏省: a subject, its amount, its change against last year
    "change": "{}{}万元，比上年{}，主要原因：{}。",
    "change_only": "{}{}万元，比上年{}。",
    "share_change": "{}{}万元，占{}{}，比上年{}，主要原因：{}。",
    "share": "{}{}万元，占{}{}。",
    "because": "{}{}万元，{}。",
    "flat": "{}{}万元，与上年持平。",
    "new": "{}{}万元，为今年新增支出。",
    "plain": "{}{}万元。",
    "of_which": "{}{}万元，其中：",
    # 决算: one item, its budget of the whole year, its final account, and how both compare
    "account": "{}．{}（类）{}（款）{}（项）。全年预算为{}万元，支出决算为{}万元{}。决算数{}。",
}


def paragraphs(part: Part) -> tuple[str, ...]:
    """The paragraphs of a part: texts, names, or one sentence for each row of values. Raises KeyError for an unknown template."""
    if part.kind in ("text", "names"):
        return tuple(map(str, part.values))
    template, *rows = part.values
    return tuple(SENTENCES[template].format(*row) for row in rows)
