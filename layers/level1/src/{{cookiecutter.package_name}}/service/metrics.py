"""What Prometheus is told: GET /metrics."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from .champion import ChampionHolder
from .log import PredictionLog

SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """The service's metrics, in a registry of their own."""

    def __init__(self, holder: ChampionHolder, predictions: PredictionLog) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "predict_requests", "Requests by HTTP status", ["status"], registry=self.registry
        )
        self.seconds = Histogram(
            "predict_seconds", "Time to answer", buckets=SECONDS, registry=self.registry
        )

        def version() -> int:
            champion = holder.state.champion
            return champion.version.number if champion else 0

        for name, text, read in [
            ("champion_version", "Version that serves, 0 if none", version),
            ("champion_followed", "0: see problem in /ready", lambda: not holder.state.problem),
            ("prediction_log_failing", "1 while writing fails", lambda: predictions.failing),
            ("prediction_log_waiting", "Rows not logged yet", lambda: predictions.waiting),
            ("prediction_log_written", "Rows logged", lambda: predictions.written),
            ("prediction_log_dropped", "Rows never logged", lambda: predictions.dropped),
        ]:
            Gauge(name, text, registry=self.registry).set_function(read)
