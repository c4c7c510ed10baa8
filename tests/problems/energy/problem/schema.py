"""A row an hour."""

from pydantic import BaseModel, ConfigDict, Field, NaiveDatetime

TIME: str | None = "time"
PERIOD = "week"
TARGET = "kwh"
UNIQUE: list[str] = ["time"]


class Inputs(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    time: NaiveDatetime = Field(examples=["2024-01-01T05:00"])
    outside_c: float = Field(ge=-40, le=50, examples=[3.5])


class Observation(Inputs):
    kwh: float = Field(ge=0, examples=[52.0])
