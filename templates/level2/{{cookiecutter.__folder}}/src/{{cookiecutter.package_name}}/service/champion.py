"""Who answers: the champion, followed as it changes."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from .. import operations
from ..core.errors import ProjectError
from ..registry.connection import RegistryUnavailable
from ..registry.versions import Stored, Version
from .scoring import Scorer

log = logging.getLogger(__name__)

# Between two looks at who is champion: what a promotion waits for at most.
POLL_SECONDS = 1.0
# A version that failed to load is tried again after this time: it may have been the disk.
RETRY_SECONDS = 30.0


@dataclass(frozen=True)
class Champion:
    """A version ready to answer."""

    version: Version
    scorer: Scorer
    loaded: datetime

    def about(self) -> dict[str, Any]:
        """For people and monitoring, in JSON's types."""
        return {
            "version": self.version.number,
            "newest_batch": self.version.newest_batch,
            "loaded": self.loaded.isoformat(timespec="seconds"),
            "scored_by": self.scorer.without_trees or "compiled trees",
        }


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
        self, champion: Callable[[], Version | None], load: Callable[[Version], Stored]
    ) -> None:
        """The two functions are the registry's."""
        self.state = State()
        self.failures = 0
        self._ask, self._load = champion, load
        self._failed: tuple[Version, float] | None = None
        self._stop = threading.Event()

    @property
    def version(self) -> int:
        """Number of the version that serves, 0 if none."""
        return self.state.champion.version.number if self.state.champion else 0

    @property
    def reachable(self) -> bool:
        """Whether the last look at the registry succeeded."""
        return self.state.registry_reachable

    def start(self) -> None:
        """Follow the registry from now on, in a thread."""
        threading.Thread(target=self._follow, name="champion", daemon=True).start()

    def stop(self) -> None:
        """Stop following."""
        self._stop.set()

    def _follow(self) -> None:
        while True:
            try:
                self.refresh()
            except Exception:
                # The thread must outlive whatever it meets: without it no change is seen.
                log.exception("looking for the champion failed")
            if self._stop.wait(POLL_SECONDS):
                return

    def refresh(self) -> None:
        """Ask once who is champion, and take it over if it is another one."""
        now = self.state
        try:
            version = self._ask()
        except ProjectError as error:
            there = not isinstance(error, RegistryUnavailable)
            self._become(replace(now, problem=str(error), registry_reachable=there))
            return
        if version is None:
            self._become(replace(now, problem=_nobody(now), registry_reachable=True))
        elif now.champion and now.champion.version == version:
            self._become(State(now.champion, "", True))
        elif not self._failed or self._failed[0] != version or time.monotonic() > self._failed[1]:
            self._take_over(version)

    def _take_over(self, version: Version) -> None:
        try:
            stored = self._load(version)
            loaded = Champion(version, Scorer(stored.model, stored.sample), datetime.now(UTC))
        # Anything can be wrong with a stored model; the one that serves must not suffer from it.
        except Exception as error:
            self.failures += 1
            self._failed = version, time.monotonic() + RETRY_SECONDS
            problem = f"version {version.number} could not be loaded: {operations.cause(error)}"
            self._become(State(self.state.champion, problem, True))
            return
        self._failed = None
        self._become(State(loaded, "", True))
        log.info("version %d serves, data up to %s", version.number, version.newest_batch)

    def _become(self, state: State) -> None:
        if state.problem and state.problem != self.state.problem:
            log.warning("%s", state.problem)
        self.state = state


def _nobody(now: State) -> str:
    if now.champion is None:
        return "no champion yet: run `uv run poe pipeline`"
    return f"the registry names no champion: version {now.champion.version.number} goes on"
