"""What Prometheus is told: GET /metrics."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from .champion import ChampionHolder
from .log import PredictionLog

SECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """The service's metrics, in a registry of their own."""

    def __init__(self, holder: ChampionHolder, predictions: PredictionLog) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "predict_requests", "Requests by HTTP status", ["status"], registry=self._registry
        )
        self.rows = Counter(
            "predict_rows", "Rows scored, by model version", ["version"], registry=self._registry
        )
        self.seconds = Histogram(
            "predict_seconds", "Time to answer", buckets=SECONDS, registry=self._registry
        )
        for name, text, read in [
            ("champion_version", "Version that serves, 0 if none", lambda: holder.version),
            ("registry_reachable", "1 if the last look succeeded", lambda: holder.reachable),
            ("champion_load_failures", "Versions that failed to load", lambda: holder.failures),
            ("prediction_log_failing", "1 while writing fails", lambda: predictions.failing),
            ("prediction_log_waiting", "Rows not logged yet", lambda: predictions.waiting),
            ("prediction_log_written", "Rows logged", lambda: predictions.written),
            ("prediction_log_dropped", "Rows never logged", lambda: predictions.dropped),
        ]:
            Gauge(name, text, registry=self._registry).set_function(read)

    def count(self, status: int, seconds: float) -> None:
        """Note one request that has been answered."""
        self.requests.labels(status).inc()
        self.seconds.observe(seconds)

    def page(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._registry)
