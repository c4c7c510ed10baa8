"""What people do to a project in its first months, each as one small function."""

from tests.upgrade.edits import code, files, later, settings
from tests.upgrade.edits.edit import Edit

EDITS: dict[str, Edit] = {**code.EDITS, **settings.EDITS, **files.EDITS}
# Of projects that began at, or came to, Level 1.
LATER_EDITS: dict[str, Edit] = {**later.EDITS}

__all__ = ["EDITS", "LATER_EDITS", "Edit"]
