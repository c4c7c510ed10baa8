"""Run the notebook on the landed months and write it as a page, pictures included."""

import re
import subprocess
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter
from tqdm import tqdm

from ..core.command import command, next_step, parser, wrote
from ..core.errors import ProjectError
from ..core.files import need, write_text
from ..core.paths import LANDING, NOTEBOOK, REPORTS, shown

PAGE = REPORTS / "explore.html"
# Jupyter colours its errors for a terminal.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def execute() -> nbformat.NotebookNode:
    """The notebook with its outputs; the file itself stays as it is.

    Raises:
        ProjectError: a cell failed; the message is the cell's last line.
    """
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    cells = tqdm(total=len(notebook.cells), desc="explore", unit="cell", disable=None)
    client = NotebookClient(
        notebook,
        timeout=600,
        # Its warnings on encryption are about other machines: this kernel listens on loopback.
        extra_arguments=["--log-level=ERROR"],
        kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOK.parent)}},
        on_cell_complete=lambda cell, cell_index: cells.update(),
    )
    try:
        with cells:
            client.execute()
    except CellExecutionError as error:
        reason = COLOURS.sub("", str(error).strip().splitlines()[-1])
        raise ProjectError(f"{shown(NOTEBOOK)}: {reason}") from error
    return notebook


@command
def main() -> None:
    arguments = parser("explore", __doc__)
    arguments.add_argument("--open", action="store_true", help="edit the notebook in JupyterLab")
    if arguments.parse_args().open:
        jupyter = [sys.executable, "-m", "jupyterlab", str(NOTEBOOK)]
        raise SystemExit(subprocess.run(jupyter, check=False).returncode)
    need(LANDING, "extract")
    page, _ = HTMLExporter().from_notebook_node(execute())
    write_text(PAGE, page)
    wrote(PAGE)
    next_step(f"open {shown(PAGE)} in a browser; then: uv run poe prepare")
