"""Bring a project to a higher level, or to the newest version of this template.

Started by a project's own `tools/upgrade.py`, from a clone of this repository, in the folder of
the project. Needs what climbing/requirements.txt names.
"""

import sys

from climbing.command import main

if __name__ == "__main__":
    sys.exit(main())
