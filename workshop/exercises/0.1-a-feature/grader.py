"""Grades exercise 0.1: a feature of a row depends on that row alone."""

from pathlib import Path

import numpy as np
import pandas as pd

from workshop.grading.answers import Answer
from workshop.grading.project import module

TRAINING = ("2011-01", "2011-05")
NEAR = 0.02


def check(project: Path) -> list[str]:
    """What is missing in the answer, one line each."""
    answer = Answer(project / "workshop" / "exercises" / Path(__file__).parent.name / "answer.py")
    every = _rows(project)
    months = every["timestamp"].dt.strftime("%Y-%m")
    training = every[months.between(*TRAINING)]
    # As they come in use: without the target, in an order of their own.
    asked = training.drop(columns="count").sample(frac=1, random_state=0)
    given = asked.copy()
    found = answer.call("warmth", given)
    if problem := _shape(found, asked, given):
        return [problem]
    return [*_alone(answer, asked, found), *_numbers(found, every["temp_c"], asked["temp_c"])]


def _rows(project: Path) -> pd.DataFrame:
    source, tables = module("problem.source", project), module("core.tables", project)
    contract = module("problem.schema", project).OBSERVATIONS
    return pd.concat(
        [tables.check(source.read_month(month), contract, month) for month in source.months()],
        ignore_index=True,
    )


def _shape(found: object, asked: pd.DataFrame, given: pd.DataFrame) -> str:
    if not isinstance(found, pd.Series):
        return f"warmth() gives a {type(found).__name__}: a pandas Series is wanted"
    if len(found) != len(asked) or not found.index.equals(asked.index):
        return "each row needs a number under its own index: keep the index that rows came with"
    if not given.equals(asked):
        return "the rows that came in were changed: work on a copy, others still need them"
    if not np.isfinite(found.to_numpy(dtype=float)).all():
        return "some hours have no warmth: every temperature gives a number"
    return ""


def _alone(answer: Answer, asked: pd.DataFrame, found: pd.Series) -> list[str]:
    hottest = asked["temp_c"].idxmax()
    alone = answer.call("warmth", asked.loc[[hottest]])
    number = float(alone.iloc[0]) if isinstance(alone, pd.Series) and len(alone) == 1 else np.nan
    if abs(number - found[hottest]) < 1e-9:
        return []
    return [
        f"asked alone, an hour of {asked.loc[hottest, 'temp_c']:.0f} degrees has warmth"
        f" {number:.2f}, among others {found[hottest]:.2f}: it must not depend on the other rows"
    ]


def _numbers(found: pd.Series, every: pd.Series, training: pd.Series) -> list[str]:
    if abs(found.mean()) < NEAR and abs(found.std() - 1) < NEAR:
        return []
    if np.allclose(found, (training - every.mean()) / every.std(), atol=NEAR):
        return [
            "these are mean and deviation of all two years: months after May 2011 are in them,"
            " which nobody knew when the model was trained"
        ]
    return [
        f"over the training its mean is {found.mean():.2f} and its deviation {found.std():.2f}:"
        " 0 and 1 are wanted"
    ]
