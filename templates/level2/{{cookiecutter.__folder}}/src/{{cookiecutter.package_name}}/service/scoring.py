"""From rows that keep the contract to predictions, by the code that training runs through."""

import itertools
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ValidationError

from ..core.errors import ProjectError
from ..problem import features
from ..problem.model import predict
from ..problem.schema import Inputs
from .trees import Trees

FIELDS = {field.alias or name: name for name, field in Inputs.model_fields.items()}
# What the contract may let through and the stored rows may lack: a missing value, a sensor that
# failed, a category that nobody has seen.
UNUSUAL = (None, 0, "unheard of")
# Largest difference from what the model itself says, as a share of it.
TOLERANCE = 1e-6

Columns = dict[str, np.ndarray]


class Scorer:
    """Scores rows with one model: by its compiled trees, where they give what it gives.

    without_trees: that the model itself is used, and why; "" where it isn't.

    Raises:
        ProjectError: the model was made for other inputs.
        Exception: it can't score the sample.
    """

    def __init__(self, model: Any, sample: pd.DataFrame) -> None:
        """sample: checked rows that training has not seen; empty if they break the contract."""
        if sample.empty:
            raise ProjectError("it was made for other inputs than those in problem/schema.py")
        self._model = model
        self._types = sample[list(FIELDS)].dtypes.to_dict()
        self._trees: Trees | None = None
        rows = _rows(sample)
        self.score(self.columns(rows))
        self.without_trees = self._compile(self.columns(rows + _unusual(rows[0])))

    def columns(self, rows: Sequence[BaseModel]) -> Columns:
        """The rows' inputs in the types that training sees, each of shape (rows,)."""
        return {
            column: _array([getattr(row, name) for row in rows], self._types[column])
            for column, name in FIELDS.items()
        }

    def score(self, rows: Columns) -> dict[str, list[Any]]:
        """What `problem.model.predict` gives, by columns."""
        if self._trees:
            return self._trees.predict(self._features(rows))
        found = predict(self._model, self._built(rows))
        return {str(name): column.tolist() for name, column in found.items()}

    def _compile(self, rows: Columns) -> str:
        # Whatever treelite can't do, the model itself can.
        try:
            trees = Trees(self._model, list(self._built(rows)))
            found = pd.DataFrame(trees.predict(self._features(rows)))
            expected = pd.DataFrame(self.score(rows))
            pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=TOLERANCE)
        except Exception as error:
            return f"the model itself: {type(error).__name__}: {str(error).partition(chr(10))[0]}"
        self._trees = trees
        return ""

    def _features(self, rows: Columns) -> Columns:
        # Without pandas, where the problem can: that is most of the time that is left.
        if hasattr(features, "columns"):
            return features.columns(rows)
        built = self._built(rows)
        return {str(name): built[name].to_numpy() for name in built}

    def _built(self, rows: Columns) -> pd.DataFrame:
        return features.build(pd.DataFrame(rows).astype(self._types))


def _array(values: list[Any], kind: Any) -> np.ndarray:
    # Text has a type in pandas that numpy doesn't know.
    return np.array(values, dtype=kind if isinstance(kind, np.dtype) else object)


def _rows(sample: pd.DataFrame) -> list[BaseModel]:
    records = json.loads(sample[list(FIELDS)].to_json(orient="records", date_format="iso"))
    return [Inputs.model_validate_json(json.dumps(record)) for record in records]


def _unusual(row: BaseModel) -> list[BaseModel]:
    """The row with each value of UNUSUAL in each column, as far as the contract accepts it."""
    record, found = row.model_dump(mode="json", by_alias=True), []
    for column, value in itertools.product(FIELDS, UNUSUAL):
        with suppress(ValidationError):
            found.append(Inputs.model_validate_json(json.dumps(record | {column: value})))
    return found
