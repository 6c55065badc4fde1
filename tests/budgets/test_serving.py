"""A server looks for garbage behind its answers."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished

from budgets.serving import settle, tidy


class _Circle:
    """Something that refers to itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_what_an_answer_left_behind_in_circles_is_gone_when_it_was_sent() -> None:
    import config.wsgi  # noqa: F401  it is what connects the two

    left = weakref.ref(_Circle())
    gc.disable()
    try:
        assert left() is not None
        for behind in (one for one in request_finished._live_receivers(None)[0] if one is tidy):
            behind()
        assert left() is None
    finally:
        gc.enable()


def test_what_outlived_answers_is_looked_through_after_a_thousand() -> None:
    circle = _Circle()
    left = weakref.ref(circle)
    gc.collect()  # it is old now
    del circle
    for _ in range(1_000):
        if left() is None:
            break
        tidy()
    assert left() is None


def test_what_was_loaded_is_not_looked_through_again() -> None:
    settle()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[0] >= 1_000_000
