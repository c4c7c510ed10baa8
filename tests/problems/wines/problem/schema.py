"""A row a wine."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

TIME: str | None = "harvested"
PERIOD = "year"
TARGET = "grape"
UNIQUE: list[str] = []


class Inputs(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    harvested: date = Field(examples=["2024-10-01"])
    alcohol: float = Field(ge=0, le=20, examples=[13.2])
    color_intensity: float = Field(ge=0, examples=[5.1])
    hue: float = Field(ge=0, examples=[1.0])


class Observation(Inputs):
    grape: Literal["barbera", "barolo", "grignolino"]
