"""The browser that the tests of this folder share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

Chromium = tuple[ThreadPoolExecutor, Browser]
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
ONLY_VIOLATIONS: Final = {"resultTypes": ["violations"]}
"""For axe: what passes is not written out element by element, which takes as long as the rules."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """A browser in a thread of its own: its event loop stays away from Django's."""
    if CHROMIUM is None:
        pytest.skip("没有 chromium（Debian：apt install chromium fonts-noto-cjk）")
    with ThreadPoolExecutor(max_workers=1) as thread:
        playwright = thread.submit(lambda: sync_playwright().start()).result()
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = thread.submit(lambda: playwright.chromium.launch(executable_path=CHROMIUM, args=options)).result()
        yield thread, browser
        thread.submit(browser.close).result()
        thread.submit(playwright.stop).result()
