"""`uv run poe grade`: list the exercises with their state; `uv run poe grade 1.2`: grade one."""

import runpy
import sys
from pathlib import Path

# Graders import what they share as `workshop.grading`, wherever this is started from.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
runpy.run_module("workshop.grading", run_name="__main__", alter_sys=True)
