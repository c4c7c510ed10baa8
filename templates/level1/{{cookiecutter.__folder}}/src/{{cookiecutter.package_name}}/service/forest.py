"""A boosted forest that finds the leaves of all trees at once.

scikit-learn walks its trees one after the other; for a single row, entering a tree costs more
than the walk. Here the leaves of a tree are bits of one number, and a table says for each
feature and each interval between its thresholds which leaves stay possible in every tree. The
tables' rows for a row's values, combined by AND, leave as lowest bit the leaf that the walk
would end in (the QuickScorer algorithm: Lucchese et al., SIGIR 2015).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

MAX_LEAVES = 64
ALL = np.uint64(2**MAX_LEAVES - 1)


@dataclass(frozen=True)
class _Numbers:
    """A numeric feature.

    cuts: its thresholds, sorted. above: for each cut the next number, then NaN, which numpy sorts
    last. possible: leaves left over in each tree, of shape (positions, trees): one position for
    each interval between cuts, the last one for a missing value.
    """

    name: str
    cuts: np.ndarray
    above: np.ndarray
    possible: np.ndarray

    def positions(self, values: Any) -> np.ndarray:
        """Where in `possible` each value belongs; a Series or an array of shape (rows,)."""
        return self.above.searchsorted(np.asarray(values, dtype=float), side="right")

    def draw(self, count: int, random: np.random.Generator) -> np.ndarray:
        """Values to try: on each cut, on both sides of it, and missing ones."""
        edges = self.cuts[np.isfinite(self.cuts)]
        near = [edges, np.nextafter(edges, -np.inf), np.nextafter(edges, np.inf)]
        return random.choice(np.concatenate([*near, [0.0, np.nan]]), count)


@dataclass(frozen=True)
class _Categories:
    """A categorical feature. codes: position in `possible` of each; the last is for the others."""

    name: str
    codes: dict[Any, int]
    possible: np.ndarray

    def positions(self, values: Any) -> np.ndarray:
        """As for numbers."""
        last = len(self.codes)
        if not isinstance(values.dtype, pd.CategoricalDtype):
            return np.array([self.codes.get(value, last) for value in values.tolist()])
        # Behind them one more, for the code -1: that is how pandas marks a missing value.
        table = [self.codes.get(value, last) for value in values.dtype.categories] + [last]
        return np.array(table)[values.array.codes]

    def draw(self, count: int, random: np.random.Generator) -> pd.Categorical:
        """Categories to try, and missing ones."""
        codes = random.integers(-1, len(self.codes), count)
        return pd.Categorical.from_codes(codes, categories=list(self.codes))


class Forest:
    """A fitted HistGradientBoosting model, for regression or two classes.

    It reads attributes that scikit-learn keeps private, since no public ones hold the trees.
    Whoever uses it compares its answers with the model's own first.
    """

    def __init__(self, model: HistGradientBoostingRegressor | HistGradientBoostingClassifier):
        """Raises ValueError: a tree has too many leaves, or a stage more than one tree."""
        if any(len(stage) != 1 for stage in model._predictors):
            raise ValueError("one tree a stage is expected")
        trees = [tree for (tree,) in model._predictors]
        self._link = model._loss.link
        self._start = float(model._baseline_prediction[0, 0])
        self._leaves = np.zeros((len(trees), MAX_LEAVES))
        self._numbers = np.arange(len(trees))
        splits: dict[int, list[_Split]] = {}
        for number, tree in enumerate(trees):
            _collect(tree, number, self._leaves[number], splits)
        self._features = [
            _numbers(name, splits.get(index, []), len(trees))
            if categories is None
            else _categories(name, categories, splits.get(index, []), len(trees))
            for index, (name, categories) in enumerate(_columns(model))
        ]

    def predict(self, features: pd.DataFrame | Mapping[str, np.ndarray]) -> np.ndarray:
        """Predictions of shape (rows,); for two classes, the probability of the second."""
        possible = ALL
        for feature in self._features:
            possible = possible & feature.possible[feature.positions(features[feature.name])]
        below = (possible & -possible) - np.uint64(1)
        leaves = self._leaves[self._numbers, np.bitwise_count(below)]
        return self._link.inverse(self._start + leaves.sum(axis=1))

    def probes(self, count: int = 1000) -> pd.DataFrame:
        """Features of shape (count, features), the same every time: on each threshold and on
        both sides of it, in each category, missing; all mixed at random."""
        random = np.random.default_rng(0)
        return pd.DataFrame(
            {feature.name: feature.draw(count, random) for feature in self._features}
        )


@dataclass(frozen=True)
class _Split:
    """An inner node. left_set: bits of the categories that go left. kept: the leaves that stay
    possible for a row that goes right."""

    tree: int
    threshold: float
    left_set: np.ndarray
    missing_goes_right: bool
    kept: np.uint64


def _collect(tree: Any, number: int, leaves: np.ndarray, splits: dict[int, list[_Split]]) -> None:
    """Put the tree's leaf values into `leaves`, left to right, and its splits by feature."""
    found = 0

    def walk(index: int) -> int:
        """Bits of the leaves below the node."""
        nonlocal found
        node = tree.nodes[index]
        if node["is_leaf"]:
            if found == MAX_LEAVES:
                raise ValueError(f"a tree has more than {MAX_LEAVES} leaves")
            leaves[found] = node["value"]
            found += 1
            return 1 << (found - 1)
        left = walk(int(node["left"]))
        sets = tree.raw_left_cat_bitsets
        split = _Split(
            number,
            float(node["num_threshold"]),
            sets[node["bitset_idx"]] if node["is_categorical"] else np.array([]),
            not node["missing_go_to_left"],
            ALL ^ np.uint64(left),
        )
        splits.setdefault(int(node["feature_idx"]), []).append(split)
        return left | walk(int(node["right"]))

    walk(0)


