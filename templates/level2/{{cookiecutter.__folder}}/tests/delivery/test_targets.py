"""targets.toml: what is refused, and how the message names it."""

from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.delivery.targets import LocalTarget, SshTarget, target

SSH = """
[targets.production]
kind = "ssh"
host = "deploy@bikes.example.org"
folder = "bikes"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "targets.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["local", "staging", "production"])
def test_the_project_s_own_targets_are_valid(name: str) -> None:
    assert isinstance(target(name), LocalTarget | SshTarget)


def test_a_host_has_sensible_defaults(tmp_path: Path) -> None:
    found = target("production", written(tmp_path, SSH))
    assert isinstance(found, SshTarget)
    assert (found.port, found.uv, found.service_port) == (22, ".local/bin/uv", 8000)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[targets.production]", "[targets.prod]", "no target production; there is prod"),
        ('kind = "ssh"', 'kind = "cloud"', "production"),
        ('folder = "bikes"', "", "folder: missing"),
        ('folder = "bikes"', 'folder = "bikes"\nports = 1', "ports: unknown key"),
        # ssh would take it for an option.
        ('"deploy@bikes.example.org"', '"-oProxyCommand=x"', "host"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, old: str, new: str, reason: str) -> None:
    path = written(tmp_path, SSH.replace(old, new))
    with pytest.raises(ProjectError) as refused:
        target("production", path)
    assert reason in str(refused.value)
