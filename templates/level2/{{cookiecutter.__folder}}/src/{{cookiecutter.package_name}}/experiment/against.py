"""The same backtest with the code, parameters and environment of another commit."""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from ..core.errors import ProjectError
from ..core.files import read_json
from ..core.paths import HOME, ROOT
from ..problem import metrics

# Git takes these as relative to the project's folder, in a larger repository as well.
DECISIVE = ("src", "params.toml", "uv.lock")
COMMAND = Path(__file__).resolve().with_name("compare.py").relative_to(ROOT)


def commit(ref: str) -> str:
    """The commit that a branch, tag or expression like HEAD^1 stands for.

    Raises:
        ProjectError: there is none, or no git.
    """
    return _git("rev-list", "--max-count=1", ref, "--")


def same(commit: str) -> bool:
    """Whether nothing that can change a forecast differs between that commit and the files here."""
    return not _git("diff", "--name-only", commit, "--", *DECISIVE)


def measure(commit: str, forecast: list[str]) -> dict[str, Any] | None:
    """Scores and params of that commit's backtest, on the batches that have landed here.

    None if this project had no backtest by then: projects begin without it.

    Raises:
        ProjectError: its backtest fails, or it measures something else.
    """
    if not _git("ls-tree", "--name-only", commit, "--", COMMAND.as_posix()):
        return None
    with tempfile.TemporaryDirectory() as place:
        tree, result = Path(place, "tree"), Path(place, "result")
        _git("worktree", "add", "--detach", str(tree), commit)
        try:
            project = tree / _git("rev-parse", "--show-prefix")
            command = [os.environ.get("UV", "uv"), "run", "--project", str(project)]
            command += ["--no-default-groups", "--group", "training"]
            command += ["python", "-m", __name__.split(".")[0], "experiment.compare"]
            command += [
                "--since",
                forecast[0],
                "--until",
                forecast[-1],
                "--to",
                str(result),
                "--no-record",
            ]
            # An environment of its own, as its lock file says; the batches that have landed here.
            place_of = {"UV_PROJECT_ENVIRONMENT": ".venv", "PROJECT_HOME": str(HOME)}
            done = subprocess.run(command, cwd=project, env=os.environ | place_of)
        finally:
            _git("worktree", "remove", "--force", str(tree))
        if done.returncode:
            raise ProjectError(f"{commit[:12]}: its backtest failed, see above")
        found = read_json(result / "result.json", "experiment")
    if found["measure"] != metrics.PRIMARY:
        raise ProjectError(f"{commit[:12]} measures {found['measure']}, this {metrics.PRIMARY}")
    [name] = found["scores"]
    return {part: found[part][name] for part in ("scores", "params")}


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise ProjectError(done.stderr.partition("\n")[0].replace("fatal", "git"))
    return done.stdout.strip()
