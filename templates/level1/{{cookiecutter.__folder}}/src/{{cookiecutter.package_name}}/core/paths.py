"""Where things are."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
# The package is in src/, and src/ in the project.
ROOT = PACKAGE.parents[1]

PARAMS = ROOT / "params.toml"

# What the steps make goes to the project itself, or to a folder of its own for a trial run.
HOME = Path(os.environ.get("PROJECT_HOME") or ROOT).resolve()

LANDING = HOME / "data" / "landing"
PREPARED = HOME / "data" / "prepared"
MODELS = HOME / "models"
REPORTS = HOME / "reports"
EVALUATION = REPORTS / "evaluation"
METRICS = EVALUATION / "metrics.json"
HANDOVER = HOME / "handover"


def shown(path: Path) -> str:
    """The path as a person would type it: relative where that is shorter, with `/`."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
