"""The errors that a person can mend."""


class ProjectError(Exception):
    """Something to mend outside the code; its text is all that the user is shown."""


class ContractError(ProjectError):
    """Rows break the data contract; `problems` names every place, the text the first ones."""

    def __init__(self, text: str, problems: list[str]):
        super().__init__(text)
        self.problems = problems
