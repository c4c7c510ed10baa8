"""A row a day and shop."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

TIME: str | None = "day"
PERIOD = "day"
TARGET = "amount"
UNIQUE: list[str] = ["day", "shop"]


class Inputs(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    day: date = Field(examples=["2024-01-02"])
    shop: Literal["harbour", "market", "station"] = Field(examples=["market"])
    discount: bool = Field(False, examples=[True])

    @model_validator(mode="after")
    def _closed_on_sundays(self) -> "Inputs":
        if self.day.weekday() == 6:
            raise ValueError("the shops are closed on Sundays")
        return self


class Observation(Inputs):
    amount: float = Field(ge=0, examples=[321.5])
