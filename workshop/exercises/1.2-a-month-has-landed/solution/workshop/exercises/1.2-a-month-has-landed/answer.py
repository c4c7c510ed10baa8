"""Exercise 1.2: README.md beside this file says what to do."""

from typing import Any


def look(sizes: dict[str, int], memory: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """One look at the landing folder: the months that are ready now, and what to remember.

    sizes: size in bytes of each file that lies there, by month ("2011-07").
    memory: what this function returned as such at the look before; {} at the very first.
    """
    # --- your code here ---
    before, reported = memory.get("before", {}), memory.get("reported", {})
    ready = sorted(
        month
        for month, size in sizes.items()
        if before.get(month) == size and reported.get(month) != size
    )
    return ready, {
        "before": sizes,
        "reported": reported | {month: sizes[month] for month in ready},
    }
    # --- end ---