def _numbers(name: str, splits: list[_Split], trees: int) -> _Numbers:
    cuts = np.unique([split.threshold for split in splits])
    possible = np.full((len(cuts) + 2, trees), ALL)
    for split in splits:
        # A value's position is the number of cuts below it: it goes right from here on.
        possible[cuts.searchsorted(split.threshold) + 1 : -1, split.tree] &= split.kept
        if split.missing_goes_right:
            possible[-1, split.tree] &= split.kept
    # Nothing but a missing value is above an infinite cut.
    above = np.where(cuts < np.inf, np.nextafter(cuts, np.inf), np.nan)
    return _Numbers(name, cuts, np.append(above, np.nan), possible)


def _categories(name: str, known: np.ndarray, splits: list[_Split], trees: int) -> _Categories:
    codes = np.arange(len(known))
    possible = np.full((len(known) + 1, trees), ALL)
    for split in splits:
        bits = split.left_set[codes // 32] >> (codes % 32).astype(np.uint32)
        right = np.append(bits & 1 == 0, split.missing_goes_right)
        possible[right, split.tree] &= split.kept
    return _Categories(name, {category: code for code, category in enumerate(known)}, possible)


def _columns(model: Any) -> list[tuple[str, np.ndarray | None]]:
    """The model's columns in the order of its trees, with the categories of each that has any."""
    names = list(model.feature_names_in_)
    if model.is_categorical_ is None:
        return [(name, None) for name in names]
    is_set = dict(zip(names, model.is_categorical_, strict=True))
    sets = [name for name in names if is_set[name]]
    encoder = model._preprocessor.named_transformers_["encoder"]
    # A missing value in training is a category to the encoder, and none to the trees.
    known = [categories[~pd.isna(categories)] for categories in encoder.categories_]
    # The trees have them first.
    return [*zip(sets, known, strict=True), *((name, None) for name in names if not is_set[name])]
