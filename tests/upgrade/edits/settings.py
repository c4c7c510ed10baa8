"""Edits of the settings: pyproject.toml, mostly, which people and levels share."""

from pathlib import Path

from tests.upgrade.edits.edit import Edits, append, replace, run_uv, write

EDITS = Edits()
edit = EDITS.add


@edit()
def add_a_dependency_with_uv(project: Path) -> None:
    run_uv(project, "add", "--frozen", "rich>=13")


@edit()
def add_a_dependency_that_sorts_last(project: Path) -> None:
    run_uv(project, "add", "--frozen", "xlsxwriter>=3")


@edit()
def add_a_development_tool_with_uv(project: Path) -> None:
    run_uv(project, "add", "--frozen", "--dev", "coverage>=7")


@edit()
def add_a_notebook_library_with_uv(project: Path) -> None:
    run_uv(project, "add", "--frozen", "--group", "notebook", "seaborn>=0.13")


@edit()
def add_a_group_with_uv(project: Path) -> None:
    run_uv(project, "add", "--frozen", "--group", "web", "jinja2>=3")


@edit(meets={"pyproject.toml": {1}})
def add_an_extra_with_uv(project: Path) -> None:
    run_uv(project, "add", "--frozen", "--optional", "excel", "openpyxl>=3")


@edit(keeps_tests=False, apart=("reorder_the_dependencies",))
def remove_a_dependency_with_uv(project: Path) -> None:
    run_uv(project, "remove", "--frozen", "joblib")


@edit(apart=("reorder_the_dependencies",))
def pin_a_dependency(project: Path) -> None:
    replace(project / "pyproject.toml", '"pandas>=2.3"', '"pandas>=2.3.1,<4"')


@edit(apart=("remove_a_dependency_with_uv", "pin_a_dependency"))
def reorder_the_dependencies(project: Path) -> None:
    settings = project / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    head, rest = text.split("dependencies = [\n", 1)
    listed, tail = rest.split("]\n\n", 1)
    lines = "".join(reversed(listed.splitlines(keepends=True)))
    write(settings, f"{head}dependencies = [\n{lines}]\n\n{tail}")


@edit()
def describe_the_project_anew(project: Path) -> None:
    settings = project / "pyproject.toml"
    text = settings.read_text(encoding="utf-8").splitlines(keepends=True)
    new = 'description = "Bikes wanted in Zürich, hour by hour."\n'
    write(settings, "".join(new if line.startswith("description") else line for line in text))


@edit()
def count_the_version_up(project: Path) -> None:
    replace(project / "pyproject.toml", 'version = "0.1.0"\n', 'version = "2.1.0"\n')


@edit()
def name_more_authors(project: Path) -> None:
    replace(project / "pyproject.toml", "authors = [{", 'authors = [{ name = "Team Two" }, {')


@edit()
def require_a_newer_python(project: Path) -> None:
    replace(project / "pyproject.toml", '">=3.11,<3.14"', '">=3.11.1,<3.14"')


@edit()
def add_a_task_after_the_steps(project: Path) -> None:
    replace(
        project / "pyproject.toml",
        "\n[tool.poe.tasks.upgrade]\n",
        '\n[tool.poe.tasks.publish]\nhelp = "Send the newest bundle"\ncmd = "python publish.py"\n'
        "\n[tool.poe.tasks.upgrade]\n",
    )


@edit()
def add_a_task_after_all_others(project: Path) -> None:
    replace(
        project / "pyproject.toml",
        "\n[tool.pytest.ini_options]\n",
        '\n[tool.poe.tasks.docs]\nhelp = "Build the manual"\ncmd = "python manual.py"\n'
        "\n[tool.pytest.ini_options]\n",
    )


@edit()
def run_the_tests_after_all_steps(project: Path) -> None:
    replace(
        project / "pyproject.toml",
        'cmd = "python -m bike_rides steps.all"',
        'sequence = [{ cmd = "python -m bike_rides steps.all" }, "test"]',
    )


@edit()
def configure_another_tool(project: Path) -> None:
    append(project / "pyproject.toml", "\n[tool.coverage.run]\nbranch = true\n")


@edit()
def choose_lint_rules(project: Path) -> None:
    replace(project / "pyproject.toml", 'select = ["B", "C4",', 'select = ["A", "B", "C4",')
    append(project / "pyproject.toml", 'ignore = ["A002"]\n')


@edit()
def run_tests_with_other_options(project: Path) -> None:
    replace(project / "pyproject.toml", 'addopts = "-q ', 'addopts = "-x -q ')


@edit()
def mark_tests(project: Path) -> None:
    replace(project / "pyproject.toml", 'markers = ["', 'markers = ["nightly: an hour", "')


@edit()
def ignore_more_files(project: Path) -> None:
    append(project / ".gitignore", "\n# Ours\nscratch/\n*.parquet\n.env\n")


@edit()
def ignore_more_caches(project: Path) -> None:
    replace(project / ".gitignore", ".ruff_cache/\n", ".ruff_cache/\n.mypy_cache/\n.idea/\n")


@edit()
def commit_the_reports(project: Path) -> None:
    replace(project / ".gitignore", "reports/\n", "")
    write(project / "reports" / "evaluation" / "metrics.json", '{"wape": 0.155}\n')


@edit()
def store_tables_elsewhere(project: Path) -> None:
    append(project / ".gitattributes", "*.parquet filter=lfs diff=lfs merge=lfs -text\n")
