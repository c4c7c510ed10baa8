"""Write six quarters of rents into a database."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

folder = Path(sys.argv[1]) / "data" / "source"
folder.mkdir(parents=True)
with closing(sqlite3.connect(folder / "flats.db")) as connection, connection:
    connection.execute(
        "create table flats (quarter text, let_on text, square_metres real, rooms int, rent real)"
    )
    for number in range(240):
        past, size = number // 40, 30 + number * 7 % 90
        year, quarter = 2023 + past // 4, past % 4 + 1
        let_on = f"{year}-{quarter * 3 - 1:02}-{number % 28 + 1:02}"
        rooms = size // 25 if number % 9 else None
        rent = size * 11 + 40 * past + number % 5
        row = (f"{year}Q{quarter}", let_on, size, rooms, rent)
        connection.execute("insert into flats values (?, ?, ?, ?, ?)", row)
