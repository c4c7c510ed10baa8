"""The image, built and served by whichever engine this machine has.

Without a way to the public registries, IMAGE_BASES names local bases: PYTHON_IMAGE,UV_IMAGE.
"""

import json
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.level2.act.runner import own_environment
from tests.level2.host import free_port
from tests.pythons import uv

TAG = "localhost/mlops-ladder-test"
TRAIN = ["python", "-m", "bike_rides", "pipeline.retrain"]


def engine() -> str | None:
    """A container engine that works here."""
    for name in ("docker", "podman"):
        if shutil.which(name):
            done = subprocess.run([name, "info"], capture_output=True, check=False)
            if done.returncode == 0:
                return name
    return None


ENGINE = engine()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(ENGINE is None, reason="neither docker nor podman works here"),
]


def run(*arguments: str, cwd: Path | None = None) -> str:
    command = [str(ENGINE), *arguments]
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def named_bases(project: Path) -> list[str]:
    """What the Dockerfile builds on by default."""
    text = (project / "deploy" / "image" / "Dockerfile").read_text(encoding="utf-8")
    return re.findall(r"(?m)^ARG \w+_IMAGE=(\S+)$", text)


def skip_without(bases: list[str]) -> None:
    """An engine alone builds nothing: what the image stands on must be here, or be reached."""
    assert len(bases) == 2
    for base in bases:
        for command in (["image", "inspect", base], ["pull", "--quiet", base]):
            if subprocess.run([str(ENGINE), *command], capture_output=True).returncode == 0:
                break
        else:
            pytest.skip(f"{base} can't be pulled: IMAGE_BASES names local bases")


@pytest.fixture(scope="module")
def image(small_project: Path, environment: dict[str, str]) -> Iterator[str]:
    bundle = [uv(), "run", "--quiet", "poe", "--quiet", "bundle"]
    chosen = own_environment() | environment
    subprocess.run(bundle, cwd=small_project, env=chosen, check=True, capture_output=True)
    bases = os.environ.get("IMAGE_BASES", "").split(",")
    arguments = []
    skip_without(bases if len(bases) == 2 else named_bases(small_project))
    if len(bases) == 2:
        arguments = [f"--build-arg=PYTHON_IMAGE={bases[0]}", f"--build-arg=UV_IMAGE={bases[1]}"]
    file = ["--file", "deploy/image/Dockerfile", "--tag", TAG]
    run("build", "--network=host", *arguments, *file, "deployments/bundle", cwd=small_project)
    yield TAG
    run("rmi", "--force", TAG)


def answer(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
        return json.load(response)


def wait_until_ready(url: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            return answer(f"{url}/ready")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    raise AssertionError("the service in the container is not ready")


def test_it_trains_and_serves_what_it_has_trained(image: str) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    volume = run("volume", "create")
    state = f"--volume={volume}:/var/lib/project"
    try:
        assert "promoted: version 1" in run("run", "--rm", state, image, *TRAIN)
        service = run("run", "--detach", state, f"--publish=127.0.0.1:{port}:8000", image)
        try:
            assert wait_until_ready(url)["ready"] is True
            question = ["exec", service, "python", "-m", "bike_rides"]
            question += ["delivery.on_target.question", "--url", "http://127.0.0.1:8000"]
            assert "by version 1" in run(*question)
        finally:
            run("stop", service)
            # Not `--rm`: that happens later, and the volume would still be in use.
            run("rm", service)
    finally:
        run("volume", "rm", "--force", volume)


def test_nothing_in_it_runs_as_root(image: str) -> None:
    assert run("run", "--rm", image, "id", "-u") == "10001"
