"""A project with its targets, as the scenarios find and leave them."""

import csv
import gzip
import json
import os
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.engines import git
from tests.level2.act.runner import Outcome, Runner

# The repository's variables that turn the delivery on, and the scheduled workflows.
DELIVER = {"DELIVERY": "on"}
OPERATE = DELIVER | {"CONTINUOUS_TRAINING": "on"}
TARGETS = ("local", "staging", "production")
HOUR = timedelta(hours=1)
PASSING = """name: Checks
on:
  workflow_call:
jobs:
  checks:
    runs-on: ubuntu-24.04
    steps:
      - run: "true"
"""


class World:
    """The project's folder, a runner for its workflows, and the folders that it delivers to."""

    def __init__(self, runner: Runner, hosts: Path, folder: str = "") -> None:
        """folder: the project's, where the repository is a larger one."""
        self.runner = runner
        self.project = runner.repository / folder
        # The runs of CD that have delivered, and what is live in production since.
        self.deliveries: list[tuple[Outcome, str | None]] = []
        self._hosts = hosts
        tables = [
            f'[targets.{name}]\nkind = "local"\nfolder = "{(hosts / name).as_posix()}"\n'
            for name in TARGETS
        ]
        self.write("targets.toml", "\n".join(tables))
        # GitHub knows this key of an environment, act doesn't yet.
        for path in sorted((runner.repository / ".github").rglob("*.yml")):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("      deployment: false\n", ""), encoding="utf-8")
        git(self.project, "commit", "--all", "--message", "Workflows for act")

    def write(self, path: str, text: str) -> None:
        (self.project / path).write_text(text, encoding="utf-8")
        git(self.project, "add", path)
        git(self.project, "commit", "--allow-empty", "--message", f"Change {path}")

    def _replace(self, path: str, old: str, new: str) -> None:
        text = (self.project / path).read_text(encoding="utf-8")
        assert old in text
        self.write(path, text.replace(old, new, 1))

    def deliver(self) -> None:
        """Push: to staging and production, with their trainings."""
        outcome = self.runner.run("push", "cd", variables=DELIVER)
        assert outcome.all_succeeded("staging-training", "production-training")
        self.deliveries.append((outcome, self.live("production")))

    def commit(self) -> str:
        return git(self.project, "rev-parse", "--short=12", "HEAD").strip()

    def history(self, target: str) -> list[dict[str, Any]]:
        record = self._hosts / target / "live.json"
        return json.loads(record.read_text(encoding="utf-8")) if record.exists() else []

    def live(self, target: str) -> str | None:
        """The release that is live there."""
        history = self.history(target)
        return history[0]["release"] if history else None

    def folder(self, target: str) -> Path:
        return self._hosts / target

    def champion(self, target: str) -> int:
        """Number of the version that serves there."""
        with closing(sqlite3.connect(self.state(target) / "mlflow.db")) as registry:
            query = "SELECT version FROM registered_model_aliases WHERE alias = 'champion'"
            return int(registry.execute(query).fetchone()[0])

    def state(self, target: str) -> Path:
        return self._hosts / target / "shared" / "state"

    def trainings(self, target: str) -> int:
        """How many trainings the tracker there knows."""
        with closing(sqlite3.connect(self.state(target) / "mlflow.db")) as tracker:
            return tracker.execute("SELECT count(*) FROM tags WHERE key = 'outcome'").fetchone()[0]

    def change_something(self) -> None:
        text = (self.project / "README.md").read_text(encoding="utf-8")
        self.write("README.md", f"{text}\nOne line more.\n")

    def skip_checks(self) -> None:
        """They are executed once; the other scenarios are about what follows."""
        self.write(".github/workflows/checks.yml", PASSING)

    def mutate(self, file: str, old: str, new: str) -> None:
        self._replace(f".github/{file}", old, new)

    def set_window(self, months: int) -> None:
        self._replace("params.toml", "window = 0 ", f"window = {months} ")

    def add_faults(self) -> None:
        """A service that doesn't start, or takes its time, on a machine that says so: no check
        sees it."""
        self._replace(
            "src/bike_rides/service/serve.py",
            "    settings = operations.load().service\n",
            '    if "BROKEN" in os.environ:\n'
            '        raise SystemExit("broken on this machine")\n'
            '    if "SLOW" in os.environ:\n'
            "        import time\n"
            "        time.sleep(60)\n"
            "    settings = operations.load().service\n",
        )

    def set_on(self, target: str, fault: str) -> None:
        """From now on, a machine has a fault."""
        self.folder(target).mkdir(parents=True, exist_ok=True)
        (self.folder(target) / "environment").write_text(f"{fault}=1\n", encoding="utf-8")

    def let_any_model_pass(self) -> None:
        gate = "src/bike_rides/pipeline/gate.py"
        self._replace(gate, "if not better(candidate, score, margin):", "if False:")

    def break_the_training(self) -> None:
        self._replace(
            "src/bike_rides/pipeline/gate.py",
            "def decide(",
            "def broken(*_: object, **__: object) -> None:\n"
            '    raise RuntimeError("broken gate")\n\n\n'
            "def decide(",
        )
        with (self.project / "src/bike_rides/pipeline/gate.py").open("a", encoding="utf-8") as file:
            file.write("\n\ndecide = broken\n")
        git(self.project, "commit", "--all", "--message", "Break the gate")

    def land_something_bad(self, target: str, month: str) -> None:
        path = self._hosts / target / "shared" / "data" / "landing" / f"{month}.csv"
        path.write_text("timestamp,count\nyesterday,many\n", encoding="utf-8")
        # Long enough ago to be no longer written.
        earlier = path.stat().st_mtime - 3600
        os.utime(path, (earlier, earlier))

    def fake_report(self) -> None:
        """The backtest is executed elsewhere."""
        self.skip_checks()
        command = "uv run poe experiment --extract --against HEAD^1 --no-record"
        fake = (
            "mkdir -p reports/experiments/change; echo fake > reports/experiments/change/report.md"
        )
        self.mutate("workflows/ci.yml", command, fake)

    def mend(self, target: str) -> None:
        (self._hosts / target / "environment").unlink()

    @contextmanager
    def branch(self) -> Generator[None]:
        """Changes that don't stay: a pull request."""
        start = git(self.project, "rev-parse", "HEAD").strip()
        try:
            yield
        finally:
            git(self.project, "reset", "--hard", start)

    def _source(self) -> list[dict[str, str]]:
        source = self.project / "data" / "source" / "bike_sharing.csv.gz"
        with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def land(self, target: str, *months: str) -> None:
        """Let months arrive on a target."""
        landing = self._hosts / target / "shared" / "data" / "landing"
        for month in months:
            rows = [row for row in self._source() if row["timestamp"].startswith(month)]
            with (landing / f"{month}.csv").open("w", encoding="utf-8", newline="") as file:
                table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
                table.writeheader()
                table.writerows(rows)

    def predict(
        self, target: str, months: dict[str, tuple[float, int]], ago: timedelta = HOUR
    ) -> None:
        """Let the service's log say what was predicted, as actual times a factor, by a version."""
        path = self.state(target) / "predictions.db"
        asked = str(datetime.now(UTC).replace(tzinfo=None) - ago)
        rows = []
        for row in self._source():
            if row["timestamp"][:7] in months:
                factor, version = months[row["timestamp"][:7]]
                moment = row["timestamp"].replace("T", " ") + ":00"
                said = json.dumps({"prediction": int(row.pop("count")) * factor})
                key = json.dumps([moment.replace(" ", "T")])
                time = f"{moment}.000000"
                rows.append((asked, key, time, json.dumps(row), said, version))
        with closing(sqlite3.connect(path)) as log, log:
            log.execute("DELETE FROM predictions")
            log.execute("UPDATE arrivals SET arrived_at = ?", [str(datetime.now(UTC))[:26]])
            log.executemany(
                "INSERT INTO predictions (asked_at, key, time, inputs, prediction, version)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                rows,
            )

    @contextmanager
    def trained_until(self, target: str, month: str) -> Generator[None]:
        """Let the champions there have been trained on data up to this month, meanwhile."""
        registry = self.state(target) / "mlflow.db"
        kept = registry.read_bytes()
        with closing(sqlite3.connect(registry)) as tracker, tracker:
            query = "UPDATE model_version_tags SET value = ? WHERE key = 'newest_batch'"
            tracker.execute(query, (month,))
        try:
            yield
        finally:
            registry.write_bytes(kept)


def make(small_project: Path, environment: dict[str, str], folder: Path) -> World:
    """A world of its own, from a project that is copied."""
    project = folder / "bike-rides"
    shutil.copytree(small_project, project)
    return World(Runner(project, folder / "act", environment), folder / "hosts")
