"""What the registry keeps of a version: files of the run that made it, signed."""

import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..core import contract, models
from ..core.errors import ContractError
from ..core.files import read_json, write_json
from ..problem import model as problem
from ..problem.schema import Inputs
from . import signing
from .connection import client, reachable
from .tracking import upload

# In the run that made the version.
FOLDER = "version"


@dataclass(frozen=True)
class Stored:
    """What the registry keeps of a version.

    schema: JSON Schema of one input row.
    sample: some checked rows of the holdout, for a self-test; empty where they break the
        contract as it is now.
    """

    model: Any
    candidate: Any
    schema: dict[str, Any]
    sample: pd.DataFrame


def write(run_id: str, stored: Stored, told: Mapping[str, str]) -> None:
    """Store and sign the files of a version.

    Args:
        told: what they are signed as.

    Raises:
        RegistryUnavailable: they can't be stored.
        UntrustedModel: they can't be read back as they were written: the disk is full, say.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        models.save(stored.model, folder / "model")
        models.save(stored.candidate, folder / "candidate")
        write_json(folder / "schema.json", stored.schema)
        contract.write_csv(folder / "sample.csv", stored.sample[contract.columns(Inputs)])
        signing.seal(folder, told)
        with reachable():
            upload(run_id, folder, FOLDER)
    with _downloaded(run_id) as folder:
        signing.check(folder, told)


def read(run_id: str, told: Mapping[str, str]) -> Stored:
    """Load the files of a version, after their signature was verified.

    Raises:
        UntrustedModel: they aren't what this installation has signed as that version.
        RegistryUnavailable: they can't be read.
    """
    with _downloaded(run_id) as folder:
        signing.check(folder, told)
        sample = contract.read_csv(folder / "sample.csv")
        try:
            sample = contract.check(sample, Inputs, "sample.csv")
        except ContractError:
            sample = sample.head(0)
        return Stored(
            problem.load(folder / "model"),
            problem.load(folder / "candidate"),
            read_json(folder / "schema.json", "pipeline"),
            sample,
        )


def seal(run_id: str, told: Mapping[str, str]) -> None:
    """Sign the files as they lie there."""
    with _downloaded(run_id) as folder:
        signing.seal(folder, told)
        with reachable():
            client().log_artifact(run_id, str(folder / signing.SIGNATURE), FOLDER)


@contextmanager
def _downloaded(run_id: str) -> Generator[Path]:
    """One private copy of the files: what is verified is what is loaded."""
    with tempfile.TemporaryDirectory() as place:
        with reachable():
            folder = Path(client().download_artifacts(run_id, FOLDER, place))
        yield folder
