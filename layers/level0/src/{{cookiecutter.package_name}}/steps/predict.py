"""Score the rows of a CSV file with a bundle's model."""

from pathlib import Path
from typing import Annotated

import pandas as pd

from ..core import contract, models
from ..core.errors import ProjectError
from ..core.paths import shown
from ..problem import features
from ..problem.model import predict
from ..problem.schema import TARGET, Inputs


def score_file(rows: Path, folder: Path) -> pd.DataFrame:
    """The rows as they were, with the columns of the prediction.

    Raises:
        ProjectError: the bundle isn't whole or holds other code, or the rows break the contract.
    """
    model = models.load_bundled(folder, "run it as its model_card.md says")
    table = contract.read_csv(rows)
    # A file with the target in it can be scored too: last year's, say.
    inputs = contract.check(table.drop(columns=TARGET, errors="ignore"), Inputs, shown(rows))
    return table.assign(**predict(model, features.build(inputs)).round(6))


def main(
    *,
    input: Annotated[Path, "rows to score, as CSV"],
    bundle: Annotated[Path, "the bundle's folder"],
    output: Annotated[Path, "where to write"] = Path("predictions.csv"),
) -> None:
    if output.resolve().is_relative_to(bundle.resolve()):
        raise ProjectError(f"{shown(output)}: inside the bundle, which must stay as it is")
    scored = score_file(input, bundle)
    contract.write_csv(output, scored)
    print(f"scored {len(scored):,} rows")
    print(f"wrote  {shown(output)}")
