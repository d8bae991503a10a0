"""The bot's settings, from the environment (`EXCHANGE_*`) or a `.env` file."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from retrieval.model import Audience


class Settings(BaseSettings):
    """Read once, in the command line or the composition root."""

    model_config = SettingsConfigDict(env_prefix="EXCHANGE_", env_file=".env", extra="ignore", frozen=True)

    index: Path = Path("var/index")
    """Folder of the index that `exchange-corpus ingest` builds."""
    audience: Audience = Audience.PUBLIC
    """Whose documents a question may see when it does not say."""
    floor: float = Field(default=0.5, ge=0, le=1)
    """Probability of holding the answer below which the assistant says "not found" rather than quote."""
    topic_floor: float = Field(default=0.5, ge=0, le=1)
    """Probability of being on the documents' topic below which a question is off topic."""
    answer_seconds: float = Field(default=20.0, gt=0)
    """Seconds after which an inquirer is told that the answer takes too long."""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """How much is logged, to standard error."""
    log_format: Literal["console", "json"] = "console"
    """Lines for people, or one JSON object a line."""
