"""The errors that a person can mend."""


class ProjectError(Exception):
    """Something to mend outside the code; its text is all that the user is shown."""
