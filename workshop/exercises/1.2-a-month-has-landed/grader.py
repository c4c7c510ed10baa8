"""Grades exercise 1.2: real months land in pieces, look by look."""

import json
from pathlib import Path

from workshop.grading.answers import Answer, NotSolved
from workshop.grading.project import module


class Sensor:
    """The participant's function, in a process of its own at every look, as it were."""

    def __init__(self, path: Path):
        self._path = path
        self._memory = "{}"
        self.looks = 0

    def look(self, **sizes: int) -> list[str]:
        """The months reported at this look; in `sizes` a month is written july=..."""
        self.looks += 1
        found = Answer(self._path).call("look", dict(_named(sizes)), json.loads(self._memory))
        match found:
            case (list() as ready, dict() as memory):
                pass
            case _:
                raise NotSolved("look() returns two things: a list of months, and the memory")
        try:
            self._memory = json.dumps(memory)
        except TypeError as error:
            raise NotSolved(f"the memory has to go through JSON: {error}") from error
        return sorted(ready)


MONTHS = {"july": "2011-07", "august": "2011-08"}


def _named(sizes: dict[str, int]) -> list[tuple[str, int]]:
    return [(MONTHS[name], size) for name, size in sizes.items()]


def check(project: Path) -> list[str]:
    """What is missing in the answer, one line each."""
    path = project / "workshop" / "exercises" / Path(__file__).parent.name / "answer.py"
    read = module("problem.source", project).read_batch
    july, august = (len(read(month).to_csv().encode()) for month in MONTHS.values())
    return [
        *_while_written(Sensor(path), july),
        *_once(Sensor(path), july, august),
        *_together(Sensor(path), july, august),
        *_corrected(Sensor(path), july),
        *_while_corrected(Sensor(path), july),
    ]


def _while_written(sensor: Sensor, whole: int) -> list[str]:
    for part in (whole // 3, 2 * whole // 3, whole):
        if sensor.look(july=part):
            return [
                f"2011-07 was reported at look {sensor.looks} with {part:,} bytes, a size that no"
                f" look had seen before: it may still be growing ({whole:,} bytes in the end)"
            ]
    if sensor.look(july=whole) != ["2011-07"]:
        return [f"2011-07 had {whole:,} bytes at two looks and was not reported: it is complete"]
    return []


def _once(sensor: Sensor, july: int, august: int) -> list[str]:
    reported = [month for _ in range(4) for month in sensor.look(july=july)]
    reported += [month for _ in range(4) for month in sensor.look(july=july, august=august)]
    return [
        f"{month} was reported {reported.count(month)} times in {sensor.looks} looks: once is"
        " enough, and each look may be in a new process, which knows only its memory"
        for month in MONTHS.values()
        if reported.count(month) > 1
    ] + [
        f"{month} lay there complete and was never reported"
        for month in MONTHS.values()
        if month not in reported
    ]


def _together(sensor: Sensor, july: int, august: int) -> list[str]:
    sensor.look(july=july, august=august)
    if sensor.look(july=july, august=august) != ["2011-07", "2011-08"]:
        return ["two months that land together are both ready at the second look"]
    return []


def _corrected(sensor: Sensor, whole: int) -> list[str]:
    for _ in range(3):
        sensor.look(july=whole)
    corrected = [month for _ in range(3) for month in sensor.look(july=whole + 40)]
    if corrected != ["2011-07"]:
        return [
            "2011-07 was corrected after it had been reported (40 bytes more): it is to be reported"
            f" once again, and was {len(corrected)} times"
        ]
    return []


def _while_corrected(sensor: Sensor, whole: int) -> list[str]:
    for _ in range(3):
        sensor.look(july=whole)
    for part in (whole // 2, whole + 40):
        if sensor.look(july=part):
            return [
                f"2011-07, reported before, is written anew: with {part:,} bytes, a size that no"
                " look had seen before, it was reported again: it may still be growing"
            ]
    return []
