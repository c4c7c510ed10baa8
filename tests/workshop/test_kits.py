"""What the builder writes: kits, ladder, instructor's folder, always the same."""

import os
import zipfile
from pathlib import Path

import pytest

from tests.engines import git, tree
from tests.workshop.conftest import unpack
from workshop.builder.command import main
from workshop.builder.content import exercises, lay_exercise
from workshop.builder.errors import KitError
from workshop.builder.platforms import PLATFORMS

KITS = [f"level{level}-kit.zip" for level in range(3)]


def test_a_kit_a_level_the_ladder_and_the_instructors_folder_are_there(kits):
    assert sorted(path.name for path in kits.iterdir()) == ["instructor.zip", "ladder", *KITS]
    assert git(kits / "ladder", "tag").split() == ["level-0", "level-1", "level-2"]
    assert git(kits / "ladder", "status", "--porcelain") == ""


def test_the_same_input_gives_the_same_bytes_and_commits(kits, tmp_path):
    assert main(["--out", str(tmp_path / "again")]) == 0
    for name in (*KITS, "instructor.zip"):
        assert (kits / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name
    refs = [git(out / "ladder", "show-ref", "--tags") for out in (kits, tmp_path / "again")]
    assert refs[0] == refs[1]


def test_no_solution_and_no_wrong_answer_is_in_a_kit_or_on_the_ladder(kits):
    names = [name for kit in KITS for name in zipfile.ZipFile(kits / kit).namelist()]
    names += git(kits / "ladder", "ls-tree", "-r", "--name-only", "level-0").splitlines()
    parts = {part for name in names for part in name.split("/")}
    assert not parts & {"solution", "wrong"}


def test_no_line_that_only_a_solution_has_is_in_a_kit(kits, tmp_path):
    kit = unpack(kits / "level0-kit.zip", tmp_path / "kit")
    instructor = unpack(kits / "instructor.zip", tmp_path / "instructor")
    answers = sorted(instructor.glob("exercises/*/solution/**/answer.py"))
    for answer in answers:
        place = str(answer).split(f"solution{os.sep}", 1)[1]
        assert (kit / place).read_bytes() != answer.read_bytes(), place
    assert len(answers) >= 6


def test_a_kit_has_the_exercises_of_its_level_and_above(kits):
    all_of_them = exercises(Path(__file__).resolve().parents[2])
    for level, name in enumerate(KITS):
        found = {
            path.split("/")[3]
            for path in zipfile.ZipFile(kits / name).namelist()
            if "/workshop/exercises/" in path
        }
        wanted = {Path(one.folder).name for one in all_of_them if one.level >= level}
        assert found == wanted


def test_no_path_of_the_machine_that_built_it_is_in_a_kit(kits, tmp_path):
    for name in KITS:
        kit = unpack(kits / name, tmp_path / name)
        answers = (kit / ".copier-answers.yml").read_text(encoding="utf-8")
        assert '_src_path: "workshop/template.bundle"\n' in answers
        told = [path for path, (_, content) in tree(kit).items() if b".kits-" in content]
        assert told == []


def test_options_reach_the_kit(tmp_path):
    options = ["--project-name", "Wheels of Ours", "--package-name", "wheels", "--level", "1"]
    assert main(["--out", str(tmp_path / "out"), *options, "--python-version", "3.12"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").glob("*.zip")) == [
        "instructor.zip",
        "level1-kit.zip",
    ]
    kit = unpack(tmp_path / "out" / "level1-kit.zip", tmp_path / "kit")
    assert (kit / "src" / "wheels" / "registry" / "versions.py").is_file()
    assert "# Wheels of Ours" in (kit / "README.md").read_text(encoding="utf-8")
    assert "Python 3.12" in (kit / "START-HERE.md").read_text(encoding="utf-8")


def test_a_file_of_settings_reaches_the_kit_and_the_command_line_counts_more(tmp_path):
    (tmp_path / "class.toml").write_text(
        'project-name = "Wheels"\npackage-name = "of_the_file"\nlevel = [2]\n', encoding="utf-8"
    )
    settings = ["--settings", str(tmp_path / "class.toml"), "--package-name", "said"]
    assert main(["--out", str(tmp_path / "out"), *settings]) == 0
    kit = unpack(tmp_path / "out" / "level2-kit.zip", tmp_path / "kit")
    assert (kit / "src" / "said").is_dir()
    assert "# Wheels" in (kit / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "file", "said"),
    [
        (["--package-name", "Bad Name"], "", 'package-name "Bad Name" must be lowercase'),
        (["--level", "3"], "", 'level "3" must be 0, 1 or 2'),
        (["--python-version", "3.9"], "", 'python-version "3.9" must be 3.11'),
        (["--wheelhouse", "--platform", "amiga"], "", 'platform "amiga" must be one of linux-x64'),
        (["--platform", "windows-x64"], "", "ask for --wheelhouse too"),
        ([], 'projct-name = "X"', "class.toml: unknown key projct-name: known are out"),
        ([], "level = 1", "class.toml: level must be a list of numbers"),
        ([], 'package-name = "class"', 'class.toml: package-name "class" is a keyword'),
        ([], "level = [", "class.toml: not TOML"),
    ],
)
def test_bad_settings_give_one_line_and_leave_nothing(tmp_path, capsys, arguments, file, said):
    (tmp_path / "class.toml").write_text(file, encoding="utf-8")
    settings = ["--settings", str(tmp_path / "class.toml"), *arguments]
    assert main(["--out", str(tmp_path / "out"), *settings]) != 0
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.count("\n") == 1 and captured.out == ""
    assert [path.name for path in tmp_path.iterdir()] == ["class.toml"]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert main(["--out", str(tmp_path)]) == 1
    assert "is there and not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_start_of_a_higher_level_stays_below_workshop(tmp_path):
    folder = tmp_path / "workshop" / "exercises" / "1.1-too-early"
    for path in ("README.md", "grader.py", "solution/a.py", "start/src/a.py"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("", encoding="utf-8")
    (exercise,) = exercises(tmp_path)
    with pytest.raises(KitError, match="only files below workshop/"):
        lay_exercise(tmp_path, exercise, tmp_path / "kit", {"cookiecutter": {"_level": 0}})


def test_markers_of_platforms_exclude_each_other():
    assert len({platform.marker("3.12") for platform in PLATFORMS.values()}) == len(PLATFORMS)
