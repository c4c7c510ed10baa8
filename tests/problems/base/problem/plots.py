"""One picture."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure


def save(figure: Figure, path: Path) -> None:
    figure.savefig(path, metadata={"Software": None})


def predictions(scored: pd.DataFrame) -> Figure:
    figure = Figure()
    counts = scored.loc[scored["held_out"], "prediction"].value_counts().head(20)
    figure.add_subplot().bar(counts.index.astype(str), counts)
    return figure


EVALUATION: dict[str, Callable[[pd.DataFrame], Figure]] = {"predictions": predictions}
