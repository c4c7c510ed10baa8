"""Copy months from the source system into the landing folder, one file a month."""

from pathlib import Path

from tqdm import tqdm

from ..core import params
from ..core.command import command, next_step, parser
from ..core.errors import ProjectError
from ..core.paths import LANDING, shown
from ..core.tables import write_table
from ..problem import source


def extract(until: str, landing: Path = LANDING) -> list[str]:
    """Land every month up to `until` that isn't there yet; returns the months added.

    Raises:
        ProjectError: the source doesn't reach back, or on, to that month.
    """
    available = source.months()
    if not available:
        raise ProjectError("the source holds no month")
    if until > available[-1]:
        raise ProjectError(f"no data for {until}: the source ends with {available[-1]}")
    wanted = [month for month in available if month <= until]
    if not wanted:
        raise ProjectError(f"no data up to {until}: the source begins with {available[0]}")
    missing = [month for month in wanted if not (landing / f"{month}.csv").exists()]
    for month in tqdm(missing, desc="extract", unit="month", disable=None):
        write_table(landing / f"{month}.csv", source.read_month(month))
    return missing


@command
def main() -> None:
    arguments = parser("extract", __doc__)
    arguments.add_argument(
        "--until",
        metavar="YYYY-MM",
        help="last month to copy (default: [data] until in params.toml)",
    )
    until = arguments.parse_args().until
    until = params.month(until) if until else params.load().data.until
    added = extract(until)
    print(f"landed {len(added)} new month(s) in {shown(LANDING)}, up to {until}")
    next_step("look at them: uv run poe explore; or go on: uv run poe prepare")
