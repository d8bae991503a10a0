"""Logs: lines on standard error, and no harm where it is gone."""

import io

import pytest
import structlog

from bot.logs import configure


@pytest.fixture(autouse=True)
def unconfigured():
    yield
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_line_goes_to_whatever_standard_error_is_now(form, monkeypatch):
    configure("info", form)
    log = structlog.get_logger("logs")
    for _ in range(2):
        written = io.StringIO()
        monkeypatch.setattr("sys.stderr", written)
        log.error("something.happened", id=7)
        assert "something.happened" in written.getvalue()


class Gone(io.StringIO):
    """A pipe whose reader has ended."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_work_goes_on_where_nobody_reads(monkeypatch):
    configure("info", "console")
    closed = io.StringIO()
    closed.close()
    for gone in (closed, Gone()):
        monkeypatch.setattr("sys.stderr", gone)
        structlog.get_logger("logs").error("something.happened")


def test_what_is_below_the_level_is_not_written(capsys):
    configure("error", "console")
    structlog.get_logger("logs").info("something.happened")
    assert "" == capsys.readouterr().err
