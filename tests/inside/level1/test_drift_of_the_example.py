"""What the README says of the example's drift."""

import pandas as pd
from bike_rides.core.contract import check
from bike_rides.monitoring.drift import drift
from bike_rides.operations import Monitoring
from bike_rides.problem import features, source
from bike_rides.problem.schema import Observation


def test_temperature_drifts_while_the_model_is_still_good() -> None:
    months = {
        name: features.build(check(source.read_batch(name), Observation, name))
        for name in source.batches()[:9]
    }
    first = pd.concat([months[f"2011-0{month}"] for month in range(1, 7)])
    psi = {
        month: drift(first, months[month], Monitoring()).set_index("feature").loc["temp_c", "psi"]
        for month in ("2011-07", "2011-08", "2011-09")
    }
    assert {month: round(value, 1) for month, value in psi.items()} == {
        "2011-07": 6.1,
        "2011-08": 5.2,
        "2011-09": 3.5,
    }
