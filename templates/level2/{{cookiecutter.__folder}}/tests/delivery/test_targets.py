"""targets.toml: what is refused, and how the message names it."""

from pathlib import Path

import pytest

from {{ cookiecutter.package_name }}.core.errors import ProjectError
from {{ cookiecutter.package_name }}.delivery.reach import Local
from {{ cookiecutter.package_name }}.delivery.targets import LocalTarget, SshTarget, find

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
    assert isinstance(find(name), LocalTarget | SshTarget)


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
        find("production", path)
    assert reason in str(refused.value)


def test_on_github_no_folder_of_the_checkout_is_a_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = LocalTarget(kind="local", folder=str(tmp_path / "work" / "deployments"))
    Local("production", inside)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path / "work"))
    with pytest.raises(ProjectError, match=r"\[targets.production\] folder: .*\(git clean"):
        Local("production", inside)
    Local("production", LocalTarget(kind="local", folder=str(tmp_path / "srv")))
