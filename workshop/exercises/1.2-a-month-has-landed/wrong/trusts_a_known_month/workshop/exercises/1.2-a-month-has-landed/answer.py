"""Nearly right: a month that was complete once is taken to be complete from then on."""

from typing import Any


def look(sizes: dict[str, int], memory: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    before, reported = memory.get("before", {}), memory.get("reported", {})
    ready = [
        month
        for month, size in sizes.items()
        if reported.get(month) != size and (month in reported or before.get(month) == size)
    ]
    return ready, {
        "before": sizes,
        "reported": reported | {month: sizes[month] for month in ready},
    }
