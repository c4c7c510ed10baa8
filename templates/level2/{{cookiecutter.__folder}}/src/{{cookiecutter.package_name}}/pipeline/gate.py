"""Whether a challenger becomes champion."""

from dataclasses import dataclass
from typing import Any

from ..core.scores import better, needed


@dataclass(frozen=True)
class Decision:
    """reason: one line for people."""

    promote: bool
    reason: str


def decide(scores: dict[str, float], *, margin: float, obstacle: str | None = None) -> Decision:
    """Promote if the candidate beats every other score by the margin.

    Args:
        scores: "candidate", "baseline" and, where there is one to compare with, "champion",
            all on the same rows, which none of them was fitted on.
        margin: how much better it has to be, as `core/scores.py` counts it.
        obstacle: why no score counts at all.
    """
    if obstacle:
        return Decision(False, obstacle)
    candidate = scores["candidate"]
    rivals = {name: score for name, score in scores.items() if name != "candidate"}
    told = {
        name: f"candidate {candidate:.3f}, {name} {score:.3f}, needed {needed(score, margin):.3f}"
        for name, score in rivals.items()
    }
    for name, score in rivals.items():
        if not better(candidate, score, margin):
            return Decision(False, told[name])
    return Decision(True, told["champion" if "champion" in rivals else "baseline"])


def schema_changes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Fields that were added, removed or redefined, as text."""
    before, after = old["properties"], new["properties"]
    changed = [name for name in before if after.get(name, before[name]) != before[name]]
    return gone_or_new(old, new) + [f"{name} changed" for name in changed]


def gone_or_new(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Fields that were added or removed, as text."""
    before, after = old["properties"], new["properties"]
    changes = [f"{name} is gone" for name in before if name not in after]
    return changes + [f"{name} is new" for name in after if name not in before]
