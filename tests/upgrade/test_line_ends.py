"""Windows line ends: they are no edit, and no reason for a conflict."""

from pathlib import Path

import pytest

from tests.engines import commit_all, git
from tests.upgrade.projects import Levels, copied, marked, unresolved
from tests.upgrade.upgrading import program, upgrade


def as_on_windows(project: Path) -> None:
    """Every text file with CRLF on disk, as an editor on Windows may leave it."""
    for path in git(project, "ls-files").splitlines():
        content = (project / path).read_bytes()
        if b"\0" not in content:
            (project / path).write_bytes(content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def kept_by_attributes(project: Path) -> None:
    as_on_windows(project)


def asked_for_by_attributes(project: Path) -> None:
    (project / ".gitattributes").write_text("* text=auto eol=crlf\n*.gz binary\n", encoding="utf-8")
    as_on_windows(project)


def converted_by_git(project: Path) -> None:
    (project / ".gitattributes").write_text("*.gz binary\n", encoding="utf-8")
    as_on_windows(project)


def files_in_git(project: Path) -> dict[str, str]:
    """What git would commit: the hash of each file, by path."""
    git(project, "add", "--all")
    lines = git(project, "ls-files", "--stage").splitlines()
    return {line.split("\t")[1]: line.split()[1] for line in lines}


@pytest.mark.parametrize("convert", [kept_by_attributes, asked_for_by_attributes, converted_by_git])
@pytest.mark.parametrize("level", [1, 2])
def test_a_project_with_them_climbs_as_any_other(
    levels: Levels, tmp_path, monkeypatch, convert, level
):
    configuration = tmp_path / "gitconfig"
    if convert is converted_by_git:
        configuration.write_text("[core]\n\tautocrlf = true\n", encoding="utf-8")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(configuration))
    project = copied(levels[0], tmp_path / "project")
    convert(project)
    text = (project / "params.toml").read_bytes()
    (project / "params.toml").write_bytes(text + b"# Agreed in March.\r\n")
    commit_all(project)
    mine = files_in_git(project)
    # Once by the task: there what it clones is converted too.
    by_task = convert is converted_by_git and level == 2
    result = (upgrade if by_task else program)(project, "--level", str(level))
    assert result.returncode == 0, result.stderr
    assert unresolved(project) == marked(project) == set()
    found, wanted = files_in_git(project), files_in_git(copied(levels[level], tmp_path / "new"))
    assert found == wanted | {path: mine[path] for path in ("params.toml", ".gitattributes")}
