"""A kit with a wheelhouse, in a room without a network, with nothing in any cache."""

import shutil
from pathlib import Path

import pytest

from tests.pythons import supported, uv
from tests.upgrade.projects import marked
from tests.workshop.conftest import offline, participant, unpack

pytestmark = pytest.mark.slow


def run(kit: Path, env: dict[str, str], *command: str) -> str:
    done = offline(*command, cwd=kit, env=env)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def room(wheelhouse_kit, tmp_path_factory):
    """A kit that has begun, and the environment of its participant."""
    folder = tmp_path_factory.mktemp("room")
    kit = unpack(wheelhouse_kit, folder / "unpacked")
    env = participant(folder, UV_CACHE_DIR=str(folder / "cache"))
    run(kit, env, supported()["3.11"], "workshop/begin.py")
    yield kit, env
    shutil.rmtree(folder, ignore_errors=True)


def test_the_wheelhouse_has_uv_itself(room, tmp_path):
    kit, env = room
    python = supported()["3.11"]
    command = ["-m", "pip", "install", "--no-index", "--find-links", "wheelhouse"]
    run(kit, env, python, *command, "--target", str(tmp_path / "uv"), "uv")


def test_it_climbs_to_level_2_and_installs_what_that_needs(room):
    # What can be done with it then is what the lessons walk through.
    kit, env = room
    run(kit, env, uv(), "run", "poe", "upgrade", "--level", "2", "--defaults")
    assert marked(kit) == set()
    run(kit, env, uv(), "run", "poe", "lint")
