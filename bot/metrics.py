"""What is counted and measured, for Prometheus; numbers and closed lists only, never content."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
_UNNAMED = ("", "", "")
"""Neither namespace nor subsystem nor unit: names are written out."""


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self._own = own = CollectorRegistry()
        self.events = Counter("desk_events", "Events that came in", ["channel", "kind"], *_UNNAMED, own)
        self.answers = Counter("desk_answers", "Answers by how they ended", ["channel", "outcome"], *_UNNAMED, own)
        self.deliveries = Counter("desk_deliveries", "Deliveries by result", ["channel", "result"], *_UNNAMED, own)
        self.dead = Counter("desk_dead_letters", "Events and deliveries given up", ["kind"], *_UNNAMED, own)
        self.limited = Counter("desk_limited", "Questions that met a limit", ["limit"], *_UNNAMED, own)
        self.waiting = Gauge("desk_waiting", "Events that wait or are being handled", (), *_UNNAMED, own)
        self.sending = Gauge("desk_sending", "Deliveries that wait or are being sent", (), *_UNNAMED, own)
        arrival = "From an event's arrival to its answer being stored"
        self.seconds = Histogram("desk_handling_seconds", arrival, (), *_UNNAMED, own, buckets=_SECONDS)

    def exposition(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self._own)
