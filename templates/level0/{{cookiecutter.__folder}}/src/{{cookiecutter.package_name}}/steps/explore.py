"""Run the notebook on the landed batches and write it as a page, pictures included."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING, Annotated

from ..core.errors import ProjectError
from ..core.files import need, write_text
from ..core.paths import LANDING, NOTEBOOK, REPORTS, shown

if TYPE_CHECKING:
    import nbformat

PAGE = REPORTS / "explore.html"
# Jupyter colours its errors for a terminal.
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def execute() -> nbformat.NotebookNode:
    """The notebook with its outputs; the file itself stays as it is.

    Raises:
        ProjectError: a cell failed; the message is the cell's last line.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from tqdm import tqdm

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


def main(*, open: Annotated[bool, "edit the notebook in JupyterLab"] = False) -> None:
    if open:
        jupyter = [sys.executable, "-m", "jupyterlab", str(NOTEBOOK)]
        raise SystemExit(subprocess.run(jupyter, check=False).returncode)
    need(LANDING, "extract")

    from nbconvert import HTMLExporter

    page, _ = HTMLExporter().from_notebook_node(execute())
    write_text(PAGE, page)
    print(f"wrote  {shown(PAGE)}")
    print(f"next   open {shown(PAGE)} in a browser; then: uv run poe prepare")
