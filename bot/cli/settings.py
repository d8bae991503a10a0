"""Reads the settings for a command."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from bot.adapters.store import SqlStore
    from bot.settings import Settings

Result = TypeVar("Result")

IndexOption = Annotated[Path | None, typer.Option(help="Folder of the index.", show_default="var/index")]


def read_settings(index: Path | None = None) -> "Settings":
    """The settings of the environment; says by name what is wrong with them."""
    # Chroma takes a second to import: begin while settings and model are still being read.
    threading.Thread(target=__import__, args=("chromadb",), daemon=True).start()
    from pydantic import ValidationError

    from bot.logs import configure
    from bot.settings import Settings

    try:
        settings = Settings() if index is None else Settings(index=index)
    except ValidationError as error:
        wrong = "; ".join(
            "".join(f"EXCHANGE_{str(field).upper()}: " for field in one["loc"][:1])
            + one["msg"].removeprefix("Value error, ")
            for one in error.errors(include_input=False)
        )
        raise typer.BadParameter(f"{wrong} (see .env.example)") from error
    configure(settings.log_level, settings.log_format)
    return settings


def with_store(settings: "Settings", do: "Callable[[SqlStore], Awaitable[Result]]") -> Result:
    """Do something with the store, beside a service that may be running on it."""
    from bot.adapters.store import open_store

    async def work() -> Result:
        store = await open_store(settings.store)
        try:
            return await do(store)
        finally:
            await store.close()

    return asyncio.run(work())
