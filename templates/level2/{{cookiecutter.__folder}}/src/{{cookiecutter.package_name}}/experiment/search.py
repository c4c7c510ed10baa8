"""Let Optuna choose the variants: ranges instead of values."""

import json
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ..core.errors import ProjectError

# Tried at a time: enough to keep many cores busy, few enough for a try to learn from the others.
AT_ONCE = 4


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Range(_Form):
    """Whole numbers if both ends are; log: orders of magnitude are tried alike."""

    low: int | float
    high: int | float
    log: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> "Range":
        if self.low >= self.high or (self.log and self.low <= 0):
            raise ValueError("low must be below high, and above 0 with log")
        return self


class Search(_Form):
    """Section [search]. unseen: newest batches, which the choice doesn't see."""

    tries: int = Field(ge=1)
    unseen: int = Field(ge=1)
    ranges: dict[str, dict[str, Range]] = {}
    choices: dict[str, dict[str, list[Any]]] = {}

    @model_validator(mode="after")
    def _not_empty(self) -> "Search":
        if not (self.ranges or self.choices):
            raise ValueError("nothing to search: [search.ranges] or [search.choices]")
        return self

    def split(self, names: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        """Batches to choose by, and those that are kept unseen.

        Raises:
            ProjectError: there are too few.
        """
        if self.unseen >= len(names):
            raise ProjectError(
                f"[search] unseen = {self.unseen}: of {len(names)} batch(es) to forecast none is"
                " left to choose by"
            )
        return names[: -self.unseen], names[-self.unseen :]

    def ends(self) -> Iterator[str]:
        """Settings in one line for each end of a range and each choice."""
        for key, it in _flat(self.ranges):
            yield from (_setting(key, end) for end in (it.low, it.high))
        for key, values in _flat(self.choices):
            yield from (_setting(key, value) for value in values)


def _flat(tables: dict[str, dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    for section, keys in tables.items():
        yield from ((f"{section}.{key}", value) for key, value in keys.items())


def _setting(key: str, value: Any) -> str:
    # Digits beyond the third are noise to read, and make no other model.
    short = float(f"{value:.3g}") if isinstance(value, float) else value
    return f"{key} = {json.dumps(short)}"


def search(space: Search, losses: Callable[[list[str]], dict[str, float]]) -> str:
    """The settings with the lowest loss, in one line.

    losses: from settings to try to the loss of each.
    """
    # Half a second to import, and not needed to compare variants.
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        # A try that isn't finished counts as a bad one: others are made elsewhere meanwhile.
        sampler = optuna.samplers.TPESampler(seed=0, constant_liar=True)
    study = optuna.create_study(sampler=sampler)
    known: dict[str, float] = {}
    for first in range(0, space.tries, AT_ONCE):
        asked = [study.ask() for _ in range(first, min(first + AT_ONCE, space.tries))]
        texts = [", ".join(_suggested(space, trial)) for trial in asked]
        if new := [text for text in dict.fromkeys(texts) if text not in known]:
            known |= losses(new)
        for trial, text in zip(asked, texts, strict=True):
            study.tell(trial, known[text])
    return min(known, key=known.__getitem__)


def _suggested(space: Search, trial: Any) -> Iterator[str]:
    for key, it in _flat(space.ranges):
        whole = isinstance(it.low, int) and isinstance(it.high, int)
        suggest = trial.suggest_int if whole else trial.suggest_float
        yield _setting(key, suggest(key, it.low, it.high, log=it.log))
    for key, values in _flat(space.choices):
        yield _setting(key, trial.suggest_categorical(key, values))
