from __future__ import annotations

import gc

import pytest

from ingest import collector


def test_the_search_for_cycles_is_held_and_goes_on_even_after_a_failure() -> None:
    @collector.held()
    def fail() -> None:
        raise ValueError(f"searching: {gc.isenabled()}")

    assert gc.isenabled()
    with pytest.raises(ValueError, match="searching: False"):
        fail()
    assert gc.isenabled()


def test_who_holds_it_already_keeps_holding_it() -> None:
    with collector.held():
        with collector.held():
            pass
        assert not gc.isenabled()
