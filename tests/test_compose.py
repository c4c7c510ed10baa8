"""tools/compose.py on this repository and on tiny ones."""

import os
import shutil
from pathlib import Path

import pytest

from tools.compose import main
from tools.layers import ComposeError, project_files

ROOT = Path(__file__).resolve().parent.parent
PROJECT = "{{cookiecutter.__folder}}"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository whose layers hold one file each."""
    shutil.copy(ROOT / "copier.yml", tmp_path)
    for folder in ("hooks", "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for level in range(3):
        add(tmp_path, f"layers/level{level}/level{level}.txt", "{{ cookiecutter.author }}\n")
    return tmp_path


def add(root: Path, path: str, text: str = "") -> Path:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")
    return target


def compose(root: Path, *options: str) -> int:
    return main([*options, "--root", str(root)])


def test_templates_are_what_the_layers_and_the_questions_make(capsys):
    status = main(["--check"])
    assert status == 0, capsys.readouterr().err


def test_a_template_is_the_union_of_its_layers(root):
    compose(root)
    names = [path.name for path in (root / "templates/level1" / PROJECT).iterdir()]
    assert sorted(names) == ["level0.txt", "level1.txt"]


def test_a_path_in_two_layers_is_refused_by_name(root, capsys):
    add(root, "layers/level2/level0.txt")
    assert compose(root) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert "level0.txt" in message and "layers/level0" in message and "layers/level2" in message
    assert not (root / "templates").exists()


def test_a_missing_layer_is_refused_by_name(root):
    shutil.rmtree(root / "layers/level1")
    with pytest.raises(ComposeError, match="layers/level1"):
        project_files(root, 2)


def test_check_names_what_differs_and_the_command_that_mends_it(root, capsys):
    compose(root)
    edited = add(root, f"templates/level0/{PROJECT}/level0.txt", "edited by hand\n")
    assert compose(root, "--check") == 1
    message = capsys.readouterr().err
    assert "templates/level0/{{cookiecutter.__folder}}/level0.txt: differs" in message
    assert "uv run poe compose" in message
    assert edited.read_text(encoding="utf-8") == "edited by hand\n"


def test_check_names_missing_and_foreign_files(root, capsys):
    compose(root)
    add(root, "templates/level0/stray.txt")
    (root / "cookiecutter.json").unlink()
    assert compose(root, "--check") == 1
    message = capsys.readouterr().err
    assert "stray.txt: not composed" in message and "cookiecutter.json: missing" in message


def test_composing_again_changes_nothing_and_mends_everything(root):
    compose(root)
    add(root, "templates/level0/old/stray.txt")
    add(root, "templates/level1/cookiecutter.json", "{}")
    compose(root)
    assert compose(root, "--check") == 0
    assert not (root / "templates/level0/old").exists()


def test_composing_leaves_no_partial_file(root):
    compose(root)
    assert not list(root.rglob("*.partial"))


def test_caches_are_not_composed(root):
    add(root, "layers/level0/src/__pycache__/x.pyc")
    compose(root)
    assert not list((root / "templates").rglob("__pycache__"))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no executable bit")
def test_the_executable_bit_is_carried_over_and_checked(root, capsys):
    add(root, "layers/level0/run.sh").chmod(0o755)
    compose(root)
    composed = root / "templates/level2" / PROJECT / "run.sh"
    assert composed.stat().st_mode & 0o100
    composed.chmod(0o644)
    assert compose(root, "--check") == 1
    assert "should be executable" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="making a symlink needs a privilege")
def test_a_symlink_is_refused(root, capsys):
    (root / "layers/level0/link").symlink_to("level0.txt")
    assert compose(root) == 2
    assert "layers/level0/link: a symlink" in capsys.readouterr().err
