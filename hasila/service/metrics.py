"""What a service counts, for Prometheus: requests, texts read, and decisions; no text and no name is in it."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class ServiceMetrics:
    """The counters of one service."""

    content_type = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self) -> None:
        """Begin at nothing."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "hasila_requests", "Requests that were answered", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "hasila_request_seconds", "How long requests took", ["route"], registry=self._registry
        )
        self._batch = Histogram(
            "hasila_batch_texts", "Texts read together", buckets=(1, 2, 4, 8, 16, 32, 64), registry=self._registry
        )
        self._reading = Counter("hasila_reading_seconds", "How long the model read", registry=self._registry)
        self._decisions = Counter("hasila_decisions", "Decisions on the desk", ["action"], registry=self._registry)
        self._waiting = Gauge("hasila_waiting_characters", "Code points that wait to be read", registry=self._registry)

    def watch(self, waiting: Callable[[], float]) -> None:
        """Ask `waiting` how many code points wait to be read, whenever it is to be told."""
        self._waiting.set_function(waiting)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def batch(self, texts: int, seconds: float) -> None:
        """Count texts that were read together."""
        self._batch.observe(texts)
        self._reading.inc(seconds)

    def decision(self, action: str) -> None:
        """Count a decision."""
        self._decisions.labels(action).inc()

    def text(self) -> bytes:
        """Return all counters as Prometheus reads them."""
        return generate_latest(self._registry)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
