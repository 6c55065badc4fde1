"""Signals: what a reader may want to look at, each with its evidence. Pure. A signal is not an accusation.

`registry.SIGNALS` lists them, `registry.signals(material)` finds them; `docs/signals.md` tells each in full.
"""
