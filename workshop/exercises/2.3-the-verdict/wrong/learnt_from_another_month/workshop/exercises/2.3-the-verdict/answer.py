"""Nearly right: any training counts, also one that came before the bad month."""

from typing import Any


def verdict(months: list[dict[str, Any]], trained_until: str | None, bound: float) -> str:
    if not months or months[-1]["error"] <= bound:
        return "quiet"
    last = months[-3:]
    stalled = len(last) == 3 and all(month["error"] > bound for month in last)
    if stalled and len({month["version"] for month in last}) == 3:
        return "experiment"
    return "quiet" if trained_until is not None else "retrain"
