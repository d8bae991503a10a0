"""What can be set from outside: environment variables `EXCHANGE_*` or a file `.env`."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Where the corpus and its index are, and what embeds them."""

    model_config = SettingsConfigDict(env_prefix="EXCHANGE_", env_file=".env", extra="ignore", frozen=True)

    corpus: Path = Field(default=Path("corpus"), description="Folder with the documents.")
    index: Path = Field(default=Path("var/index"), description="Folder of the index; made by the first ingest.")
    embedder: Literal["e5"] = Field(default="e5", description="What turns text into vectors: `e5` is built in.")
