"""Edits of whole files: the README, notebook, data, licence, and files that only people add."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.upgrade.edits.edit import Edits, append, package, replace, write

EDITS = Edits()
edit = EDITS.add
NOTEBOOK = Path("notebooks") / "explore.ipynb"


@edit(apart=("replace_the_readme",))
def rewrite_the_readmes_top_half(project: Path) -> None:
    readme = project / "README.md"
    _, kept = readme.read_text(encoding="utf-8").split("## Make it yours\n", 1)
    write(readme, f"# Velo Zürich\n\nAsk in #velo before you run it.\n\n## Make it yours\n{kept}")


@edit(
    meets={"README.md": {1, 2}},
    apart=("rewrite_the_readmes_top_half", "add_a_section_to_the_readme"),
)
def replace_the_readme(project: Path) -> None:
    write(project / "README.md", "# Velo Zürich\n\nSee the wiki.\n")


@edit(apart=("replace_the_readme",))
def end_the_readme_with_a_section(project: Path) -> None:
    append(project / "README.md", "\n## Thanks\n\nTo the station masters.\n")


@edit(apart=("replace_the_readme",))
def name_a_folder_in_the_readme(project: Path) -> None:
    replace(
        project / "README.md",
        "notebooks/      the story of the data\n",
        "notebooks/      the story of the data\nresearch/       what was tried\n",
    )


@edit()
def add_a_section_to_the_readme(project: Path) -> None:
    replace(
        project / "README.md",
        "## Where things are\n",
        "## Who to ask\n\nThe team of the third floor.\n\n## Where things are\n",
    )


@edit(apart=("move_the_notebook", "work_in_the_notebook"), keeps_tests=False)
def delete_the_notebook(project: Path) -> None:
    (project / NOTEBOOK).unlink()


@edit(apart=("delete_the_notebook",), keeps_tests=False)
def move_the_notebook(project: Path) -> None:
    (project / "research").mkdir()
    (project / NOTEBOOK).rename(project / "research" / "01_demand.ipynb")


@edit(apart=("delete_the_notebook", "move_the_notebook"), keeps_tests=False)
def work_in_the_notebook(project: Path) -> None:
    path = project / NOTEBOOK
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "id": "own-1", "metadata": {}, "execution_count": 3}
    notebook["cells"].append(cell | {"outputs": [], "source": ["rides.describe()"]})
    write(path, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


@edit(apart=("swap_the_data_source",), keeps_tests=False)
def delete_the_example_data(project: Path) -> None:
    for path in (project / "data" / "source").iterdir():
        path.unlink()


@edit(keeps_tests=False)
def delete_the_examples_own_tests(project: Path) -> None:
    shutil.rmtree(project / "tests" / "example")


@edit()
def delete_the_parameters_explanation(project: Path) -> None:
    params = project / "params.toml"
    lines = params.read_text(encoding="utf-8").splitlines(keepends=True)
    write(params, "".join(line for line in lines if not line.startswith("#")))


@edit()
def change_the_licence(project: Path) -> None:
    write(project / "LICENSE", "Copyright 2026 Velo Zürich. All rights reserved.\n")
    replace(project / "pyproject.toml", 'license = "MIT"', 'license = "LicenseRef-Proprietary"')


@edit(
    keeps_tests=False,
    apart=("print_more_in_a_step", "rename_the_package", "add_a_fixture"),
)
def reformat_everything(project: Path) -> None:
    replace(project / "pyproject.toml", "line-length = 100", "line-length = 79")
    ours = ["src/*/__init__.py", "src/*/core", "src/*/problem", "src/*/steps", "tests/conftest.py"]
    ours += ["tests/core", "tests/example", "tests/test_*.py"]
    # Only what Level 0 brought: it is formatted before anything else is there.
    found = [str(path) for pattern in ours for path in project.glob(pattern)]
    command = [sys.executable, "-m", "ruff", "format", "--quiet", "--no-cache", *found]
    subprocess.run(command, cwd=project, check=True)


@edit()
def commit_the_lock_file(project: Path) -> None:
    write(project / "uv.lock", 'version = 1\nrevision = 3\nrequires-python = ">=3.11, <3.14"\n')


@edit()
def add_a_workflow(project: Path) -> None:
    write(project / ".github" / "workflows" / "own.yml", "name: Own\non: push\njobs: {}\n")


@edit(meets={".github/workflows/ci.yml": {2}})
def add_a_workflow_of_the_same_name(project: Path) -> None:
    write(project / ".github" / "workflows" / "ci.yml", "name: Tests of ours\non: push\njobs: {}\n")


@edit(meets={".pre-commit-config.yaml": {2}})
def add_hooks_before_commits(project: Path) -> None:
    write(project / ".pre-commit-config.yaml", "repos: []\n# None yet.\n")


@edit()
def add_a_dockerfile(project: Path) -> None:
    write(project / "Dockerfile", "FROM python:3.13-slim\nCOPY . /app\n")
    write(project / ".dockerignore", ".venv\ndata\n")


@edit()
def add_a_manual(project: Path) -> None:
    write(project / "docs" / "index.md", "# Manual\n\nStart at the README.\n")
    write(project / "mkdocs.yml", "site_name: Manual\n")


@edit()
def add_pictures_and_names_with_letters_of_all_kinds(project: Path) -> None:
    write(project / "notes" / "Übersicht März.md", "# März\n")
    (project / "notes" / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


@edit()
def add_an_executable_script(project: Path) -> None:
    script = project / "scripts" / "nightly.sh"
    write(script, "#!/bin/sh\nexec uv run poe all\n")
    script.chmod(0o755)


@edit()
def make_a_module_executable(project: Path) -> None:
    module = package(project) / "steps" / "predict.py"
    append(module, "# Called by cron.\n")
    module.chmod(module.stat().st_mode | 0o111)


@edit()
def add_settings_of_an_editor(project: Path) -> None:
    write(project / ".vscode" / "settings.json", '{"editor.rulers": [100]}\n')
    write(project / ".editorconfig", "root = true\n")
    write(project / ".python-version", "3.13\n")


@edit()
def keep_a_table_of_its_own(project: Path) -> None:
    write(project / "data" / "reference" / "holidays.csv", "day,name\n2011-01-01,New Year\n")


@edit(keeps_tests=False)
def empty_a_file(project: Path) -> None:
    write(package(project) / "problem" / "__init__.py", "")
    os.utime(package(project) / "problem" / "__init__.py")
