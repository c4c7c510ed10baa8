"""One table, which scikit-learn brings."""

import pandas as pd
from sklearn.datasets import load_breast_cancer


def batches() -> list[str]:
    return ["wisconsin"]


def read_batch(name: str) -> pd.DataFrame:
    data = load_breast_cancer(as_frame=True)
    rows = data.frame[["mean radius", "mean texture", "mean smoothness"]]
    rows = rows.rename(columns=lambda column: column.replace(" ", "_"))
    return rows.assign(diagnosis=data.target.map({0: "malignant", 1: "benign"}))
