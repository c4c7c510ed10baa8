"""A row a flat that was let."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

TIME: str | None = "let_on"
PERIOD = "quarter"
TARGET = "rent"
UNIQUE: list[str] = []


class Inputs(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    let_on: date = Field(description="First day of the contract", examples=["2024-05-01"])
    square_metres: float = Field(gt=0, le=500, examples=[62.5])
    rooms: int | None = Field(ge=1, description="Empty if nobody counted", examples=[2])


class Observation(Inputs):
    rent: float = Field(gt=0, description="Euro a month", examples=[710.0])
