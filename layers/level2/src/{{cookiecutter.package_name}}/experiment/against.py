"""The same backtest with the code, parameters and environment of another commit."""

import os
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from ..core.errors import ProjectError
from ..core.files import read_json
from ..core.paths import HOME, ROOT
from ..problem import metrics
from .report import Params

BEFORE = "before"
# What can change a forecast.
DECISIVE = ("src", "params.toml", "uv.lock")
COMMAND = Path(__file__).resolve().with_name("compare.py").relative_to(ROOT)


def commit(ref: str) -> str:
    """The commit that a branch, tag or expression like HEAD^1 stands for.

    Raises:
        ProjectError: there is none, or no git.
    """
    name = ref + "^{commit}"
    return _git("rev-parse", "--verify", "--quiet", name, problem=f"{ref}: no such commit")


def has_backtest(commit: str) -> bool:
    """Whether this project had this command by then, in this folder: projects begin without it."""
    # Paths are relative to the folder of the project, here and in `git diff`.
    return bool(_git("ls-tree", "--name-only", commit, "--", COMMAND.as_posix()))


def same(commit: str) -> bool:
    """Whether nothing that can change a forecast differs between that commit and the files here."""
    return not _git("diff", "--name-only", commit, "--", *DECISIVE)


def measure(commit: str, since: str, until: str) -> tuple[pd.Series, Params]:
    """The backtest of that commit on the batches that have landed here: scores, parameters.

    Raises:
        ProjectError: its backtest fails, or it measures something else.
    """
    with _checked_out(commit) as project, tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        command = [os.environ.get("UV", "uv"), "run", "--project", str(project)]
        command += ["--no-default-groups", "--group", "training"]
        command += ["python", "-m", __name__.split(".")[0], "experiment.compare"]
        command += ["--since", since, "--until", until, "--result", str(result)]
        done = subprocess.run(command, cwd=project, env=_environment(), check=False)
        if done.returncode:
            raise ProjectError(f"{commit[:12]}: its backtest failed, see above")
        found = read_json(result, "experiment")
    if found["measure"] != metrics.PRIMARY:
        raise ProjectError(f"{commit[:12]} measures {found['measure']}, this {metrics.PRIMARY}")
    [[_, by_batch]] = found["scores"].items()
    [[_, params]] = found["params"].items()
    return pd.Series(by_batch, name=BEFORE), params


@contextmanager
def _checked_out(commit: str) -> Generator[Path]:
    """The project as it was; in a larger repository, its folder there."""
    with tempfile.TemporaryDirectory() as place:
        tree = Path(place) / "tree"
        _git("worktree", "add", "--detach", str(tree), commit)
        try:
            yield tree / _git("rev-parse", "--show-prefix")
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _environment() -> dict[str, str]:
    # Its own environment, as its lock file says; the batches that have landed here.
    own = {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "PYTHONPATH"}
    kept = {name: value for name, value in os.environ.items() if name not in own}
    return kept | {"PROJECT_HOME": str(HOME)}


def _git(*arguments: str, problem: str = "") -> str:
    try:
        return subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
    except OSError as error:
        raise ProjectError(f"git is needed to compare with another commit ({error})") from error
    except subprocess.CalledProcessError as error:
        raise ProjectError(problem or f"git {arguments[0]}: {error.stderr.strip()}") from error
