"""Requests that arrive together are scored together."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .champion import Champion, ChampionHolder
from .contract import Row


class NoChampion(Exception):  # noqa: N818
    """There is no model to answer with; the text is the reason."""


@dataclass(frozen=True)
class Answer:
    """Predictions of shape (rows,), all by one version."""

    predictions: np.ndarray
    version: int


@dataclass(frozen=True)
class _Waiting:
    rows: Sequence[Row]
    answer: asyncio.Future[Answer]


class Batcher:
    """Scores on the event loop, all requests that are there at once in one call.

    A call costs about the same for 1 row and for 50, so it takes the load of concurrent
    requests; nobody waits for company. A model that takes long (some 10 ms) should be called in
    a thread instead, since nothing else is answered meanwhile.
    """

    def __init__(self, holder: ChampionHolder) -> None:
        self._holder = holder
        self._waiting: list[_Waiting] = []

    async def score(self, rows: Sequence[Row]) -> Answer:
        """Predictions for the rows.

        Raises:
            InvalidRows: some rows fail a check of the contract.
            NoChampion: with the reason.
        """
        loop = asyncio.get_running_loop()
        if not self._waiting:
            # Runs after the handlers of all requests that have been received by now.
            loop.call_soon(self._score_waiting)
        waiting = _Waiting(rows, loop.create_future())
        self._waiting.append(waiting)
        return await waiting.answer

    def _score_waiting(self) -> None:
        together, self._waiting = self._waiting, []
        state = self._holder.state
        if state.champion is None:
            for one in together:
                _settle(one, NoChampion(state.problem))
            return
        try:
            _answer(together, state.champion)
        # One request's rows must not spoil the others' answers.
        except Exception:
            for one in together:
                try:
                    _answer([one], state.champion)
                except Exception as error:
                    _settle(one, error)


def _answer(together: list[_Waiting], champion: Champion) -> None:
    predictions = champion.scorer.score([row for one in together for row in one.rows])
    first = 0
    for one in together:
        last = first + len(one.rows)
        _settle(one, Answer(predictions[first:last], champion.version.number))
        first = last


def _settle(one: _Waiting, outcome: Answer | Exception) -> None:
    # A client that has gone away has cancelled its future.
    if one.answer.done():
        return
    if isinstance(outcome, Answer):
        one.answer.set_result(outcome)
    else:
        one.answer.set_exception(outcome)
