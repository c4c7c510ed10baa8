"""Generating each level with each engine, against a template of one file."""

import itertools
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.timing import Goal, fastest, print_ratios, run

REPOSITORY = Path(__file__).resolve().parents[1]
ROUNDS = 5


def one_file_templates(folder: Path) -> tuple[Path, Path]:
    """The smallest template that each engine takes: cookiecutter's, copier's."""
    cookiecutter = folder / "cookiecutter-one"
    project = cookiecutter / "{{cookiecutter.slug}}"
    project.mkdir(parents=True)
    (cookiecutter / "cookiecutter.json").write_text(json.dumps({"slug": "one"}), encoding="utf-8")
    (project / "README.md").write_text("# {{ cookiecutter.slug }}\n", encoding="utf-8")
    copier = folder / "copier-one"
    copier.mkdir()
    (copier / "copier.yml").write_text("slug: one\n", encoding="utf-8")
    (copier / "README.md.jinja").write_text("# {{ slug }}\n", encoding="utf-8")
    return cookiecutter, copier


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        one_cookiecutter, one_copier = one_file_templates(folder)
        number = itertools.count()

        def cookiecutter(template: Path, *options: str) -> Callable[[], float]:
            def generate() -> float:
                target = folder / f"out-{next(number)}"
                command = [sys.executable, "-m", "cookiecutter", "--no-input", str(template)]
                return run([*command, "--output-dir", str(target), *options], folder)

            return generate

        def copier(template: Path, *options: str) -> Callable[[], float]:
            def generate() -> float:
                target = folder / f"out-{next(number)}"
                command = [sys.executable, "-m", "copier", "copy", "--quiet", "--defaults"]
                head = ["--vcs-ref", "HEAD"] if template == REPOSITORY else []
                return run([*command, *head, *options, str(template), str(target)], folder)

            return generate

        one = "cookiecutter, one file"
        candidates = {one: cookiecutter(one_cookiecutter)}
        for level in range(3):
            template = REPOSITORY / "templates" / f"level{level}"
            candidates[f"cookiecutter, level {level}"] = cookiecutter(template)
        candidates["copier, one file"] = copier(one_copier)
        for level in range(3):
            candidates[f"copier, level {level}"] = copier(REPOSITORY, "--data", f"level={level}")
        print_ratios(
            f"Generating, fastest of {ROUNDS}, whole process",
            fastest(candidates, ROUNDS),
            one,
            Goal(1.3),
        )
