"""Write twelve weeks of hours as a Parquet file."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

folder = Path(sys.argv[1]) / "data" / "source"
folder.mkdir(parents=True)
times = pd.date_range("2024-01-01", periods=12 * 7 * 24, freq="h")
outside = 10 * np.sin(np.arange(len(times)) / 50)
used = 50 - outside + 5 * np.cos(times.hour / 24 * 6.28)
hours = pd.DataFrame({"time": times, "outside_c": outside, "kwh": used})
hours.to_parquet(folder / "hours.parquet")
