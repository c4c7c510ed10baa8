"""Open the pipeline's page: steps, runs and triggers."""

from typing import Annotated

from .. import operations

HOST = "127.0.0.1"


def main(
    *,
    host: Annotated[str, "address to listen on"] = HOST,
    port: Annotated[int, "default: [pages] pipeline_port in operations.toml"] = 0,
) -> None:
    from . import home

    settings = operations.load()
    chosen = port or settings.pages.pipeline_port
    operations.need_free(host, chosen, "[pages] pipeline_port")
    # The page's own processes find the storage made: several that make it would ruin it.
    with home.instance():
        print(f"pipeline  http://{host}:{chosen}", flush=True)
    serve(host, chosen, settings.service.hosts)


def serve(host: str, port: int, hosts: tuple[str, ...]) -> None:
    """Serve the page until it is stopped; DAGSTER_WEBSERVER_READ_ONLY=1 lets it only show."""
    from dagster_webserver import app, cli
    from starlette.middleware import Middleware

    from .guard import guards
    from .home import DEFINITIONS

    class GuardedPage(app.DagsterWebserver):
        def build_middleware(self) -> list[Middleware]:
            return [*guards(hosts), *super().build_middleware()]

    # The command makes the page by this name, and reads Dagster's own settings before.
    app.DagsterWebserver = GuardedPage  # ty: ignore[invalid-assignment]
    place = ["--host", host, "--port", str(port), "--dagster-log-level", "warning"]
    quiet = ["--code-server-log-level", "warning"]
    cli.cli([*DEFINITIONS, *place, *quiet], auto_envvar_prefix="DAGSTER_WEBSERVER")
