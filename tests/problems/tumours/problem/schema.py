"""A row a tumour."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

TIME: str | None = None
PERIOD = "month"
TARGET = "diagnosis"
UNIQUE: list[str] = []


class Inputs(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    mean_radius: float = Field(gt=0, examples=[14.1])
    mean_texture: float | None = Field(gt=0, examples=[19.3])
    mean_smoothness: float = Field(gt=0, lt=1, examples=[0.1])


class Observation(Inputs):
    diagnosis: Literal["benign", "malignant"]
