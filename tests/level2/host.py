"""A machine to deploy to: a real sshd on this one's loopback, with a home of its own."""

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.pythons import uv

SYSTEMCTL = Path(__file__).with_name("systemctl.py")
SFTP = (
    "/usr/lib/openssh/sftp-server",
    "/usr/libexec/sftp-server",
    "/usr/libexec/openssh/sftp-server",
)


def sshd() -> str | None:
    """The server's program, if this machine has it."""
    return shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


@dataclass
class Host:
    """A running sshd. home: of whoever logs in; units are started by a stand-in for systemctl."""

    folder: Path
    home: Path
    port: int
    service_port: int
    key: str
    known_hosts: str
    server: subprocess.Popen[bytes]

    def target(self, name: str) -> str:
        """Its entry in targets.toml."""
        return (
            f'[targets.{name}]\nkind = "ssh"\nhost = "{getpass.getuser()}@127.0.0.1"\n'
            f'port = {self.port}\nfolder = "{self.home / "bikes"}"\nuv = "{uv()}"\n'
            f"service_port = {self.service_port}\npage_port = {free_port()}\n"
        )

    def environment(self) -> dict[str, str]:
        """What whoever deploys there has to have."""
        return {"DEPLOY_SSH_KEY": self.key, "DEPLOY_KNOWN_HOSTS": self.known_hosts}

    def cut_connections(self) -> None:
        """End every session at once, as a network that fails."""
        subprocess.run(["pkill", "-KILL", "-P", str(self.server.pid)], check=False)

    def stop(self) -> None:
        systemctl = [sys.executable, str(SYSTEMCTL), "--user", "stop-all"]
        subprocess.run(systemctl, env=os.environ | {"HOME": str(self.home)}, check=True)
        self.server.terminate()
        self.server.wait()


def start(folder: Path) -> Host:
    """Start it, with keys made for it alone."""
    home, tools, port = folder / "home", folder / "bin", free_port()
    home.mkdir(parents=True)
    tools.mkdir()
    for name in ("host_key", "user_key"):
        keygen = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name]
        subprocess.run([*keygen, "-f", str(folder / name)], check=True)
    shutil.copy(folder / "user_key.pub", folder / "authorized_keys")
    program = tools / "systemctl"
    text = SYSTEMCTL.read_text(encoding="utf-8")
    program.write_text(f"#!{sys.executable}\n{text}", encoding="utf-8")
    program.chmod(0o755)
    (folder / "sshd_config").write_text(_settings(folder, home, tools, port), encoding="utf-8")
    if os.geteuid() == 0:
        # As root it gives up privileges in there; a service manager would have made it.
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    log = (folder / "sshd.log").open("wb")
    server = subprocess.Popen(
        [str(sshd()), "-D", "-e", "-f", str(folder / "sshd_config")], stdout=log, stderr=log
    )
    _wait(port, folder / "sshd.log")
    public = (folder / "host_key.pub").read_text(encoding="utf-8").split()
    return Host(
        folder,
        home,
        port,
        service_port=free_port(),
        key=(folder / "user_key").read_text(encoding="utf-8"),
        known_hosts=f"[127.0.0.1]:{port} {public[0]} {public[1]}\n",
        server=server,
    )


def _settings(folder: Path, home: Path, tools: Path, port: int) -> str:
    cache = subprocess.run(
        [uv(), "cache", "dir"], capture_output=True, encoding="utf-8", check=True
    ).stdout.strip()
    environment = {
        "HOME": str(home),
        "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
        "UV_CACHE_DIR": cache,
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PYTHON": sys.executable,
    }
    environment |= {
        name: os.environ[name] for name in ("SSL_CERT_FILE", "PIP_CERT") if name in os.environ
    }
    sftp = next(path for path in SFTP if Path(path).exists())
    pairs = " ".join(f'"{name}={value}"' for name, value in environment.items())
    return f"""
ListenAddress 127.0.0.1:{port}
HostKey {folder / "host_key"}
AuthorizedKeysFile {folder / "authorized_keys"}
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
Subsystem sftp {sftp}
SetEnv {pairs}
"""


def _wait(port: int, log: Path) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"sshd did not start: {log.read_text(encoding='utf-8')}")
