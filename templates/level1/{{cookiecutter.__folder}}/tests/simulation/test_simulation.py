"""The simulation runs the real system, beside the project's own state."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.pipeline.up import PACKAGE

pytestmark = pytest.mark.example


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["--help"], ["--until", "2011-13"]], ids=" ".join)
def test_what_the_last_one_left_stays_until_the_next_begins(home: Path, arguments: list[str]):
    left = home / "state" / "simulation" / "reports" / "figures.json"
    left.parent.mkdir(parents=True)
    left.touch()
    command = [sys.executable, "-m", f"{PACKAGE}.simulation.main", *arguments]
    subprocess.run(command, capture_output=True, env=os.environ)
    assert left.exists()


@pytest.mark.slow
def test_two_months_pass(home: Path):
    own = home / "state" / "mlflow.db"
    own.parent.mkdir(parents=True)
    own.write_bytes(b"the project's own")
    command = [sys.executable, "-m", f"{PACKAGE}.simulation.main", "--until", "2011-08"]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=240, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    place = home / "state" / "simulation"
    figures = json.loads((place / "reports/simulation/figures.json").read_text(encoding="utf-8"))
    july, august = figures["months"]
    assert (july["month"], august["month"]) == ("2011-07", "2011-08")
    assert july["live"] == pytest.approx(july["frozen"])
    assert july["outcome"].startswith("not promoted: candidate")
    assert august["outcome"].startswith("promoted: version 2 instead of version 1: ")
    assert "mean wape: frozen 0.1" in done.stdout
    assert (place / "reports/simulation/frozen_or_retrained.png").stat().st_size > 10_000
    assert own.read_bytes() == b"the project's own"
