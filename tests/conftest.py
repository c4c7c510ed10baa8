"""An own world for the tests: git identity, configuration, and a tagged copy of this repository."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from tests import shortcuts
from tests.engines import commit_all, git
from tests.pythons import supported
from tools.layers import listed_files

ROOT = Path(__file__).resolve().parent.parent
# They run inside generated projects.
collect_ignore = ["inside", "problems"]
# No engine reads them, and each upgrade clones what is there.
UNREAD = {"bench", "docs", "layers", "tests", "tools", "workshop"}
# Files that take many minutes, to begin with: at the end, one of them would run alone.
LONGEST = ("test_lessons", "test_machinery", "test_workflows", "test_problems", "test_operations")
# Each example generates two projects; more of them are for a search by hand.
settings.register_profile(
    "default", max_examples=6, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.register_profile("search", settings.get_profile("default"), max_examples=300)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--screenshots",
        action="store_true",
        help="write what the tests of pages show into the pictures of Level 1's README",
    )


class OneProcessForEach(LoadFileScheduling):
    """What a file's tests share is made once, and takes minutes; act's files share theirs."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return file.rpartition("/")[0] if "/act/" in file else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    return OneProcessForEach(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@pytest.fixture(scope="session", autouse=True)
def own_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of the machine's user counts, and nothing of theirs is written to."""
    home = tmp_path_factory.mktemp("home")
    (home / "cookiecutter.yml").write_text(
        f"cookiecutters_dir: '{home / 'clones'}'\nreplay_dir: '{home / 'replay'}'\n",
        encoding="utf-8",
    )
    (home / "copier.yml").write_text("{}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Test")
            patch.setenv(f"GIT_{role}_EMAIL", "test@localhost")
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        patch.setenv("COOKIECUTTER_CONFIG", str(home / "cookiecutter.yml"))
        patch.setenv("COPIER_SETTINGS_PATH", str(home / "copier.yml"))
        patch.setenv("COPIER_CACHE_DIR", str(home / "copier-clones"))
        patch.setenv("OMP_NUM_THREADS", "1")
        # Where none is asked for, uv takes the first that it finds.
        oldest = Path(next(iter(supported().values())))
        patch.setenv("PATH", os.pathsep.join([str(oldest.parent), os.environ["PATH"]]))
        # Windows would talk to a pipe in an encoding that lacks most letters.
        patch.setenv("PYTHONIOENCODING", "utf-8")
        shortcuts.take(patch)
        yield


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This working tree, committed or not, as a git repository tagged v0.1.0."""
    copy = (tmp_path_factory.mktemp("template") / "template").resolve()
    for path in listed_files(ROOT, "."):
        if path.parts[0] not in UNREAD:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, copy / path)
    commit_all(copy)
    git(copy, "tag", "v0.1.0")
    # In one pack, as an address has it: a clone of single objects takes as long as a generation.
    git(copy, "repack", "-a", "-d")
    return copy
