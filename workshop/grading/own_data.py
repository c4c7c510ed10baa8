"""What holds for a project whose example has given way to a table of its own."""

import tempfile
from pathlib import Path
from typing import Any

from workshop.grading.project import answer, module, rows_of

EXAMPLE = {"holiday", "workingday", "weather", "temp_c", "humidity", "windspeed_kmh"}
# Of those, the names that hardly another table has.
TELLING = ("workingday", "windspeed_kmh", "temp_c")
# What goes as a whole, if it is the example's.
EXAMPLE_S_FILES = ("tests/example/test_bikes.py", "data/source/bike_sharing.csv.gz")


def columns(project: Path) -> set[str]:
    """Names of the inputs."""
    inputs = module("problem.schema", project).Inputs
    return set(module("core.contract", project).columns(inputs))


def is_example(project: Path) -> bool:
    """Whether the contract is still that of the bikes."""
    return columns(project) >= EXAMPLE


def table(project: Path) -> list[str]:
    """What is wrong with source, contract and features, one line each."""
    schema: Any = module("problem.schema", project)
    source, features = module("problem.source", project), module("problem.features", project)
    names = source.batches()
    if len(names) < 2 and schema.TIME is not None:
        return ["problem/source.py: batches() gives at least two, or nothing can be held out"]
    if schema.TARGET in columns(project):
        return [f"problem/schema.py: {schema.TARGET} is the target, so it is no input"]
    rows = rows_of(project, names[-1:])
    try:
        seen = features.build(rows.drop(columns=schema.TARGET))
    except KeyError as error:
        return [f"problem/features.py: build() fails on rows without the target: {error}"]
    last = [len(rows) - 1]
    if len(seen) != len(rows) or not features.build(rows.iloc[last]).equals(seen.iloc[last]):
        return ["problem/features.py: a row has other features alone than among others"]
    if landed := set(module("core.batches", project).landed()) - set(names):
        return [f"data/landing holds {min(landed)}, which your source hasn't: delete the folder"]
    return []


def leftovers(project: Path) -> list[str]:
    """Where the project still speaks of the example, one line each."""
    words = [word for word in TELLING if word not in columns(project)]
    package = project / "src" / answer(project, "package_name") / "problem"
    missing = []
    for path in sorted([*package.glob("*.py"), *(project / "notebooks").glob("*.ipynb")]):
        text = path.read_text(encoding="utf-8")
        if found := [word for word in words if word in text]:
            place = path.relative_to(project).as_posix()
            missing.append(f"{place} still speaks of the bikes ({found[0]}): replace it")
    if "Fanaee-T" in (package / "card.md").read_text(encoding="utf-8"):
        missing.append(
            "problem/card.md still tells where the example's data is from: tell of yours"
        )
    missing += [
        f"{name} is of the bikes: delete its folder"
        for name in EXAMPLE_S_FILES
        if (project / name).exists()
    ]
    return missing


def bundle(project: Path) -> list[str]:
    """Whether a bundle was made by the code as it is now, is whole and scores rows."""
    bundles, models = module("core.bundle", project), module("core.models", project)
    wanted = models.decisive_code().items()
    for folder in sorted((project / "handover").glob("*/")):
        digests = bundles.verify(folder)
        if all(digests.get(name) == digest for name, digest in wanted):
            return _scores(project, folder)
    return ["no bundle in handover/ was made by the code as it is now: run `uv run poe all`"]


def _scores(project: Path, folder: Path) -> list[str]:
    source, predict = module("problem.source", project), module("steps.predict", project)
    target = module("problem.schema", project).TARGET
    with tempfile.TemporaryDirectory() as place:
        rows = Path(place) / "rows.csv"
        newest = source.read_batch(source.batches()[-1]).drop(columns=target)
        newest.head(5).to_csv(rows, index=False)
        scored = predict.score_file(rows, folder)
    if scored["prediction"].isna().any():
        return [f"{folder.name} gives no prediction for some rows"]
    return []
