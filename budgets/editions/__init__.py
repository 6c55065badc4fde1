"""The life of an edition: identified, corrected, submitted, reviewed, published, superseded, withdrawn or discarded.

With `ingest.store` the only code through which figures change. Every function locks the edition, works in one transaction, and returns the
edition as it is then: the one it was given, or a new one where that was published. What is not allowed is an EditionError.
"""

from budgets.editions.correcting import apply_anyway, correct, drop, record_checks
from budgets.editions.ending import discard, reinstate, reopen, withdraw
from budgets.editions.identifying import identify
from budgets.editions.joining import combine, discard_duplicate, replace
from budgets.editions.locks import EditionError, opened
from budgets.editions.obstacles import A_REASON, COMPARED, Obstacle, mark_of, other_identity, to_publish, to_submit, unmet
from budgets.editions.publishing import publish
from budgets.editions.receiving import begin, identify_from_reading, read_again, tell_waiting
from budgets.editions.reviewing import say_reviewed, send_back, submit_for_review

__all__ = [
    "A_REASON",
    "COMPARED",
    "EditionError",
    "Obstacle",
    "apply_anyway",
    "begin",
    "combine",
    "correct",
    "discard",
    "discard_duplicate",
    "drop",
    "identify",
    "identify_from_reading",
    "mark_of",
    "opened",
    "other_identity",
    "publish",
    "read_again",
    "record_checks",
    "reinstate",
    "reopen",
    "replace",
    "say_reviewed",
    "send_back",
    "submit_for_review",
    "tell_waiting",
    "to_publish",
    "to_submit",
    "unmet",
    "withdraw",
]
