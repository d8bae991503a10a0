"""What is counted and measured, for Prometheus; numbers and closed lists only, never content."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.events = Counter("desk_events", "Events that came in", ["channel", "kind"], registry=self.registry)
        self.answers = Counter(
            "desk_answers", "Answers by how they ended", ["channel", "outcome"], registry=self.registry
        )
        self.deliveries = Counter(
            "desk_deliveries", "Deliveries by result", ["channel", "result"], registry=self.registry
        )
        self.dead = Counter("desk_dead_letters", "Events and deliveries given up", ["kind"], registry=self.registry)
        self.limited = Counter("desk_limited", "Questions that met a limit", ["limit"], registry=self.registry)
        self.waiting = Gauge("desk_waiting", "Events that wait or are being handled", registry=self.registry)
        self.sending = Gauge("desk_sending", "Deliveries that wait or are being sent", registry=self.registry)
        self.seconds = Histogram(
            "desk_handling_seconds",
            "From an event's arrival to its answer being stored",
            buckets=_SECONDS,
            registry=self.registry,
        )

    def exposition(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)
