"""A folder of files, one a vintage."""

from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).resolve().parents[3] / "data" / "source"


def batches() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


def read_batch(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", sep=";", dtype=str)
