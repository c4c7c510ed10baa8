"""What a lesson tells its reader to type, and what to see, out of its Markdown."""

import re
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"```([^\n`]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass
class Step:
    """A block to do: commands (`sh`) or an edit (`diff`), and the lines to be seen then.

    repeat: until the lines are seen; terminal: 2 for what goes on running beside.
    """

    kind: str
    text: str
    repeat: bool = False
    terminal: int = 1
    seen: list[str] = field(default_factory=list)

    @property
    def commands(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]


def read(lesson: Path) -> list[Step]:
    """The steps of a lesson, in order."""
    steps: list[Step] = []
    for info, text in FENCE.findall(lesson.read_text(encoding="utf-8")):
        kind, *options = info.split() or [""]
        if kind in {"sh", "diff"}:
            terminal = next((int(o[9:]) for o in options if o.startswith("terminal=")), 1)
            steps.append(Step(kind, text, "repeat" in options, terminal))
        elif kind == "text" and steps:
            steps[-1].seen += [line for line in text.splitlines() if line.strip()]
    return steps


def unseen(lines: list[str], output: str) -> list[str]:
    """Lines that aren't in the output; `...` stands for anything."""
    printed = " ".join(output.split())
    return [
        line
        for line in lines
        if not re.search(".*?".join(map(re.escape, " ".join(line.split()).split("..."))), printed)
    ]
