"""Exercise 2.3: README.md beside this file says what to do."""

from typing import Any


def verdict(months: list[dict[str, Any]], trained_until: str | None, bound: float) -> str:
    """One word: "quiet", "retrain" or "experiment".

    months: the labelled months, oldest first; each with "month" ("2011-10"), "error", and
        "version", the newest version of the model that served in it. May be empty.
    trained_until: the newest month that the live model has learnt from; None without a model.
    bound: the error above which a model isn't good enough.
    """
    # --- your code here ---
    raise NotImplementedError
    # --- end ---
