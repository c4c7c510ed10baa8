"""Grades exercise 0.4 by the state of the project: another table, from source to handover."""

import re
import tempfile
from pathlib import Path
from typing import Any

from workshop.grading.answers import Empty
from workshop.grading.project import answer, module

EXAMPLE = {"holiday", "workingday", "weather", "temp_c", "humidity", "windspeed_kmh"}
# Of those, the names that hardly another table has.
TELLING = ("workingday", "windspeed_kmh", "temp_c")


def check(project: Path) -> list[str]:
    """What is missing in the project, one line each."""
    try:
        schema = module("problem.schema", project)
        columns = set(schema.INPUTS.columns)
        if columns >= EXAMPLE:
            raise Empty("problem/schema.py still describes the bikes: begin there and in source.py")
        return _table(project, schema) or [*_leftovers(project, columns), *_bundle(project)]
    except Empty:
        raise
    except Exception as error:
        text = next(iter(str(error).splitlines()), "")
        return [f"the project's own code stops: {type(error).__name__}: {text}"]


def _table(project: Path, schema: Any) -> list[str]:
    source, tables = module("problem.source", project), module("core.tables", project)
    features = module("problem.features", project)
    months = source.months()
    if len(months) < 2 or not all(re.fullmatch(r"\d{4}-\d\d", month) for month in months):
        return ["problem/source.py: months() gives at least two months, written like 2024-05"]
    if schema.TARGET in schema.INPUTS.columns:
        return [f"problem/schema.py: {schema.TARGET} is the target, so it is no input"]
    rows = tables.check(source.read_month(months[-1]), schema.OBSERVATIONS, months[-1])
    try:
        seen = features.build(rows.drop(columns=schema.TARGET))
    except KeyError as error:
        return [f"problem/features.py: build() fails on rows without the target: {error}"]
    if len(seen) != len(rows) or not features.build(rows.iloc[[0]]).equals(seen.iloc[[0]]):
        return ["problem/features.py: a row has other features alone than among others"]
    landed = set(tables.landed_months()) - set(months)
    if landed:
        return [f"data/landing holds {min(landed)}, which your source hasn't: delete the folder"]
    return []


def _leftovers(project: Path, columns: set[str]) -> list[str]:
    words = [word for word in TELLING if word not in columns]
    package = project / "src" / answer(project, "package_name") / "problem"
    files = [*package.glob("*.py"), *(project / "tests" / "problem").glob("*.py")]
    files += (project / "notebooks").glob("*.ipynb")
    missing = []
    for path in sorted(files):
        text = path.read_text(encoding="utf-8")
        if found := [word for word in words if word in text]:
            place = path.relative_to(project).as_posix()
            missing.append(f"{place} still speaks of the bikes ({found[0]}): replace it")
    if "Fanaee-T" in (package / "card.md").read_text(encoding="utf-8"):
        missing.append(
            "problem/card.md still tells where the example's data is from: tell of yours"
        )
    return missing


def _bundle(project: Path) -> list[str]:
    bundle, code = module("core.bundle", project), module("core.code", project)
    wanted = code.decisive_code().items()
    for folder in sorted((project / "handover").glob("*/")):
        digests = bundle.verify(folder)
        if all(digests.get(name) == digest for name, digest in wanted):
            return _scores(project, folder)
    return ["no bundle in handover/ was made by the code as it is now: run `uv run poe all`"]


def _scores(project: Path, folder: Path) -> list[str]:
    source, predict = module("problem.source", project), module("steps.predict", project)
    target = module("problem.schema", project).TARGET
    with tempfile.TemporaryDirectory() as place:
        rows = Path(place) / "rows.csv"
        newest = source.read_month(source.months()[-1]).drop(columns=target)
        newest.head(5).to_csv(rows, index=False)
        scored = predict.score_file(rows, folder)
    if scored[f"predicted_{target}"].isna().any():
        return [f"{folder.name} gives no number for some rows"]
    return []
