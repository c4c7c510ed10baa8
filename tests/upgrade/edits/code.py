"""Edits of the code: the problem, the parameters, ours and modules beside ours."""

import re
from pathlib import Path

from tests.upgrade.edits.edit import Edits, append, package, replace, write

EDITS = Edits()
edit = EDITS.add


@edit(keeps_tests=False, apart=("delete_the_example_data", "read_every_batch_from_a_query"))
def swap_the_data_source(project: Path) -> None:
    """Another export under the same name: bytes, not text, and so nothing a patch can carry."""
    source = project / "data" / "source" / "bike_sharing.csv.gz"
    source.write_bytes(b"\x1f\x8b\x00" + bytes(range(256)) * 8)


@edit(keeps_tests=False)
def read_every_batch_from_a_query(project: Path) -> None:
    write(
        package(project) / "problem" / "source.py",
        '"""Rides, from the warehouse."""\n\nimport sqlite3\n\nimport pandas as pd\n\n\n'
        'def batches() -> list[str]:\n    return ["2025-01"]\n\n\n'
        "def read_batch(name: str) -> pd.DataFrame:\n"
        '    query = "select * from rides where month = ?"\n'
        '    with sqlite3.connect("warehouse.db") as connection:\n'
        "        return pd.read_sql(query, connection, params=[name], dtype=str)\n",
    )


@edit(keeps_tests=False)
def predict_another_column(project: Path) -> None:
    replace(package(project) / "problem" / "schema.py", 'TARGET = "count"', 'TARGET = "casual"')


@edit()
def add_features(project: Path) -> None:
    replace(
        package(project) / "problem" / "features.py",
        '        "holiday": rows["holiday"],\n',
        '        "holiday": rows["holiday"],\n'
        '        "late": ((hours - days).astype(int) > 20).astype(int),\n',
    )


@edit()
def turn_parameters(project: Path) -> None:
    params = project / "params.toml"
    replace(params, "max_iter = 150 ", "max_iter = 120 ")
    replace(params, "learning_rate = 0.1\n", "learning_rate = 0.12  # agreed in March\n")


@edit()
def add_a_parameter(project: Path) -> None:
    append(project / "params.toml", "l2_regularization = 0.5\n")
    replace(
        package(project) / "problem" / "model.py",
        "\n\n\nclass NaiveBaseline:",
        "\n    l2_regularization: float = Field(0.0, ge=0)\n\n\nclass NaiveBaseline:",
    )


@edit(keeps_tests=False)
def train_another_model(project: Path) -> None:
    model = package(project) / "problem" / "model.py"
    text = model.read_text(encoding="utf-8")
    write(model, text.replace("HistGradientBoostingRegressor", "ExtraTreesRegressor"))


@edit(keeps_tests=False)
def measure_something_else(project: Path) -> None:
    replace(
        package(project) / "problem" / "metrics.py",
        '        "mae": float(errors.mean()),\n',
        '        "mae": float(errors.mean()),\n        "worst": float(errors.max()),\n',
    )


@edit()
def rewrite_the_model_card(project: Path) -> None:
    card = package(project) / "problem" / "card.md"
    write(card, "## Use\n\nStaff planning, Zürich.\n\n## Limits\n\nNot for single stations.\n")


@edit()
def count_another_oddity(project: Path) -> None:
    replace(
        package(project) / "problem" / "quality.py",
        '        "missing hours": missing_hours(rows),\n',
        '        "missing hours": missing_hours(rows),\n        "rows": len(rows),\n',
    )


@edit()
def explain_a_function_that_higher_levels_call(project: Path) -> None:
    replace(
        package(project) / "core" / "params.py",
        '    """The parameters; raises as `read` does."""\n',
        '    """The parameters, as reviewed every quarter; raises as `read` does."""\n',
    )


@edit()
def give_a_shared_function_an_option(project: Path) -> None:
    replace(
        package(project) / "core" / "files.py",
        "def write_json(path: Path, content: Any) -> None:\n",
        "def write_json(path: Path, content: Any, indent: int = 2) -> None:\n",
    )


@edit(apart=("reformat_everything", "rename_the_package"))
def print_more_in_a_step(project: Path) -> None:
    replace(
        package(project) / "steps" / "train.py",
        "def main() -> None:\n",
        'def main() -> None:\n    print("this takes a while")\n',
    )


@edit()
def write_the_packages_own_introduction(project: Path) -> None:
    init = package(project) / "__init__.py"
    write(init, '"""Demand for bikes in Zürich, by hour."""\n\n__version__ = "2.1.0"\n')


@edit()
def add_a_module_beside_ours(project: Path) -> None:
    write(package(project) / "problem" / "holidays.py", "EASTER = {2011: (4, 24), 2012: (4, 8)}\n")


@edit()
def add_a_package_of_its_own(project: Path) -> None:
    own = package(project) / "reporting"
    write(own / "__init__.py", '"""What management reads."""\n')
    write(own / "weekly.py", 'def title(week: int) -> str:\n    return f"Week {week}"\n')


@edit()
def add_a_second_package(project: Path) -> None:
    write(project / "src" / "stations" / "__init__.py", "NEAREST = 3\n")


@edit()
def add_tests(project: Path) -> None:
    write(
        project / "tests" / "own" / "test_own.py",
        "def test_a_day_has_24_hours() -> None:\n    assert 24 * 60 == 1440\n",
    )


@edit(apart=("rename_the_package",))
def add_a_fixture(project: Path) -> None:
    append(
        project / "tests" / "conftest.py",
        "\n\n@pytest.fixture\ndef year() -> int:\n"
        '    """The year that is worked with."""\n    return 2011\n',
    )


@edit(keeps_tests=False)
def rename_one_of_our_modules(project: Path) -> None:
    core = package(project) / "core"
    (core / "scores.py").rename(core / "comparison.py")


@edit(keeps_tests=False)
def move_the_models_into_a_package(project: Path) -> None:
    core = package(project) / "core"
    (core / "storage").mkdir()
    (core / "models.py").rename(core / "storage" / "models.py")
    names = "decisive_code, load_bundled, save"
    write(core / "storage" / "__init__.py", f"from .models import {names}\n")


@edit(apart=("reformat_everything", "write_the_packages_own_introduction"), keeps_tests=False)
def rename_the_package(project: Path) -> None:
    """As docs/climbing.md says: the folder, its name in the files, and the answer."""
    package(project).rename(project / "src" / "demand")
    for path in sorted(project.rglob("*")):
        content = path.read_bytes() if path.is_file() and ".git" not in path.parts else b""
        if b"bike_rides" in content:
            path.write_bytes(re.sub(rb"\bbike_rides\b", b"demand", content))
