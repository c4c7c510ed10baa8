"""What the figures mean, and what to do now."""

from html import escape

from .. import operations
from ..problem import metrics
from .findings import STALLED_MONTHS, Findings

HEADLINES = {
    "no_predictions": "Nothing has been predicted yet.",
    "no_labels": "Predictions are logged; no label for any of them has arrived yet.",
    "within_bound": "The model in use is good enough.",
    "beyond_bound": "The model in use is not good enough.",
    "stalled": "Retraining no longer helps.",
}


def advice(found: Findings) -> list[str]:
    """Sentences in HTML, the most urgent first."""
    lines = []
    if found.registry_problem:
        lines.append(
            f"The registry can't be reached ({escape(found.registry_problem)}): what the gate"
            " promised and what the versions were trained on is missing here."
        )
    match found.verdict:
        case "no_predictions":
            lines.append("Start the service, <code>uv run poe serve</code>, and ask it.")
        case "no_labels":
            lines.append("They come with the month's file in <code>data/landing</code>.")
        case "beyond_bound":
            lines.append(_retrain())
        case "stalled":
            lines += _change_the_pipeline()
        case _:
            lines.append("Nothing to do.")
    return lines + _notes(found)


def _retrain() -> str:
    if operations.load().triggers.performance:
        return (
            "The performance trigger retrains while <code>uv run poe up</code> is running; by hand:"
            " <code>uv run poe pipeline</code>."
        )
    return "Retrain: <code>uv run poe pipeline</code> (the performance trigger is turned off)."


def _change_the_pipeline() -> list[str]:
    return [
        f"Each of the last {STALLED_MONTHS} labelled months was served by a newer model than the"
        " one before, and all are beyond the bound: more of the same data won't mend it.",
        "Change the pipeline: the features, or how far back it looks (<code>window_months</code>"
        " in <code>params.toml</code>).",
    ]


def _notes(found: Findings) -> list[str]:
    notes = []
    newest = found.newest
    if newest and abs(newest.get("bias", 0)) > 0.1:
        direction = "less" if newest["bias"] < 0 else "more"
        notes.append(
            f"It forecasts {direction} than comes true, by {abs(newest['bias']):.0%} of the total:"
            " a level that has moved, which no feature shows."
        )
    if newest and newest["promised"] and newest[metrics.PRIMARY] > 1.5 * newest["promised"]:
        notes.append("The gate's holdout promised far better: the months after it differ from it.")
    if len(found.drift):
        latest = found.drift[found.drift["month"] == found.drift["month"].max()]
        if names := [str(name) for name in latest.loc[latest["drifted"], "feature"]]:
            notes.append(f"Drifted in the newest month: {escape(', '.join(names))}.")
        broken = latest[latest["missing_now"] > latest["missing_then"] + 0.02]
        if names := [str(name) for name in broken["feature"]]:
            notes.append(f"Missing more often than in training: {escape(', '.join(names))}.")
    return notes
