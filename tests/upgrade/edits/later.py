"""Edits of what Level 1 brought, by people who then climb to Level 2."""

from pathlib import Path

from tests.upgrade.edits.edit import Edits, append, package, replace, write

EDITS = Edits()
edit = EDITS.add


@edit()
def change_a_trigger(project: Path) -> None:
    append(project / "operations.toml", "# Agreed with the night shift.\n")


@edit(meets={"pyproject.toml": {2}})
def add_a_task_after_the_levels_own(project: Path) -> None:
    replace(
        project / "pyproject.toml",
        "\n[tool.poe.tasks.test]\n",
        '\n[tool.poe.tasks.page]\nhelp = "Send the report"\ncmd = "python page.py"\n'
        "\n[tool.poe.tasks.test]\n",
    )


@edit()
def add_a_library_to_the_pipeline(project: Path) -> None:
    replace(project / "pyproject.toml", "pipeline = [\n", 'pipeline = [\n    "boto3>=1.40",\n')


@edit()
def add_a_step_of_its_own_to_the_pipeline(project: Path) -> None:
    write(package(project) / "pipeline" / "weather.py", "STATIONS = ['KDCA']\n")
    append(
        package(project) / "pipeline" / "definitions.py", "# Weather comes first, see weather.py.\n"
    )


@edit()
def delete_the_page_about_the_level(project: Path) -> None:
    (project / "docs" / "level1.md").unlink()
