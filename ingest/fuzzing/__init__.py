"""Documents spoilt at random, and what the readers make of them. Pure.

`mutations` spoils: the same seed and number always give the same file. `running` has the files read as the service reads them, and watches
that nothing crashes, hangs or is left behind.
"""
