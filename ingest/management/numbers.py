"""Numbers that a person gives a command."""

from __future__ import annotations

import argparse


def positive(text: str) -> int:
    """A whole number from 1. Raises what argparse tells a person in one line."""
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError("应为 1 或更大的整数")
    return number
