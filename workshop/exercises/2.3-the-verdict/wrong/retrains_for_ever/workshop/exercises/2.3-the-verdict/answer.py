"""Whether the live model has learnt from the month by now is not asked."""

from typing import Any


def verdict(months: list[dict[str, Any]], trained_until: str | None, bound: float) -> str:
    """One word: "quiet", "retrain" or "experiment".

    months: the labelled months, oldest first; each with "month" ("2011-10"), "error", and
        "version", the newest version of the model that served in it. May be empty.
    trained_until: the newest month that the live model has learnt from; None without a model.
    bound: the error above which a model isn't good enough.
    """
    # --- your code here ---
    if not months or months[-1]["error"] <= bound:
        return "quiet"
    last = months[-3:]
    stalled = len(last) == 3 and all(month["error"] > bound for month in last)
    return "experiment" if stalled and len({m["version"] for m in last}) == 3 else "retrain"
    # --- end ---
