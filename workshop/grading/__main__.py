"""List the exercises with their state, or say what some of them still lack."""

import argparse
import sys

from workshop.grading.capstone import points
from workshop.grading.exercises import Exercise, find, grade
from workshop.grading.project import ROOT, level

CAPSTONE = "capstone"


def main(arguments: list[str]) -> int:
    """Grade; returns the exit code: 1 when something is missing, 2 when an id is wrong."""
    parser = argparse.ArgumentParser(
        prog="uv run poe grade",
        description=__doc__,
        epilog="Ends with 1 when one of the exercises that you named isn't solved yet.",
    )
    parser.add_argument(
        "id", nargs="*", metavar="ID", help="such as 1.2; capstone: its points; none: list all"
    )
    wanted = parser.parse_args(arguments).id
    if wanted == [CAPSTONE]:
        return 1 if points(ROOT) else 0
    exercises = find(ROOT)
    if not exercises:
        print("error: no exercise lies in workshop/exercises", file=sys.stderr)
        return 2
    for name in wanted:
        if name not in exercises:
            known = ", ".join(exercises)
            print(f"error: there is no exercise {name}: there are {known}", file=sys.stderr)
            return 2
    try:
        here = level()
        if wanted:
            return max([_tell(exercises[name], here) for name in wanted])
        return _list(exercises, here)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def _list(exercises: dict[str, Exercise], here: int) -> int:
    width = max(len(exercise.title) for exercise in exercises.values())
    following = ""
    for exercise in exercises.values():
        # One by one, as they are graded: the slowest takes some seconds.
        print(f"{exercise.id}  {exercise.title:{width}}  ", end="", flush=True)
        if exercise.level > here:
            print(f"from Level {exercise.level} on")
            continue
        state = grade(exercise, ROOT).state
        print(state)
        following = following or (exercise.id if state != "solved" else "")
    print(f"next   uv run poe grade {following}" if following else "all solved")
    return 0


def _tell(exercise: Exercise, here: int) -> int:
    if exercise.level > here:
        print(f"{exercise.id}  {exercise.title}: needs what Level {exercise.level} brings")
        print(f"next   uv run poe upgrade --level {exercise.level}")
        return 1
    found = grade(exercise, ROOT)
    place = exercise.folder.relative_to(ROOT).as_posix()
    if not found.missing:
        print(f"{exercise.id}  {exercise.title}: solved")
        print(f"next   think about the questions at the end of {place}/README.md")
        return 0
    print(f"{exercise.id}  {exercise.title}: {found.state}")
    for line in found.missing:
        print(f"  - {line}")
    print(f"next   read {place}/README.md, go on, and: uv run poe grade {exercise.id}")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
