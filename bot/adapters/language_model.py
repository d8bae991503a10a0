"""A language model of any provider that LangChain knows, as an author of answers."""

import secrets
from typing import Any, Literal

from babel import Locale, UnknownLocaleError
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from openai import DefaultAsyncHttpxClient
from pydantic import BaseModel, Field

from bot.errors import ModelFailed, SettingsRefused
from bot.ports import Claim, Completeness, Numbered, Task, Written
from bot.prompts import Prompt

_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
"""HTTP statuses after which another attempt may help."""
_OWN = frozenset({400, 413, 422})
"""HTTP statuses that refuse one question: too long, or filtered."""
_OWN_POOL = "openai:"
"""Provider whose package would share connections between all models, and never close them."""
_PASSING = ("Timeout", "Connection", "Protocol", "JSONDecode", "LengthFinish", "Validation", "OutputParser")
"""What stands in the names of errors without a status after which another attempt may help."""
_LONGEST = 700
"""Tokens that an answer may take."""


class _Claim(BaseModel):
    """One sentence of the answer."""

    text: str = Field(description="One sentence, without marks such as [1].")
    passages: list[int] = Field(max_length=4, description="Numbers of the passages that this sentence rests on.")


class _Answer(BaseModel):
    """The answer to the question."""

    completeness: Literal["full", "partial", "none"] = Field(description="How much of it the passages answer.")
    claims: list[_Claim] = Field(max_length=6, description="What is said; empty when completeness is none.")


def connect(model: str, base_url: str, key: str, seconds: float) -> BaseChatModel:
    """The model that `provider:name` means, at its own address or an OpenAI-compatible server's.

    Raises `SettingsRefused` where the provider is unknown or its package is not installed.
    """
    options: dict[str, Any] = {"base_url": base_url} if base_url else {}
    if key or base_url:
        options["api_key"] = key or "none"
    if model.startswith(_OWN_POOL):
        options["http_async_client"] = DefaultAsyncHttpxClient(timeout=seconds)
    try:
        chat = init_chat_model(model, temperature=0, timeout=seconds, max_retries=0, max_tokens=_LONGEST, **options)
    except (ImportError, ValueError) as error:
        raise SettingsRefused(
            f"EXCHANGE_MODEL={model}: {str(error).splitlines()[0]} Write provider:name, such as openai:NAME, and "
            "install the provider's package"
        ) from error
    if not isinstance(chat, BaseChatModel):
        raise SettingsRefused(f"EXCHANGE_MODEL={model}: write provider:name, such as openai:NAME")
    return chat


class LanguageModel:
    """`bot.ports.Author` over a chat model with structured output."""

    def __init__(self, chat: BaseChatModel, prompt: Prompt) -> None:
        self._chat, self._prompt = chat, prompt
        self._structured = chat.with_structured_output(_Answer, method="json_schema", include_raw=True)

    async def write(self, task: Task) -> Written:
        """Ask once; raises `ModelFailed` for whatever goes wrong."""
        try:
            answered = await self._structured.ainvoke(self._rendered(task))
        except Exception as error:
            raise _failure(error) from error
        if not isinstance(answered, dict) or not isinstance(answered.get("parsed"), _Answer):
            raise ModelFailed("its answer has not the form that was asked for", again=True)
        return self._written(answered["parsed"], answered.get("raw"))

    async def close(self) -> None:
        """Let go of the connections, where the provider's package keeps any."""
        client = getattr(self._chat, "root_async_client", None)
        if client is not None:
            await client.close()

    def _rendered(self, task: Task) -> str:
        fence = f"=== {secrets.token_hex(12)} ==="
        return self._prompt.render(
            question=task.question,
            language=_language(task.language),
            passages="\n\n".join(map(_passage, task.passages)),
            today=task.day.isoformat(),
            fence=fence,
            again=f"Your last answer could not be used: {task.again}." if task.again else "",
        )

    def _written(self, parsed: _Answer, raw: Any) -> Written:
        usage = raw.usage_metadata if isinstance(raw, AIMessage) else None
        return Written(
            claims=tuple(Claim(one.text, tuple(dict.fromkeys(one.passages))) for one in parsed.claims),
            completeness=Completeness(parsed.completeness),
            prompt=f"{self._prompt.name}@{self._prompt.digest}",
            tokens=usage["total_tokens"] if usage else 0,
        )


def _passage(one: Numbered) -> str:
    """A passage with its number; what is not known of it is left out."""
    heading = "; ".join(part for part in (one.title, one.source, one.date) if part)
    return f"[{one.number}] {heading}\n{one.text}"


def _language(code: str) -> str:
    """A language by its English name and code."""
    try:
        name = Locale.parse(code).get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name} ({code})" if name else code


def _failure(error: Exception) -> ModelFailed:
    """What is known of an error without its words, which may hold the question."""
    status = getattr(error, "status_code", None)
    named = type(error).__name__
    if isinstance(status, int):
        return ModelFailed(f"{named} {status}", again=status in _AGAIN, seconds=_waits(error), own=status in _OWN)
    return ModelFailed(named, again=any(word in named for word in _PASSING))


def _waits(error: Exception) -> float:
    """Seconds that the server asks to wait; none where it says nothing."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    said = str(headers.get("retry-after", ""))
    return float(said) if said.isdecimal() else 0.0
