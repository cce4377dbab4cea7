"""Figures for Prometheus, in a registry of the app's own."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from wornby.datamodel import Job, JobState, Outcome

LATENCY_BUCKETS_S = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class _QueueCollector(Collector):
    """Counts jobs when asked, so that the figure is the records' own."""

    def __init__(self, count_jobs: Callable[[], Mapping[JobState, int]]) -> None:
        self._count_jobs = count_jobs

    def collect(self) -> Iterator[Metric]:
        """One gauge with a sample for each state."""
        gauge = GaugeMetricFamily("wornby_jobs", "Jobs in the records, by state.", labels=["state"])
        counts = self._count_jobs()
        for state in JobState:
            gauge.add_metric([state.value], counts.get(state, 0))
        yield gauge

    def describe(self) -> Iterator[Metric]:
        """Name the metric without counting anything."""
        yield GaugeMetricFamily("wornby_jobs", "Jobs in the records, by state.", labels=["state"])


class Metrics:
    """What the app counts.

    Args:
        count_jobs: Gives the number of jobs in each state.
    """

    def __init__(self, count_jobs: Callable[[], Mapping[JobState, int]]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "wornby_http_requests",
            "Requests answered, by route template.",
            ["method", "route", "status"],
            registry=self._registry,
        )
        self._latency = Histogram(
            "wornby_http_request_seconds",
            "Time to the end of the answer.",
            ["method", "route"],
            buckets=LATENCY_BUCKETS_S,
            registry=self._registry,
        )
        self._ingest = Counter(
            "wornby_ingest_photos", "Photos taken in, by outcome.", ["outcome"], registry=self._registry
        )
        self.unexpected_errors = Counter(
            "wornby_unexpected_errors", "Errors that nobody expected.", registry=self._registry
        )
        self._registry.register(_QueueCollector(count_jobs))

    def observe_request(self, *, method: str, route: str, status: int, took_s: float) -> None:
        """Count one answered request."""
        self._requests.labels(method=method, route=route, status=str(status)).inc()
        self._latency.labels(method=method, route=route).observe(took_s)

    def observe_outcome(self, outcome: Outcome | None) -> None:
        """Count one photo; None is a failure."""
        self._ingest.labels(outcome=outcome.value if outcome else "failed").inc()

    def observe_job(self, job: Job) -> None:
        """Count one finished job."""
        if job.state in {JobState.DONE, JobState.FAILED}:
            self.observe_outcome(job.outcome if job.state is JobState.DONE else None)

    def render(self) -> bytes:
        """The text format."""
        return generate_latest(self._registry)
