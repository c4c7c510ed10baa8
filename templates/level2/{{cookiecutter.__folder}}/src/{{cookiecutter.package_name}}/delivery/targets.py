"""targets.toml, checked: where releases run."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..core.errors import ProjectError
from ..core.params import read
from ..core.paths import ROOT, shown

TARGETS = ROOT / "targets.toml"
# Paths that need no quoting, in a shell or in a systemd unit.
Plain = Annotated[str, Field(pattern=r"^[A-Za-z0-9_./-]+$")]
Port = Annotated[int, Field(ge=1, le=65535)]


class _Target(BaseModel):
    """What both kinds have.

    ready_seconds: for the service to become ready after a deployment.
    silence_days: so long may nobody have asked for a prediction; 0: for ever.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    ready_seconds: float = Field(120, gt=0)
    silence_days: float = Field(7, ge=0)


class LocalTarget(_Target):
    """A folder on the machine that deploys; nothing keeps running there.

    folder: absolute, or below the folder that the steps write to.
    """

    kind: Literal["local"]
    folder: str


class SshTarget(_Target):
    """A machine with ssh, uv and systemd.

    host: as ssh takes it; folder and uv: absolute, or below that user's home.
    """

    kind: Literal["ssh"]
    host: str = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.@:-]*$")
    port: Port = 22
    folder: Plain
    uv: Plain = ".local/bin/uv"
    service_port: Port = 8000
    page_port: Port = 3000


class Targets(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    targets: dict[str, Annotated[LocalTarget | SshTarget, Field(discriminator="kind")]]


def find(name: str, path: Path = TARGETS) -> LocalTarget | SshTarget:
    """One target.

    Raises:
        ProjectError: there is none of that name, or the file is missing or invalid.
    """
    known = read(path, Targets).targets
    if name not in known:
        raise ProjectError(f"{shown(path)}: no target {name}; there is {', '.join(known)}")
    return known[name]
