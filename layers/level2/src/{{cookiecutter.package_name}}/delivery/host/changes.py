"""What changes a target: deploy, roll back."""

import json
import os
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...core.errors import ProjectError
from .content import PROJECT, REQUIREMENTS, manifest, release_id, verify
from .folder import Folder
from .units import Units

# Releases that can be returned to, the live one among them.
KEPT = 4
CHAMPION = "delivery.on_target.champion"
DAGSTER = Path("dagster_home", "dagster.yaml")


def deploy(folder: Folder, units: Units, incoming: Path, job: str) -> dict[str, Any]:
    """Make a release of a bundle that has arrived, and make it live: one change, under one lock.

    Args:
        job: whose change it is; noted only if the release wasn't live already.

    Raises:
        ProjectError: the bundle isn't whole, its environment can't be made, or it doesn't even
            start; then what was live still is.
    """
    try:
        if job:
            folder.cancelled(job).unlink(missing_ok=True)
        verify(incoming)
        name = release_id(incoming)
        with folder.locked():
            if not folder.installed(name):
                _install(folder, incoming, name)
            if job and folder.cancelled(job).exists():
                raise ProjectError(f"{job} was cancelled while this was installed")
            before = folder.live()
            _activate(folder, units, name, job)
            return {"live": name, "before": before}
    finally:
        shutil.rmtree(incoming, ignore_errors=True)


def _install(folder: Folder, incoming: Path, name: str) -> None:
    release = folder.release(name)
    # What a cut connection or a full disk has left behind.
    shutil.rmtree(release, ignore_errors=True)
    release.mkdir(parents=True)
    bundle, app = release / "bundle", release / "app"
    shutil.move(incoming, bundle)
    shutil.copytree(bundle / PROJECT, app)
    wheel = next(bundle.glob("*.whl"))
    python = str(folder.python(name))
    _uv("venv", "--python", manifest(bundle)["python"], str(release / ".venv"))
    _uv("pip", "sync", "--require-hashes", "--python", python, str(bundle / REQUIREMENTS))
    # Beside the project's files, where the code looks for them.
    _uv("pip", "install", "--no-deps", "--python", python, "--target", str(app / "src"), str(wheel))
    (release / "installed").touch()


def _uv(*arguments: str) -> None:
    uv = [os.environ.get("UV", "uv"), *arguments, "--quiet"]
    done = subprocess.run(uv, stdin=subprocess.DEVNULL, stdout=2, check=False)
    if done.returncode:
        raise ProjectError(f"uv {arguments[0]} failed, see above")


def _activate(folder: Folder, units: Units, name: str, job: str) -> None:
    champion = json.loads(folder.call(name, CHAMPION, keep=True))
    before = folder.history()
    if folder.live() != name:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        entry = {"release": name, "since": since, "champion_before": champion, "job": job}
        earlier = [old for old in before if old["release"] != name]
        folder.set_history([entry, *earlier][:KEPT])
    try:
        _start(folder, units)
    except (ProjectError, OSError):
        folder.set_history(before)
        _start(folder, units)
        raise
    _tidy(folder)


def _start(folder: Folder, units: Units) -> None:
    """Let run what the record says is live."""
    live = folder.live()
    if live is None:
        units.stop()
        return
    # Dagster looks for its settings where its records are, which is the same for all releases.
    settings, home = folder.release(live) / "app" / DAGSTER, folder.shared / DAGSTER.parent
    if settings.exists():
        home.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(settings, home / DAGSTER.name)
    units.start(live)


def _tidy(folder: Folder) -> None:
    kept = {entry["release"] for entry in folder.history()}
    gone = [release for release in folder.release("").iterdir() if release.name not in kept]
    # What is still arriving is younger.
    yesterday = time.time() - 24 * 3600
    cut = [part for part in folder.incoming.iterdir() if part.stat().st_mtime < yesterday]
    for path in gone + cut:
        shutil.rmtree(path, ignore_errors=True)


def roll_back(
    folder: Folder, units: Units, job: str = "", *, to_nothing: bool = False
) -> dict[str, Any]:
    """Return to the release before, and to the champion that it left behind.

    Args:
        job: do it only if this job made the live release live.
        to_nothing: if there is no release before, let nothing be live.

    Raises:
        ProjectError: there is nothing to return to, or the champion can't be restored.
    """
    if job:
        # Before the lock: a job that is cancelled while it installs is held up by nobody else.
        folder.cancelled(job).parent.mkdir(parents=True, exist_ok=True)
        folder.cancelled(job).touch()
    with folder.locked():
        history, live = folder.history(), folder.live()
        if job and not (history and history[0].get("job") == job):
            return {"rolled_back": None, "live": live}
        if not history:
            raise ProjectError("nothing is live here: nothing to roll back")
        left, *earlier = history
        if not (earlier or to_nothing):
            raise ProjectError(f"{live} stays live: it is the only release here (--to-nothing)")
        folder.set_history(earlier)
        try:
            _start(folder, units)
        except (ProjectError, OSError):
            folder.set_history(history)
            raise
        returned = folder.live()
        if returned and left["champion_before"]:
            _restore(folder, returned, str(left["champion_before"]))
    return {"rolled_back": live, "live": returned}


def _restore(folder: Folder, name: str, champion: str) -> None:
    # By the code that is live again: a model that the other one made may be beyond it.
    try:
        folder.call(name, CHAMPION, "--restore-version", champion)
    except ProjectError as error:
        raise ProjectError(
            f"{name} is live again, but not model version {champion}: {error}"
        ) from error
