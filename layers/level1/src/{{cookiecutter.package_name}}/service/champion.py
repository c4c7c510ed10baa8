"""Who answers: the champion, followed as it changes."""

import gc
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ..registry import RegistryUnavailable, Version
from .scoring import Scorer

log = logging.getLogger(__name__)

# A version that failed to load is tried again after this many seconds: it may have been the disk.
RETRY_SECONDS = 30.0


@dataclass(frozen=True)
class Champion:
    """A version ready to answer."""

    version: Version
    scorer: Scorer
    loaded: datetime


@dataclass(frozen=True)
class State:
    """What the service goes by at one moment; never changed, only replaced whole.

    problem: what keeps it from following the registry, "" if nothing does.
    """

    champion: Champion | None = None
    problem: str = "starting: the registry has not been asked yet"
    registry_reachable: bool = False


class ChampionHolder:
    """Keeps the state up to date; whoever reads `state` once sees one whole champion."""

    def __init__(
        self, champion: Callable[[], Version | None], load: Callable[[Version], Any]
    ) -> None:
        """The two functions are the registry's, which see."""
        self.state = State()
        self.failures = 0
        self._ask, self._load = champion, load
        self._failed: tuple[Version, float] | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, poll_seconds: float) -> None:
        """Follow the registry from now on, in a thread."""
        self._thread = threading.Thread(
            target=self._follow, args=(poll_seconds,), name="champion", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop following."""
        self._stop.set()

    def _follow(self, poll_seconds: float) -> None:
        while True:
            before = self.state.champion
            try:
                self.refresh()
            except Exception:
                # The thread must outlive whatever it meets: without it no change is seen.
                log.exception("looking for the champion failed")
            if self.state.champion is not before:
                _spare_from_collection()
            if self._stop.wait(poll_seconds):
                return

    def refresh(self) -> None:
        """Ask once who is champion, and take it over if it is another one."""
        now = self.state
        try:
            version = self._ask()
        except RegistryUnavailable as error:
            self._become(replace(now, problem=str(error), registry_reachable=False))
            return
        if version is None:
            self._become(replace(now, problem=_nobody(now), registry_reachable=True))
        elif now.champion and now.champion.version == version:
            self._become(State(now.champion, "", True))
        elif not self._failed or self._failed[0] != version or time.monotonic() > self._failed[1]:
            self._take_over(version)

    def _take_over(self, version: Version) -> None:
        try:
            scorer = Scorer(self._load(version))
            scorer.try_out()
            loaded = Champion(version, scorer, datetime.now(UTC))
        # Anything can be wrong with a stored model; the one that serves must not suffer from it.
        except Exception as error:
            self.failures += 1
            self._failed = version, time.monotonic() + RETRY_SECONDS
            reason = f"{type(error).__name__}: {error}" if isinstance(error, KeyError) else error
            problem = f"version {version.number} could not be loaded: {reason}"
            self._become(State(self.state.champion, problem, True))
            return
        self._failed = None
        self._become(State(loaded, "", True))
        log.info("version %d serves, data up to %s", version.number, version.data_until)

    def _become(self, state: State) -> None:
        if state.problem and state.problem != self.state.problem:
            log.warning("%s", state.problem)
        self.state = state


def _spare_from_collection() -> None:
    """Tell Python's garbage collector that what there is now stays. Looking through it takes
    0.15 s, in which nobody is answered, every few hundred requests."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _nobody(now: State) -> str:
    if now.champion is None:
        return "no champion yet: run `uv run poe pipeline`"
    return f"the registry names no champion: version {now.champion.version.number} goes on"
