"""Score the rows of a CSV file with a bundle's model."""

from pathlib import Path

import pandas as pd

from ..core import bundle, models
from ..core.code import decisive_code
from ..core.command import command, parser, wrote
from ..core.errors import ProjectError
from ..core.paths import shown
from ..core.tables import check, read_text_table, write_table
from ..problem import features
from ..problem.model import predict
from ..problem.schema import INPUTS, TARGET


def score_file(rows: Path, folder: Path) -> pd.DataFrame:
    """The rows as they were, with the column `predicted_<target>`.

    Raises:
        ProjectError: the bundle isn't whole or holds other code, or the rows break the contract.
    """
    if folder.is_file():
        raise ProjectError(f"{shown(folder)}: unzip it first, and give the folder")
    digests = bundle.verify(folder)
    if any(digests.get(name) != digest for name, digest in decisive_code().items()):
        raise ProjectError(
            f"{shown(folder)}: carries other code than this project: run it as its"
            " model_card.md says"
        )
    table = read_text_table(rows)
    # A file with the target in it can be scored too: last year's, say.
    inputs = check(table.drop(columns=[TARGET], errors="ignore"), INPUTS, shown(rows))
    model = models.load(folder / "model.joblib", digests["model.joblib"])
    predicted = predict(model, features.build(inputs))
    return table.assign(**{f"predicted_{TARGET}": predicted.round(3)})


@command
def main() -> None:
    arguments = parser("predict", __doc__)
    arguments.add_argument("--input", type=Path, required=True, metavar="FILE", help="rows, as CSV")
    arguments.add_argument("--bundle", type=Path, required=True, metavar="DIR", help="the folder")
    arguments.add_argument(
        "--output",
        type=Path,
        default=Path("predictions.csv"),
        metavar="FILE",
        help="where to write (default: predictions.csv)",
    )
    chosen = arguments.parse_args()
    if chosen.output.resolve().is_relative_to(chosen.bundle.resolve()):
        raise ProjectError(f"{shown(chosen.output)}: inside the bundle, which must stay as it is")
    scored = score_file(chosen.input, chosen.bundle)
    write_table(chosen.output, scored)
    print(f"scored {len(scored):,} rows")
    wrote(chosen.output)


if __name__ == "__main__":
    main()
