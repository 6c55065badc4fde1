"""The guides' ten questions are run as they stand, against a live server, and answer what was worked out by hand."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from dumps.writing import make
from tests.guide_data import published

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

DOCS = Path(__file__).resolve().parents[1] / "docs"
HERE = "http://127.0.0.1:8000"


def blocks(name: str) -> list[tuple[str, str]]:
    """Language and text of each block of code."""
    return re.findall(r"^```(\w+)\n(.*?)^```$", (DOCS / name).read_text(encoding="utf-8"), re.M | re.S)


def test_both_guides_ask_the_same() -> None:
    found = blocks("guide-api.md")
    assert found == blocks("guide-api.zh.md")
    assert [kind for kind, _text in found] == ["python"] + ["sh", "python"] * 10


@pytest.mark.django_db(transaction=True)
def test_every_block_runs_and_answers(live_server: LiveServer, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "dumps"}}
    settings.STORAGES = {**settings.STORAGES, "dumps": kept}
    settings.PUBLIC_URL = live_server.url
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    storages._storages.pop("dumps", None)  # type: ignore[attr-defined]
    published()
    make(at=timezone.now())
    names: dict[str, Any] = {}
    answers: list[list[dict[str, Any]]] = []
    for kind, text in blocks("guide-api.md"):
        block = text.replace(HERE, live_server.url)
        if kind == "sh":
            assert says_something(asked(block)), text
        else:
            exec(block, names)  # noqa: S102 -- the project's own guide
            if "answer" in names:
                answers.append(names.pop("answer").to_dicts())
    storages._storages.pop("dumps", None)  # type: ignore[attr-defined]
    by_hand(answers)
    for number, rows in enumerate(answers, start=1):
        for row in rows:
            address = row.get("evidence_url") or row["page_url"]
            assert urlopen(address).status == 200, (number, address)  # noqa: S310


def asked(line: str) -> list[Any]:
    """What curl is answered; where there is no curl, the same address is asked without it. A file of lines is a list."""
    command = shlex.split(line)
    if program := shutil.which("curl"):
        text = subprocess.run([program, "--fail", *command[1:]], check=True, capture_output=True, timeout=20).stdout.decode()
    else:
        with urlopen(command[-1]) as answer:  # noqa: S310
            text = answer.read().decode()
    return [json.loads(text)] if "format=jsonl" not in line else [json.loads(one) for one in text.splitlines()]


def says_something(found: list[Any]) -> bool:
    """Whether an answer has rows."""
    return bool(found) and all(any(one.get(name) for name in ("results", "places", "groups", "yuan")) for one in found)


def by_hand(answers: list[list[dict[str, Any]]]) -> None:
    """Amounts are in 元: 900 − 1,000 万元 is −1,000,000."""
    assert len(answers) == 10
    change, raised, growth, mismatch, missing, corrected, known, projects, spent, dump = answers
    assert [(one["difference"], one["rate"], one["reasons"]) for one in change] == [(Decimal(-1_000_000), Decimal(-10), ["项目完工"])]
    assert [(one["name"], one["difference"], one["difference_total"]) for one in raised] == [("甲局", Decimal(20_000), Decimal(-1_000_000))]
    assert [(one["name"], one["rate"]) for one in growth] == [
        ("乙局", Decimal(30)),
        ("甲局", Decimal(10)),
        ("外市局", Decimal(0)),
        ("丙局", Decimal(-2)),
    ]
    assert [(one["check"], one["difference"]) for one in mismatch] == [("text.figure", Decimal(100_000))]
    assert {(one["department"], one["code"], one["year"]) for one in missing} == {
        ("丁局", "disclosure.missing", 2022),
        ("丁局", "disclosure.missing", 2023),
        ("甲局", "disclosure.late", 2023),
    }
    assert [(one["old_yuan"], one["new_yuan"]) for one in corrected] == [(Decimal(1_010_000), Decimal(1_100_000))]
    assert [one["yuan"] for one in known] == [Decimal(8_900_000), Decimal(9_000_000)]
    assert [(one["project"], one["year_total"], one["goal"]) for one in projects] == [("应急物资储备", Decimal(500_000), "储备到位")]
    assert [(one["final"], one["plan"], one["percent"]) for one in spent] == [(Decimal(8_550_000), Decimal(9_000_000), Decimal(95))]
    assert [one["yuan"] for one in dump] == [Decimal(n) for n in (250_000, 120_000, 60_000, 20_000)]
