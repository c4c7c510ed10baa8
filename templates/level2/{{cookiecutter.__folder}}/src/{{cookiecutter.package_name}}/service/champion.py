"""Who answers: the champion, followed as it changes."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from ..core.errors import ProjectError
from ..registry.versions import Stored, Version
from .scoring import Scorer

log = logging.getLogger(__name__)

# Between two looks at who is champion: what a promotion waits for at most.
POLL_SECONDS = 1.0
# The same after a look that failed, while there is a version that serves: it may be the disk, and
# loading takes time from answering.
RETRY_SECONDS = 10.0


@dataclass(frozen=True)
class Champion:
    """A version ready to answer."""

    version: Version
    scorer: Scorer


@dataclass(frozen=True)
class State:
    """What the service goes by at one moment; never changed, only replaced whole.

    problem: what keeps it from following the registry, "" if nothing does.
    """

    champion: Champion | None = None
    problem: str = "starting: the registry has not been asked yet"


class ChampionHolder:
    """Keeps the state up to date; whoever reads `state` once sees one whole champion."""

    def __init__(
        self, champion: Callable[[], Version | None], load: Callable[[Version], Stored]
    ) -> None:
        """The two functions are the registry's."""
        self.state = State()
        self._ask, self._load = champion, load
        self._stop = threading.Event()

    def start(self) -> None:
        """Follow the registry from now on, in a thread."""
        threading.Thread(target=self._follow, name="champion", daemon=True).start()

    def stop(self) -> None:
        """Stop following."""
        self._stop.set()

    def _follow(self) -> None:
        seconds = 0.0
        while not self._stop.wait(seconds):
            self.refresh()
            hindered = self.state.champion and self.state.problem
            seconds = RETRY_SECONDS if hindered else POLL_SECONDS

    def refresh(self) -> None:
        """Ask once who is champion, and take it over if it is another one."""
        champion, problem = self.state.champion, ""
        try:
            champion = self._current(champion)
        # Anything can be wrong with a registry or a stored model: the version that serves must
        # not suffer from it, and the thread must outlive it.
        except Exception as error:
            problem = str(error) or repr(error)
        if problem and problem != self.state.problem:
            log.warning("%s", problem)
        self.state = State(champion, problem)

    def _current(self, serving: Champion | None) -> Champion:
        version = self._ask()
        if version is None and serving:
            number = serving.version.number
            raise ProjectError(f"the registry names no champion: version {number} goes on")
        if version is None:
            raise ProjectError("no champion yet: run `uv run poe pipeline`")
        if serving and serving.version == version:
            return serving
        try:
            stored = self._load(version)
            champion = Champion(version, Scorer(stored.model, stored.sample))
        except Exception as error:
            raise ProjectError(f"version {version.number} could not be loaded: {error}") from error
        log.info("version %d serves, data up to %s", version.number, version.newest_batch)
        return champion
