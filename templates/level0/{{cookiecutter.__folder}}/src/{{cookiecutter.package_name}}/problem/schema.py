"""The data contract: what a row must look like to be trained on or scored."""

from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, NaiveDatetime

TIME: str | None = "timestamp"
PERIOD = "month"
TARGET = "count"
UNIQUE: list[str] = ["timestamp"]

Weather = Literal["clear", "mist", "light_rain", "heavy_rain"]
WEATHER = list(get_args(Weather))


def full_hour(time: datetime) -> datetime:
    """The time, if an hour starts with it."""
    if time.minute or time.second or time.microsecond:
        raise ValueError("must be a full hour")
    return time


class Inputs(BaseModel):
    """What is known of an hour before its rides are counted."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    timestamp: Annotated[NaiveDatetime, AfterValidator(full_hour)] = Field(
        description="Start of the hour, local time", examples=["2011-07-01T08:00"]
    )
    holiday: int = Field(ge=0, le=1, description="1 on a public holiday", examples=[0])
    workingday: int = Field(
        ge=0, le=1, description="1 on a day that is neither weekend nor holiday", examples=[1]
    )
    weather: Weather = Field(description="Weather in that hour", examples=["clear"])
    temp_c: float = Field(
        ge=-30, le=50, description="Temperature in degrees Celsius", examples=[27.3]
    )
    humidity: float = Field(
        ge=0,
        le=100,
        description="Relative humidity in percent; 0 means that the sensor failed",
        examples=[62],
    )
    windspeed_kmh: float = Field(ge=0, le=150, description="Wind speed in km/h", examples=[11.2])


class Observation(Inputs):
    """An hour whose rides have been counted."""

    count: int = Field(ge=0, description="Rides started in that hour", examples=[312])
