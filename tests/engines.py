"""Both engines behind one signature, and what to compare of what they make."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import copier
import yaml
from cookiecutter.main import cookiecutter

CHOICES = {"license", "python_version"}
Tree = dict[str, tuple[int, bytes]]
# What copier made in this process, by all that it depends on.
MADE: dict[str, Tree] = {}


def literal(text: str) -> str:
    """A template that renders to this text: cookiecutter renders what it doesn't ask for."""
    return '{{ "' + "".join(f"\\U{ord(letter):08x}" for letter in text) + '" }}'


def with_cookiecutter(
    template: Path | str, output: Path, level: int, answers: dict[str, str], *, hooks: bool = True
) -> Path:
    """Generate a project in the folder `output`, as `--no-input` does."""
    context = {
        name: value if name in CHOICES else literal(value) for name, value in answers.items()
    }
    project = cookiecutter(
        str(template),
        directory=f"templates/level{level}",
        no_input=True,
        extra_context=context,
        output_dir=str(output),
        accept_hooks=hooks,
        config_file=os.environ["COOKIECUTTER_CONFIG"],
    )
    return Path(project)


def with_copier(template: Path, project: Path, level: int, answers: dict[str, str]) -> Path:
    """Generate a project, as `--defaults --data ...` does; or lay what was generated before."""
    data: dict[str, Any] = {"level": level, **answers}
    key = json.dumps([str(template), git(template, "show-ref", "--head"), data], sort_keys=True)
    if key not in MADE:
        copier.run_copy(str(template), project, data=data, defaults=True, quiet=True)
        MADE[key] = tree(project)
        return project
    for path, (mode, content) in MADE[key].items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_bytes(content)
        (project / path).chmod(mode)
    return project


def answers(project: Path) -> dict[str, object]:
    """What a project remembers of how it was made."""
    return yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))


def tree(project: Path) -> Tree:
    """Every file below a folder, by path: its mode and its bytes."""
    found = {}
    for folder, folders, names in os.walk(project):
        # Not even looked into: git's own files are more than the project's.
        folders[:] = [name for name in folders if name != ".git"]
        above = Path(folder).relative_to(project)
        for path in (Path(folder, name) for name in names if name != ".git"):
            if path.is_file():
                mode = stat.S_IMODE(path.stat().st_mode)
                found[(above / path.name).as_posix()] = mode, path.read_bytes()
    return dict(sorted(found.items()))


def run(
    *command: str, cwd: Path, env: dict[str, str] | None = None, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """A command line tool of this environment, its output kept."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=cwd,
        env=env,
        input=typed,
        capture_output=True,
        encoding="utf-8",
    )


def git(project: Path, *arguments: str) -> str:
    command = ["git", "-C", str(project), *arguments]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def instead_of(address: str, template: Path) -> dict[str, str]:
    """An environment in which git finds the template at an address, without a network."""
    setting = f"url.{template.as_uri()}.insteadOf"
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": setting, "GIT_CONFIG_VALUE_0": address}


def commit_all(project: Path) -> None:
    """Make the project a git repository with one commit more."""
    git(project, "init")
    git(project, "add", "--all")
    git(project, "commit", "-m", "All")
