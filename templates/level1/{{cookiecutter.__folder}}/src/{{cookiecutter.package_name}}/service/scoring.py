"""From valid rows to predictions, by the code that training runs through."""

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

from ..problem import features
from ..problem.model import predict
from .contract import Row, Tables, example_rows
from .forest import Forest

log = logging.getLogger(__name__)

# Largest difference, relative to the prediction, from what the model itself says.
TOLERANCE = 1e-9


class InvalidRows(ValueError):  # noqa: N818
    """Rows that fail checks of the contract: (position, column, message) of each failure."""

    def __init__(self, failures: list[tuple[int, str, str]]):
        super().__init__(f"{len(failures)} value(s) break the data contract")
        self.failures = failures


class Scorer:
    """Scores rows with one model, whose features are made by the code that training uses.

    The plain way is the table, `features.build` and the model. For a single row that takes
    3 ms, of which the model's trees are a hundredth, so two parts have a quicker way each:
    `features.columns`, where the project has it, makes the same features without a table, and
    a Forest stands for the model.
    """

    def __init__(self, model: Any):
        self._tables = Tables()
        self._model = model
        self._forest = same_as(model)
        self._columns = getattr(features, "columns", None)

    def try_out(self) -> None:
        """Score the contract's own example: raises what is wrong with a model for other inputs."""
        if example := example_rows():
            self.score(example)

    def score(self, rows: Sequence[Row]) -> np.ndarray:
        """Predictions of shape (rows,).

        Raises:
            InvalidRows: a row fails a check that pydantic can't do.
        """
        failures = self._tables.failures(rows)
        if failures:
            raise InvalidRows(failures)
        arrays = self._tables.arrays(rows)
        if self._forest and self._columns:
            return self._forest.predict(self._columns(arrays))
        built = features.build(self._tables.table(arrays))
        return self._forest.predict(built) if self._forest else predict(self._model, built)


def same_as(model: Any) -> Forest | None:
    """A Forest that gives what the model gives, if there is one.

    Both are compared on rows made to tell the trees apart: what a Forest reads from the model may
    be another thing in the next scikit-learn, and then the service gets slower, not wrong.
    """
    if not isinstance(model, HistGradientBoostingRegressor | HistGradientBoostingClassifier):
        return None
    try:
        forest = Forest(model)
        probes = forest.probes()
        expected = predict(model, probes)
        if np.allclose(forest.predict(probes), expected, rtol=TOLERANCE, atol=TOLERANCE):
            return forest
        log.warning("the quick way to predict differs from the model: not used")
    # Whatever goes wrong in there, the model itself can do.
    except Exception as error:
        log.warning("no quick way to predict: %s: %s", type(error).__name__, error)
    return None
