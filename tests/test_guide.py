"""The clerk's guide shows real screens: each picture in it is taken by the walk, and each that is taken is in it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GUIDE, PICTURES = ROOT / "docs" / "clerks.md", ROOT / "docs" / "pictures"
WALK = ROOT / "tests" / "browser" / "test_clerks_way.py"


def test_every_picture_of_the_guide_is_one_of_the_walk_and_is_there() -> None:
    shown = set(re.findall(r"!\[[^]]+\]\(pictures/([\w-]+)\.png\)", GUIDE.read_text(encoding="utf-8")))
    taken = set(re.findall(r'picture\(page, "([\w-]+)"', WALK.read_text(encoding="utf-8"))) | {"publish", "publish-again"}
    there = {path.stem for path in PICTURES.glob("*.png")}
    assert shown == taken == there
