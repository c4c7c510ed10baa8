"""Grades exercise 0.1: a feature of a row depends on that row alone."""

from pathlib import Path

import numpy as np
import pandas as pd

from workshop.grading.answers import Answer
from workshop.grading.project import batches, rows_of

TRAINING = ("2011-01", "2011-05")
HELD_OUT = "2011-06"
NEAR = 0.02


def check(project: Path) -> list[str]:
    """What is missing in the answer, one line each."""
    answer = Answer(project / "workshop" / "exercises" / Path(__file__).parent.name / "answer.py")
    every = rows_of(project, batches(project))
    months = every["timestamp"].dt.strftime("%Y-%m")
    training = every[months.between(*TRAINING)]
    # As they come in use: without the target, in an order of their own.
    asked = training.drop(columns="count").sample(frac=1, random_state=0)
    given = asked.copy()
    found = answer.call("warmth", given)
    if problem := _shape(found, asked, given):
        return [problem]
    temperatures = every.set_index(months)["temp_c"]
    return [*_alone(answer, asked, found), *_numbers(found, temperatures, asked["temp_c"])]


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
    """every: all temperatures there are, by month; training: those that were asked for."""
    if abs(found.mean()) < NEAR and abs(found.std() - 1) < NEAR:
        return []
    for until, why in (
        (every.index.max(), "all two years: months after May 2011 are in them, which nobody knew"),
        (HELD_OUT, "January to June: June is in them, which is held out, and was not known"),
    ):
        known = every[every.index <= until]
        if np.allclose(found, (training - known.mean()) / known.std(), atol=NEAR):
            return [f"these are mean and deviation of {why} when the model was trained"]
    return [
        f"over the training its mean is {found.mean():.2f} and its deviation {found.std():.2f}:"
        " 0 and 1 are wanted"
    ]
