"""Whether a challenger becomes champion."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """numbers: what was compared, by name; reason: one line for people."""

    promote: bool
    reason: str
    numbers: dict[str, float]


def decide(
    scores: dict[str, float],
    *,
    margin: float,
    lower_is_better: bool,
    obstacle: str | None = None,
) -> Decision:
    """Promote if the candidate beats every other score by the margin.

    Args:
        scores: "candidate", "baseline" and, where there is one to compare with, "champion",
            all on the same rows, which none of them was fitted on.
        margin: how much better it has to be, as a share of the other's score.
        obstacle: why no score counts at all.
    """
    candidate = scores["candidate"]
    rivals = {name: score for name, score in scores.items() if name != "candidate"}
    needed = {
        name: score - margin * abs(score) if lower_is_better else score + margin * abs(score)
        for name, score in rivals.items()
    }
    numbers = scores | {f"needed_against_{name}": score for name, score in needed.items()}
    if obstacle:
        return Decision(False, obstacle, numbers)
    for name, bound in needed.items():
        # Not the other way round: a score that is no number beats nothing.
        beaten = candidate < bound if lower_is_better else candidate > bound
        if not beaten:
            return Decision(False, _compared(candidate, name, rivals[name], bound), numbers)
    name = "champion" if "champion" in rivals else "baseline"
    return Decision(True, _compared(candidate, name, rivals[name], needed[name]), numbers)


def _compared(candidate: float, name: str, score: float, bound: float) -> str:
    return f"candidate {candidate:.3f}, {name} {score:.3f}, needed {bound:.3f}"
