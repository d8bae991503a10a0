"""The bot's settings, from the environment (`EXCHANGE_*`) or a `.env` file."""

import re
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from retrieval.model import Audience

_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{3,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_SIGNING = 16
"""Characters that Slack's signing secret has at least."""


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
    model: str = Field(default="", pattern=r"^(\w+:\S+)?$")
    """Language model that writes answers, as provider:name; empty: the documents are quoted."""
    model_base_url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    """Address of an OpenAI-compatible server of one's own."""
    model_key: SecretStr = SecretStr("")
    """Key of the model's provider; empty: as the provider's package finds it."""
    model_seconds: float = Field(default=12.0, gt=0)
    """Seconds that the model may take for a question; then the documents are quoted."""
    model_tokens: str = Field(default="", pattern=r"^(\s*(public|partner|internal)=\d+\s*(,|$))*$")
    """Tokens that the model may take in a day by audience, such as public=2000000; no limit unless set."""
    store: str = "sqlite:///var/desk.db"
    """Where conversations are kept: a file, or postgresql://user:password@host/database."""
    listen: str = Field(default="127.0.0.1:8080", pattern=r"^[^:\s]+:\d{1,5}$")
    """Address and port of the web pages, health, metrics and webhooks."""
    web: bool = True
    """Whether the public chat and the officials' desk are served there too."""
    keep_days: int = Field(default=30, ge=1, le=3650)
    """Days after which conversations are deleted."""
    contact: str = ""
    """Where else the office can be asked, as one line: telephone, e-mail, address."""
    moment_seconds: float = Field(default=1.0, ge=0, le=10)
    """Seconds within which short messages in a row are one question."""
    question_length: int = Field(default=1000, ge=50, le=1000)
    """Characters that a question in a chat may have."""
    questions_per_minute: int = Field(default=20, ge=1)
    """Questions that one person may ask in a minute."""
    questions_per_day: int = Field(default=300, ge=1)
    """Questions that one person may ask in a day."""
    questions_per_minute_all: int = Field(default=1500, ge=1)
    """Questions that all people together may ask in a minute."""
    telegram_token: SecretStr = SecretStr("")
    """Token of the citizens' bot from @BotFather; empty: no Telegram."""
    telegram_api: str = Field(default="https://api.telegram.org", pattern=r"^https?://")
    """Address of the Bot API: Telegram's, or a server of your own."""
    telegram_webhook: str = Field(default="", pattern=r"^(https://\S+|http://127\.0\.0\.1:\d+)?$")
    """Public https address that Telegram posts to; empty: the bot asks Telegram itself."""
    telegram_secret: SecretStr = SecretStr("")
    """Secret that Telegram sends with every post; a webhook does not start without."""
    slack_bot_token: SecretStr = SecretStr("")
    """Bot User OAuth Token (xoxb-) of the Slack app; with it officials work there and not on the web desk."""
    slack_app_token: SecretStr = SecretStr("")
    """App-level token (xapp-) for Socket Mode, which needs no address on the internet."""
    slack_signing_secret: SecretStr = SecretStr("")
    """Signing Secret of the Slack app, for requests over HTTP where there is no app-level token."""
    slack_api: str = Field(default="https://slack.com/api/", pattern=r"^https?://\S+/$")
    """Address of Slack's Web API."""
    slack_rooms: str = Field(default="", pattern=r"^(\s*(tickets|escalation|digest)=[CG][A-Z0-9]+\s*(,|$))*$")
    """Channels of the desk by their ids: tickets=C024BE91L, escalation=C024BE92M, digest=C024BE93N."""
    slack_roles: str = Field(default="", pattern=r"^(\s*(reader|agent|editor|supervisor)=[@\w.-]+\s*(,|$))*$")
    """Who works there: user groups, or single people by their ids: agent=@exchange-desk, supervisor=U024BE7LH."""
    slack_channels: str = Field(default="", pattern=r"^[\sA-Z0-9,]*$")
    """Further channels in which the assistant answers; empty: wherever it is invited."""
    slack_teams: str = Field(default="", pattern=r"^[\sA-Z0-9,]*$")
    """Workspaces whose requests are read; empty: the token's own."""
    grades: str = Field(default="", pattern=r"^(\s*[a-z]+=(public|partner|internal)\s*(,|$))*$")
    """The highest audience whose documents may pass through a channel or desk: desk=internal; public unless set."""
    desk_language: Literal["en", "ko"] = "en"
    """Language of the cards at the desk."""
    desk_hours: str = "Mon-Fri 09:00-12:00 13:00-18:00"
    """When the desk works."""
    desk_zone: str = "Asia/Seoul"
    """Time zone of the desk."""
    desk_holidays: str = "KR"
    """Country whose public holidays are free, and further days, such as KR, 2026-12-31."""
    desk_promise_hours: float = Field(default=16, gt=0, le=1000)
    """Working hours within which an answer is promised."""
    desk_claim_hours: float = Field(default=2, gt=0, le=1000)
    """Working hours after which a question that nobody has claimed is reminded of, and then escalated."""
    desk_rest_hours: float = Field(default=16, gt=0, le=1000)
    """Working hours after an answer, or a question back, in which nothing need come."""
    desk_overrule: str = Field(default="language, note, personal", pattern=r"^[a-z, ]*$")
    """What stops a reply and may be overruled by a supervisor, of empty, restricted, personal, note, language."""
    log_level: Literal["debug", "info", "warning", "error"] = "warning"
    """How much is logged, to standard error."""
    log_format: Literal["console", "json"] = "console"
    """Lines for people, or one JSON object a line."""

    @model_validator(mode="after")
    def _time_to_quote(self) -> Self:
        if self.model and self.model_seconds >= self.answer_seconds:
            raise ValueError(
                "EXCHANGE_MODEL_SECONDS must be less than EXCHANGE_ANSWER_SECONDS: where the model fails, "
                "the documents are still quoted in time"
            )
        return self

    @property
    def model_budget(self) -> dict[Audience, int]:
        """Tokens a day by audience."""
        return {Audience(name): int(count) for name, count in _pairs(self.model_tokens).items()}

    @model_validator(mode="after")
    def _telegram_credentials(self) -> Self:
        token = self.telegram_token.get_secret_value()
        if token and not _TOKEN.fullmatch(token):
            raise ValueError(
                "EXCHANGE_TELEGRAM_TOKEN is not a token: copy it from @BotFather, digits, a colon, letters"
            )
        if self.telegram_webhook and not _SECRET.fullmatch(self.telegram_secret.get_secret_value()):
            raise ValueError(
                "EXCHANGE_TELEGRAM_WEBHOOK needs EXCHANGE_TELEGRAM_SECRET, 16 to 256 of A-Z a-z 0-9 _ -: "
                "without it anybody could speak for Telegram"
            )
        return self

    @model_validator(mode="after")
    def _slack_credentials(self) -> Self:
        if not self.on_slack:
            return self
        app, secret = self.slack_app_token.get_secret_value(), self.slack_signing_secret.get_secret_value()
        if not self.slack_bot_token.get_secret_value().startswith("xoxb-"):
            raise ValueError("EXCHANGE_SLACK_BOT_TOKEN is not a bot token: it begins with xoxb- (OAuth & Permissions)")
        if app and not app.startswith("xapp-"):
            raise ValueError("EXCHANGE_SLACK_APP_TOKEN is not an app-level token: it begins with xapp-")
        if not app and len(secret) < _SIGNING:
            raise ValueError(
                "EXCHANGE_SLACK_BOT_TOKEN needs EXCHANGE_SLACK_APP_TOKEN (Socket Mode) or "
                "EXCHANGE_SLACK_SIGNING_SECRET (HTTP): without a secret anybody could speak for Slack"
            )
        return self

    @model_validator(mode="after")
    def _slack_desk(self) -> Self:
        rooms = _pairs(self.slack_rooms)
        if not self.on_slack:
            return self
        if not {"tickets", "escalation"} <= set(rooms) or rooms["tickets"] == rooms["escalation"]:
            raise ValueError("EXCHANGE_SLACK_ROOMS must name two channels: tickets=C024BE91L, escalation=C024BE92M")
        if not self.slack_people:
            raise ValueError("EXCHANGE_SLACK_ROLES must say who works there: agent=@exchange-desk")
        return self

    @property
    def on_slack(self) -> bool:
        """Whether officials work on Slack, and not at the web desk."""
        return bool(self.slack_bot_token.get_secret_value())

    @property
    def slack_conversations(self) -> dict[str, str]:
        """Slack's channels by the desk's rooms; the digest goes where the tickets are unless it is said otherwise."""
        rooms = _pairs(self.slack_rooms)
        return {"digest": rooms.get("tickets", "")} | rooms

    @property
    def slack_people(self) -> dict[str, frozenset[str]]:
        """Who works there, by the name of the role."""
        named = [part.split("=") for part in self.slack_roles.replace(" ", "").split(",") if part]
        return {role: frozenset(one for other, one in named if other == role) for role, _ in named}

    @property
    def desk_country(self) -> str:
        """The office's country by ISO code, as its holidays name it."""
        return self.desk_holidays.partition(",")[0].strip()

    def graded(self, channel: str) -> Audience:
        """The highest audience whose documents may pass through a channel or desk."""
        return Audience(_pairs(self.grades).get(channel, Audience.PUBLIC))


def _pairs(text: str) -> dict[str, str]:
    """What stands in a setting as name=value, name=value."""
    return dict(part.split("=") for part in text.replace(" ", "").split(",") if part)
