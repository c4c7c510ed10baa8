"""Write a file for each of five vintages; 2020 was not harvested."""

import sys
from pathlib import Path

from sklearn.datasets import load_wine

folder = Path(sys.argv[1]) / "data" / "source"
folder.mkdir(parents=True)
data = load_wine(as_frame=True)
names = {0: "barolo", 1: "grignolino", 2: "barbera"}
rows = data.frame[["alcohol", "color_intensity", "hue"]].assign(grape=data.target.map(names))
years = [2018, 2019, 2021, 2022, 2023]
for number, year in enumerate(years):
    vintage = rows.iloc[number :: len(years)].assign(harvested=f"{year}-10-01")
    # As a spreadsheet writes it.
    vintage.to_csv(folder / f"{year}.csv", sep=";", index=False, encoding="utf-8-sig")
