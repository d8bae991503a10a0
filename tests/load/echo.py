"""The service with an assistant that answers at once; what is left is the chat: `python -m tests.load.echo`."""

import cProfile
import pstats
import sys

from bot.adapters.store import open_store
from bot.assembly.service import assemble
from bot.logs import configure
from bot.loops import run
from bot.settings import Settings
from tests.contracts.channels.driver import assistant


async def main() -> None:
    """Serve with the settings of the environment until SIGTERM."""
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    configure(settings.log_level, settings.log_format)
    store = await open_store(settings.store)
    await store.hold()
    service = await assemble(settings, assistant(), store, lambda message: None)
    await service.run(lambda: print("exchange-bot: serving", flush=True))


if __name__ == "__main__":
    if sys.argv[1:] == ["--profile"]:
        with cProfile.Profile() as profile:
            run(main())
        pstats.Stats(profile).sort_stats("tottime").print_stats(60)
    else:
        run(main())
