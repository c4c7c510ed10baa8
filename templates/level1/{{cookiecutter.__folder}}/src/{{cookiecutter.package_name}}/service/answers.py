"""What the service answers, described for its page."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from .champion import Champion


class Predictions(BaseModel):
    """Predictions in the order of the rows, all by one version of the model."""

    model_config = ConfigDict(protected_namespaces=())

    model_version: int = Field(examples=[3])
    predictions: list[float] = Field(examples=[[312.4]])


class Model(BaseModel):
    """The version that serves."""

    version: int
    data_until: str = Field(description="Newest month it was fitted on")
    loaded: str = Field(description="When this process took it over, UTC")


class Ready(BaseModel):
    """The state of the service."""

    ready: bool
    problem: str | None = Field(description="What keeps it from following the registry")
    registry_reachable: bool
    model: Model | None


class Problem(BaseModel):
    """Why there is no answer."""

    detail: str


class InvalidField(BaseModel):
    """A value that breaks the data contract; loc ends with the row's position and the column."""

    loc: list[str | int] = Field(examples=[["body", "rows", 0, "weather"]])
    msg: str
    type: str


class Invalid(BaseModel):
    """All values that break the data contract."""

    detail: list[InvalidField]


ERRORS: dict[int | str, dict[str, Any]] = {
    413: {"model": Problem, "description": "The body is too large"},
    422: {"model": Invalid, "description": "Rows break the data contract"},
    503: {"model": Problem, "description": "No champion yet"},
}


def about(champion: Champion) -> dict[str, Any]:
    """The content of `Model`."""
    return {
        "version": champion.version.number,
        "data_until": champion.version.data_until,
        "loaded": champion.loaded.isoformat(timespec="seconds"),
    }
