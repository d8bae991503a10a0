"""setWebhook, deleteWebhook and getWebhookInfo."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.simulators.telegram.arguments import Arguments
from tests.simulators.telegram.delivery import Delivery
from tests.simulators.telegram.errors import (
    ALLOWED_UNPARSABLE,
    SECRET_CHARACTERS,
    SECRET_LONG,
    WEBHOOK_SET,
    WEBHOOK_URL,
    bad_request,
    too_many_requests,
)
from tests.simulators.telegram.polling import Polling
from tests.simulators.telegram.world import Handler, Result, World

SECRET = re.compile(r"[A-Za-z0-9_-]*")
SECRET_BYTES = 256
CONNECTIONS = 40
MOST_CONNECTIONS = 100
SECONDS_BETWEEN = 1.0


@dataclass
class Webhook:
    """Where updates go by themselves; without an address they wait for getUpdates."""

    world: World
    delivery: Delivery
    polling: Polling
    connections: int = CONNECTIONS
    allowed_at: float = 0.0
    kinds: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The address, empty when there is none."""
        return self.delivery.url

    def methods(self) -> dict[str, Handler]:
        """The methods by name."""
        return {"setWebhook": self.set, "deleteWebhook": self.delete, "getWebhookInfo": self.info}

    def set(self, arguments: Arguments) -> Result:
        """Choose an address; an empty one takes the webhook away."""
        url = arguments.text("url")
        if not url:
            return self.delete(arguments)
        now = self.world.clock.now()
        if now < self.allowed_at:
            raise too_many_requests(int(SECONDS_BETWEEN))
        self.allowed_at = now + SECONDS_BETWEEN
        self.polling.end(WEBHOOK_SET)
        # The old webhook is closed before the new one is looked at.
        self.delivery.close()
        self._drop(arguments)
        self._check(url, arguments.text("secret_token"))
        self._allow(arguments)
        self.connections = arguments.integer("max_connections", CONNECTIONS, 1, MOST_CONNECTIONS)
        self.delivery.open(url, arguments.text("secret_token"), self.connections)
        return Result(value=True, description="Webhook was set")

    @staticmethod
    def _check(url: str, secret: str) -> None:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise bad_request(WEBHOOK_URL)
        if len(secret.encode()) > SECRET_BYTES:
            raise bad_request(SECRET_LONG)
        if not SECRET.fullmatch(secret):
            raise bad_request(SECRET_CHARACTERS)

    def _allow(self, arguments: Arguments) -> None:
        kinds = arguments.structure("allowed_updates", ALLOWED_UNPARSABLE)
        self.world.updates.allow(kinds)
        self.kinds = self.kinds if kinds is None else list(kinds)

    def _drop(self, arguments: Arguments) -> None:
        if arguments.flag("drop_pending_updates"):
            self.world.updates.clear()

    def delete(self, arguments: Arguments) -> Result:
        """Take the webhook away; what waits is handed over to polling unless it is dropped."""
        existed = bool(self.url)
        self.delivery.close()
        self._drop(arguments)
        return Result(value=True, description="Webhook was deleted" if existed else "Webhook is already deleted")

    def info(self, _: Arguments) -> dict[str, Any]:
        """How the webhook fares."""
        info: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates.pending()),
        }
        if self.url:
            info |= {"max_connections": self.connections, "ip_address": "127.0.0.1"}
        if self.delivery.last_error:
            info |= {
                "last_error_date": int(self.delivery.last_error_at),
                "last_error_message": self.delivery.last_error,
            }
        return info | ({"allowed_updates": self.kinds} if self.kinds else {})
