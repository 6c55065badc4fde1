"""From the sample's file to the page: the figures that the project is for, each leading to its line. Taken by hand from the disclosure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from budgets.retold import retold
from tests.comparisons.test_views import links_of, words
from tests.published import publish_sample

pytestmark = pytest.mark.django_db

LINES = (
    "收入总计 文2,005.93 2,296.59 +290.66 +14.49",
    "支出总计 文2,005.93 2,296.59 +290.66 +14.49",
    "基本支出 未收录 1,486.79 无上年",
    "人员经费 未收录 1,327.00 无上年",
    "公用经费 未收录 159.79 无上年",
    "项目支出 未收录 809.80 无上年",
    "“三公”经费 文10.50 10.50 0.00 0.00",
    "因公出国（境）费 文0.00 文0.00 0.00 基数为零",
    "公务接待费 文0.00 文0.00 0.00 基数为零",
    "公务用车购置及运行费 未收录 10.50 无上年",
    "公务用车购置费 文0.00 文0.00 0.00 基数为零",
    "公务用车运行维护费 文10.50 10.50 0.00 0.00",
    "机关运行经费 文152.61 159.79 +7.18 +4.70",
    "政府采购 未收录 文398.4",
)


def test_the_sample_becomes_the_headline_comparison_and_every_figure_leads_to_its_line(client: Client, tmp_path: Path) -> None:
    edition = publish_sample(tmp_path)
    path = f"/departments/{edition.disclosure.department_id if edition.disclosure else 0}/2023/budget/unit/"
    text = words(client.get(path).content.decode())
    for line in LINES:
        assert line in text
    assert "23 个项目 最大的 3 个占全部项目的 44.77%。" in text
    assert "文件附有 23 张绩效目标表。 其中 5 张不完整。" in text
    assert "224 灾害防治及应急管理支出 1,634.95 1,120.06 514.89 71.19" in text
    links = links_of(client, path)
    assert len(links) > 100
    for href, printed in links:
        html = client.get(href).content.decode()
        if re.fullmatch(r"[\d,]+\.?\d*", printed) and "/facts/" in href:
            assert f"<mark>{printed}</mark>" in html, (href, printed)
        else:
            assert "<mark" in html, (href, printed)


def test_all_that_the_checks_find_in_the_sample_is_told_in_english_too(client: Client, tmp_path: Path) -> None:
    edition = publish_sample(tmp_path)
    found = list(edition.findings.all())
    with translation.override("en"):
        assert [one.message for one in found if not retold(one, "message")] == []
        assert [one.cause for one in found if retold(one, "cause") is None] == []
    assert [retold(one, "message") for one in found] == [one.message for one in found]
    html = client.get(f"/editions/{edition.pk}/findings/?lang=en").content.decode()
    assert 'class="asked"' not in html
    assert "please compare with the original document" in html
