"""The same backtest with the code, parameters and environment of another commit."""

import os
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..core.errors import ProjectError
from ..core.paths import HOME, ROOT
from ..problem import metrics
from .result import Tried, read_result

# What can change a forecast.
DECISIVE = ("src", "params.toml", "uv.lock")
BEFORE = "before"
COMMAND = Path(__file__).resolve().with_name("main.py").relative_to(ROOT)


def commit(ref: str) -> str:
    """The commit that a branch, tag or expression like HEAD^1 stands for.

    Raises:
        ProjectError: there is none, or no git.
    """
    whole = ref + "^{commit}"
    return _git("rev-parse", "--verify", "--quiet", whole, problem=f"{ref}: no such commit")


def has_backtest(commit: str) -> bool:
    """Whether that commit has this command: projects begin without it."""
    return bool(_git("ls-tree", "--name-only", commit, "--", COMMAND.as_posix()))


def same(ref: str) -> bool:
    """Whether nothing that can change a forecast differs between that commit and the files here."""
    return not _git("diff", "--name-only", ref, "--", *DECISIVE)


def measure(ref: str, months: Sequence[str]) -> Tried:
    """The backtest of that commit on the months that have landed here.

    Raises:
        ProjectError: its backtest fails, or it measures something else.
    """
    with _checked_out(ref) as folder:
        result = folder / "result.json"
        command = [os.environ.get("UV", "uv"), "run", "--project", str(folder)]
        command += ["--no-default-groups", "--group", "training"]
        command += ["python", "-m", f"{__package__}.main", "--from", months[0]]
        command += ["--until", months[-1], "--no-record", "--result", str(result)]
        done = subprocess.run(command, cwd=folder, env=_environment(), check=False)
        if done.returncode:
            raise ProjectError(f"{ref}: its backtest failed, see above")
        found = read_result(result)
    if found.measure != metrics.PRIMARY:
        raise ProjectError(f"{ref} measures {found.measure}, this is {metrics.PRIMARY}")
    return found.tried[0].model_copy(update={"name": BEFORE})


@contextmanager
def _checked_out(ref: str) -> Generator[Path]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "tree"
        _git("worktree", "add", "--detach", str(folder), ref)
        try:
            yield folder
        finally:
            _git("worktree", "remove", "--force", str(folder))


def _environment() -> dict[str, str]:
    # Its own environment, as its lock file says; the months that have landed here.
    own = {"VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT", "PYTHONPATH"}
    return {name: value for name, value in os.environ.items() if name not in own} | {
        "PROJECT_HOME": str(HOME)
    }


def _git(*arguments: str, problem: str = "") -> str:
    try:
        return subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
    except OSError as error:
        raise ProjectError(f"git is needed to compare with another commit ({error})") from error
    except subprocess.CalledProcessError as error:
        raise ProjectError(problem or f"git {arguments[0]}: {error.stderr.strip()}") from error
