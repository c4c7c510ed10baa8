"""The one kind of error that a user of the builder sees."""


class KitError(Exception):
    """What is wrong and where, as one line for the instructor."""
