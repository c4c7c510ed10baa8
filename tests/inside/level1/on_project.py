"""The project's code in processes of their own, with its state in any folder.

Where the system can, a process is a copy of one that has imported the libraries already: their
import is nearly all of the time that a short command takes.
"""

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

CAN_COPY = sys.platform == "linux"
LIBRARIES = ["alembic", "dagster", "fastapi", "matplotlib.figure", "mlflow.cli", "sklearn.ensemble"]
LIBRARIES += ["mlflow.store.tracking.sqlalchemy_store", "scipy.stats", "sqlalchemy", "uvicorn"]


class Copy:
    """`subprocess.Popen` of Python with some arguments, as far as the tests use it."""

    def __init__(
        self,
        arguments: tuple[str, ...],
        files: tuple[str, str, str],
        environment: dict[str, str],
        umask: int = -1,
    ) -> None:
        """files: what its input is read from, and where its output and its errors go."""
        # Before the libraries are imported: MLflow reads settings that this makes.
        import bike_rides.registry  # noqa: F401

        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(LIBRARIES)
        self._process = context.Process(target=_python, args=(arguments, files, environment, umask))
        self._process.start()
        self.pid = self._process.pid

    def send_signal(self, number: int) -> None:
        if self._process.is_alive():
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self, seconds: float | None = None) -> int:
        self._process.join(seconds)
        assert self._process.exitcode is not None, "it goes on"
        return self._process.exitcode


def start(arguments: tuple[str, ...], said: Path) -> "Copy | subprocess.Popen[bytes]":
    """Let Python begin; what it says goes to a file."""
    if CAN_COPY:
        return Copy(arguments, (os.devnull, str(said), str(said)), dict(os.environ))
    with said.open("w", encoding="utf-8") as file:
        both = {"stdout": file, "stderr": subprocess.STDOUT}
        return subprocess.Popen([sys.executable, *arguments], **both)


def _python(
    arguments: tuple[str, ...], files: tuple[str, str, str], environment: dict[str, str], umask: int
) -> None:
    warnings.simplefilter("ignore")
    os.environ.clear()
    os.environ.update(environment)
    modes = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)
    for number, (file, mode) in enumerate(zip(files, modes, strict=True)):
        os.dup2(os.open(file, mode | (os.O_APPEND if number else 0)), number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    if umask >= 0:
        os.umask(umask)
    sys.path.insert(0, "")
    option, what, *rest = arguments
    if option == "-m":
        sys.argv = [what, *rest]
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    else:
        sys.argv = [option, *rest]
        exec(what, {"__name__": "__main__"})  # noqa: S102, the tests' own


def run(
    home: Path, *arguments: str, input: str = "", umask: int = -1
) -> subprocess.CompletedProcess[str]:
    """Run Python on a project whose state is in `home`."""
    changed = {"PROJECT_HOME": str(home), "PYTHONWARNINGS": "ignore"}
    kept = {key: text for key, text in os.environ.items() if "MLFLOW" not in key}
    return python(*arguments, env=kept | changed, input=input, umask=umask)


def python(
    *arguments: str, env: dict[str, str] | None = None, input: str = "", umask: int = -1
) -> subprocess.CompletedProcess[str]:
    """Run Python, and wait for its end."""
    env = env or dict(os.environ)
    # Compiling all of MLflow each time takes most of the time.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    if not CAN_COPY:
        command = [sys.executable, *arguments]
        options: dict[str, Any] = {"env": env, "umask": umask, "input": input}
        return subprocess.run(command, capture_output=True, encoding="utf-8", **options)
    with tempfile.TemporaryDirectory() as place:
        files = given, said, errors = [Path(place, name) for name in ("given", "said", "errors")]
        given.write_text(input, encoding="utf-8")
        done = Copy(arguments, tuple(map(str, files)), env, umask).wait()
        texts = (path.read_text(encoding="utf-8") for path in (said, errors))
        return subprocess.CompletedProcess(arguments, done, *texts)


def command(home: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    return run(home, "-m", "bike_rides", *arguments, **options)
