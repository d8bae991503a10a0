"""The examples of deployment name commands, settings and paths that exist."""

import configparser
import re
import tomllib
from pathlib import Path

from bot.settings import Settings as BotSettings
from bot.web.server import build
from retrieval.settings import Settings as RetrievalSettings

ROOT = Path(__file__).parents[2]
UNIT = (ROOT / ".deploy" / "exchange-bot.service").read_text(encoding="utf-8")
CONTAINER = (ROOT / ".deploy" / "Containerfile").read_text(encoding="utf-8")
SETTINGS = {f"EXCHANGE_{name.upper()}" for name in {**BotSettings.model_fields, **RetrievalSettings.model_fields}}
SCRIPTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]


def test_every_setting_is_one():
    named = set(re.findall(r"EXCHANGE_\w+(?==)", UNIT + CONTAINER))
    assert named
    assert set() == named - SETTINGS


def test_every_command_is_one():
    named = set(re.findall(r"\bexchange-(?:bot|corpus|evals)(?= (?:serve|ingest))", UNIT + CONTAINER))
    assert {"exchange-bot", "exchange-corpus"} == named
    assert named <= SCRIPTS.keys()


def test_the_unit_is_read_as_systemd_reads_it():
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(UNIT)
    assert ["Unit", "Service", "Install"] == unit.sections()
    assert unit["Service"]["ExecStart"].endswith("/exchange-bot serve")
    assert int(unit["Service"]["TimeoutStopSec"]) > 2 * 15, "two drains must fit"


def test_the_container_copies_what_exists_and_asks_a_path_that_is_served():
    copied = re.findall(r"^COPY (?:--chown=\S+ )?(\S+)", CONTAINER, re.MULTILINE)
    assert copied
    assert [] == [name for name in copied if not (ROOT / name).exists()]
    (path,) = re.findall(r"http://127\.0\.0\.1:\d+(/\w+)", CONTAINER)
    assert path in {getattr(route, "path", "") for route in build(None, None, {}).routes}  # type: ignore[arg-type]
