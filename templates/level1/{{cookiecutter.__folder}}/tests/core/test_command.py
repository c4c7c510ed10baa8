"""What every command does alike."""

import pytest

from {{ cookiecutter.package_name }}.core.command import command
from {{ cookiecutter.package_name }}.core.errors import ProjectError


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (ProjectError("mend this"), 1, "error: mend this"),
        (FileNotFoundError(2, "No such file", "there.csv"), 1, "there.csv: No such file"),
        (KeyboardInterrupt(), 130, "stopped"),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(
    error: BaseException, code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    @command
    def fail() -> None:
        raise error

    with pytest.raises(SystemExit) as stopped:
        fail()
    assert stopped.value.code == code
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
