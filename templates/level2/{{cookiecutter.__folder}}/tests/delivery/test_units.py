"""The systemd units of a release: rendered from what it brings along."""

import re
import shutil
from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.core.paths import ROOT
from {{ cookiecutter.package_name }}.delivery.host.folder import Folder
from {{ cookiecutter.package_name }}.delivery.host.units import TEMPLATES, Units


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path)
    shutil.copytree(ROOT / "deploy" / "systemd", made.release("r1") / TEMPLATES)
    return made


def test_each_unit_is_filled_in(folder: Folder) -> None:
    units = Units(folder, "bikes-staging", {"SERVICE_PORT": 8123, "PAGE_PORT": 3123})
    rendered = units.render("r1")
    names = ("daemon", "page", "service")
    assert set(rendered) == {f"bikes-staging-{name}.service" for name in names}
    assert not [name for name, text in rendered.items() if re.search("@[A-Z_]+@", text)]
    assert "--port 8123" in rendered["bikes-staging-service.service"]
    assert all(str(folder.release("r1")) in text for text in rendered.values())


def test_where_nothing_keeps_running_no_unit_is_touched(folder: Folder) -> None:
    units = Units(folder, "", {})
    units.start("r1")
    units.stop()
    assert units.states() == {}


def test_settings_of_the_machine_reach_the_processes(folder: Folder) -> None:
    folder.settings.write_text(
        "# the tracker\nMLFLOW_TRACKING_URI = 'http://tracker:5000'\nnonsense\n", encoding="utf-8"
    )
    assert folder.machine() == {"MLFLOW_TRACKING_URI": "http://tracker:5000"}
