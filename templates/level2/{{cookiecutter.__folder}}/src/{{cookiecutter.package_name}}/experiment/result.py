"""What a backtest found, as a file that another checkout of the project can read."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from ..core.errors import ProjectError
from ..core.paths import shown
from ..problem import metrics


class Tried(BaseModel):
    """One variant. by_month: month -> measure -> value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    code: str
    params: dict[str, dict[str, Any]]
    by_month: dict[str, dict[str, float]]

    def primary(self) -> dict[str, float]:
        """The measure that decides, by month."""
        return {month: values[metrics.PRIMARY] for month, values in self.by_month.items()}

    def mean(self) -> float:
        """Mean over the months: each counts the same, however many rows it has."""
        values = self.primary().values()
        return sum(values) / len(values)

    def worst(self) -> tuple[str, float]:
        """The worst month and its value."""
        pick = max if metrics.LOWER_IS_BETTER else min
        values = self.primary()
        month = pick(values, key=values.__getitem__)
        return month, values[month]

    def better_months(self, other: "Tried") -> int:
        """Months in which this one is better than the other."""
        sign = -1 if metrics.LOWER_IS_BETTER else 1
        theirs = other.primary()
        return sum(sign * (value - theirs[month]) > 0 for month, value in self.primary().items())


class Result(BaseModel):
    """Variants on the same months; the first is what the others are compared with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: str
    months: list[str]
    tried: list[Tried]


def read_result(path: Path) -> Result:
    """Read and check a result.

    Raises:
        ProjectError: it is missing, or of another form.
    """
    try:
        return Result.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ProjectError(f"{shown(path)} is missing") from error
    except (ValueError, ValidationError) as error:
        raise ProjectError(f"{shown(path)}: not the result of an experiment") from error
