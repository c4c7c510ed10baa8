"""Each exercise: its grader refuses start and wrong answers, and takes the solution."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import jinja2
import pytest
import yaml

from tests.engines import commit_all, with_copier
from tests.pythons import clean_environment, supported, uv
from tests.test_problems import replace_the_example
from tools.layers import listed_files

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = ROOT / "workshop" / "exercises"
IDS = sorted(path.name for path in EXERCISES.iterdir() if (path / "grader.py").is_file())
# What the grader's lines have to say about each wrong answer.
REPROACHES = {
    ("0.1", "mean_of_the_rows_given"): "must not depend on the other rows",
    ("0.1", "all_two_years"): "months after May 2011 are in them",
    ("0.1", "changes_the_rows"): "the rows that came in were changed",
    ("0.1", "holdout_measured_too"): "June is in them, which is held out",
    ("0.2", "random_rows"): "hold the newest month out, 2011-06",
    ("0.2", "newest_month_trained_on_too"): "720 hours are in both parts",
    ("0.2", "last_fifth"): "hold the newest month out, 2011-06",
    ("0.2", "largest_month_number"): "hold the newest month out, 2012-01",
    ("0.2", "last_thirty_days"): "hours of 2011-08 are trained on",
    ("0.3", "ignores_extra_files"): "code/json.py was put in",
    ("0.3", "loads_first"): "the model had been loaded by then",
    ("0.3", "only_the_model"): "code/features.py was changed: load() took it",
    ("0.3", "skips_compiled_files"): "code/json.pyc was put in",
    ("0.4", "target_among_the_features"): "without the target",
    ("0.4", "example_s_card"): "card.md still tells where the example's data is from",
    ("0.4", "example_s_tests"): "tests/example/test_bikes.py is of the bikes",
    ("0.4", "counts_the_rows_given"): "other features alone than among others",
    ("1.1", "equal_passes"): "is no gain: it stays",
    ("1.1", "against_the_promise"): "when it was promoted, doesn't count",
    ("1.1", "no_number_passes"): "is NaN",
    ("1.1", "forgets_the_baseline"): "it has to beat both",
    ("1.1", "margin_in_points"): "the margin is a share of the rival's error",
    ("1.2", "fires_while_written"): "it may still be growing",
    ("1.2", "fires_twice"): "once is enough",
    ("1.2", "forgets_at_restart"): "knows only its memory",
    ("1.2", "never_again"): "2011-07 was corrected",
    ("1.2", "trusts_a_known_month"): "2011-07, reported before, is written anew",
    ("1.3", "bins_of_both"): "cut at the deciles of `before`",
    ("1.3", "empty_bins_are_infinite"): "an empty bin counts as 0.0001",
    ("1.3", "drift_retrains"): "a false alarm",
    ("1.3", "cuts_belong_below"): "a value on a cut belongs to the bin above",
    ("2.1", "rolls_back_on_success"): "the failed release stays live",
    ("2.1", "production_needs_build"): "production is deployed to all the same",
    ("2.1", "rolls_back_what_it_did_not_deploy"): "the good release that is live gets rolled back",
    ("2.1", "only_a_failed_deployment"): "the failed release stays live",
    ("2.2", "changed_the_basis"): "params.toml has window = 6",
    ("2.2", "more_data_is_better"): "by its mean over all months",
    ("2.2", "mean_of_other_months"): "mean_as_it_is: look into the column",
    ("2.2", "no_window_of_its_own"): "add a window of your own choice",
    ("2.3", "one_bad_month_is_an_experiment"): "you say 'experiment', and 'quiet' it is",
    ("2.3", "retrains_for_ever"): "you say 'retrain', and 'quiet' it is",
    ("2.3", "nobody_retrained"): "nobody has retrained: you say 'experiment'",
    ("2.3", "learnt_from_another_month"): "no training has seen it: you say 'quiet'",
}
WRONG = [
    (folder, wrong.name)
    for folder in IDS
    for wrong in sorted((EXERCISES / folder / "wrong").iterdir())
]


class Desk:
    """A project at the exercise's level, with the exercise in it as in a kit."""

    def __init__(self, path: Path, python_home: Path, answers: dict[str, object]) -> None:
        self.path, self._answers = path, answers
        self._python = python_home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self._environment = clean_environment(str(self._python)) | {
            "UV_PROJECT_ENVIRONMENT": str(python_home.resolve()),
            "UV_NO_SYNC": "1",
            # Before the project that the environment was made for.
            "PYTHONPATH": str(path / "src"),
        }

    def lay(self, folder: Path) -> None:
        for source in listed_files(ROOT, folder.relative_to(ROOT).as_posix()):
            inside = (ROOT / source).relative_to(folder).as_posix()
            target = self.path / self._render(inside)
            target.parent.mkdir(parents=True, exist_ok=True)
            text = (ROOT / source).read_text(encoding="utf-8")
            target.write_text(self._render(text), encoding="utf-8", newline="\n")

    def solve(self, name: str) -> None:
        """Lay the solution. Of 0.4 any table is one: one of the repository's own."""
        if name.startswith("0.4"):
            replace_the_example(self.path, "shops", "")
        else:
            self.lay(EXERCISES / name / "solution")

    def _render(self, text: str) -> str:
        engine = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
        return engine.from_string(text).render(cookiecutter=self._answers)

    def lay_exercise(self, name: str) -> None:
        place = self.path / "workshop" / "exercises" / name
        place.mkdir(parents=True)
        for file in ("README.md", "grader.py"):
            text = (EXERCISES / name / file).read_text(encoding="utf-8")
            (place / file).write_text(self._render(text), encoding="utf-8", newline="\n")
        if (EXERCISES / name / "start").is_dir():
            self.lay(EXERCISES / name / "start")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        words = [str(self._python) if word == "python" else word for word in command]
        return subprocess.run(
            words,
            cwd=self.path,
            env=self._environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def commands(self, name: str) -> str:
        """Type what the exercise's README says to type; what was printed."""
        text = (self.path / "workshop" / "exercises" / name / "README.md").read_text("utf-8")
        blocks = [block.split("```")[0] for block in text.split("```sh\n")[1:]]
        lines = "".join(blocks).splitlines()
        done = [self.run(uv(), *shlex.split(line)[1:]) for line in lines]
        return "".join(one.stdout + one.stderr for one in done)

    def grade(self, *ids: str) -> subprocess.CompletedProcess[str]:
        return self.run("python", "workshop/grade.py", *ids)


@pytest.fixture(scope="module")
def python_home(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One environment, Level 2's, for the projects of all levels."""
    project = with_copier(template, tmp_path_factory.mktemp("environment") / "bike-rides", 2, {})
    python = next(iter(supported().values()))
    command = [uv(), "sync", "--quiet"]
    subprocess.run(command, cwd=project, env=clean_environment(python), check=True)
    return project / ".venv"


@pytest.fixture(scope="module")
def levels(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("desks")
    made = {level: with_copier(template, folder / str(level), level, {}) for level in range(3)}
    for path in made.values():
        for part in ("grade.py", "grading"):
            source = ROOT / "workshop" / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            (path / "workshop").mkdir(exist_ok=True)
            copy(source, path / "workshop" / part)
    return made


@pytest.fixture
def desk(levels: dict[int, Path], python_home: Path, tmp_path: Path, name: str) -> Desk:
    """The desk of the exercise `name`, at its start; with a lock, as a kit has one."""
    path = tmp_path / "kit"
    shutil.copytree(levels[int(name[0])], path)
    shutil.copy(python_home.parent / "uv.lock", path)
    answers = yaml.safe_load((path / ".copier-answers.yml").read_text(encoding="utf-8"))
    made = Desk(path, python_home, answers | {"_level": answers["level"]})
    made.lay_exercise(name)
    return made


pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", IDS)
def test_the_grader_refuses_the_start(desk: Desk, name: str) -> None:
    graded = desk.grade(name[:3])
    assert graded.returncode == 1, graded.stdout + graded.stderr
    assert "to do" in graded.stdout.splitlines()[0]
    assert "Traceback" not in graded.stderr


@pytest.mark.parametrize("name", IDS)
def test_the_grader_takes_the_solution(desk: Desk, name: str) -> None:
    desk.solve(name)
    printed = desk.commands(name)
    graded = desk.grade(name[:3])
    assert graded.returncode == 0, printed + graded.stdout + graded.stderr
    assert graded.stdout.splitlines()[0].endswith("solved")


@pytest.mark.parametrize(("name", "wrong"), WRONG)
def test_the_grader_names_what_is_wrong(desk: Desk, name: str, wrong: str) -> None:
    # A wrong answer says only what is another one than in the solution.
    desk.solve(name)
    desk.lay(EXERCISES / name / "wrong" / wrong)
    desk.commands(name)
    graded = desk.grade(name[:3])
    assert graded.returncode == 1, graded.stdout + graded.stderr
    assert REPROACHES[name[:3], wrong] in graded.stdout


def test_each_exercise_has_four_wrong_answers_and_each_level_three_exercises() -> None:
    assert all(sum(folder == name for folder, _ in WRONG) >= 4 for name in IDS)
    assert all(sum(name[0] == level for name in IDS) >= 3 for level in "012")


@pytest.mark.parametrize("name", ["0.4-your-own-data"])
def test_the_capstone_counts_points_of_a_table_of_one_s_own(desk: Desk, name: str) -> None:
    desk.solve(name)
    desk.commands(name)
    graded = desk.grade("capstone")
    assert graded.returncode == 1
    for line in (
        "Problem          5 of 5  the model beats the baseline",
        "Problem          5 of 5  nothing is left of the bikes",
        "Data contract    7 of 7  the table is yours",
        "Data contract    0 of 5  each input has a description and an example: no description",
        "Gate             0 of 5  a champion serves: from Level 1 on",
        "Reproducibility  4 of 4  a bundle of this code is whole",
    ):
        assert line in graded.stdout


@pytest.mark.parametrize("name", ["0.1-a-feature"])
def test_the_list_shows_states_and_an_unknown_id_is_one_clear_line(desk: Desk, name: str) -> None:
    desk.lay_exercise("2.3-the-verdict")
    listed = desk.grade()
    assert listed.returncode == 0
    assert "0.1  A feature that can be served  to do" in listed.stdout
    assert "from Level 2 on" in listed.stdout
    unknown = desk.grade("7.7")
    assert unknown.returncode == 2
    assert unknown.stderr == "error: there is no exercise 7.7: there are 0.1, 2.3\n"


@pytest.mark.parametrize("level", [0, 2])
def test_every_start_is_clean_in_the_project_s_own_linters(
    levels: dict[int, Path], python_home: Path, tmp_path: Path, level: int
) -> None:
    path = tmp_path / "kit"
    shutil.copytree(levels[level], path)
    commit_all(path)
    answers = yaml.safe_load((path / ".copier-answers.yml").read_text(encoding="utf-8"))
    desk = Desk(path, python_home, answers | {"_level": level})
    for name in IDS:
        desk.lay_exercise(name)
    linted = desk.run("python", "-m", "poethepoet", "lint")
    assert linted.returncode == 0, linted.stdout + linted.stderr
