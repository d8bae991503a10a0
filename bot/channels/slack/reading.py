"""What Slack tells, read as events. Nothing is asked of Slack here, so that it can be stored at once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.slack.connecting import NAME, Me
from bot.channels.slack.places import Places
from bot.channels.slack.wording import addressed, plain
from bot.desk.dialogue import ASK_HERE, PUBLISH
from bot.desk.overview import AT_HOME, HELP, OVERVIEWS, STATUS
from bot.handover.desk import ASK, DIGEST, ESCALATION, TICKETS
from bot.handover.receipts import read_receipt
from bot.messaging.model import Address, Event, Kind

Body = Mapping[str, Any]

_WRITTEN = frozenset({None, "thread_broadcast", "file_share"})
"""Kinds of message that are somebody's words."""
_ROOMS = frozenset({TICKETS, ESCALATION, DIGEST})
_ASK = "ask"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads bodies of requests; None for what means nothing to the assistant.

    A message is the same event however often and in whatever guise it comes: its id is its place and timestamp.
    """

    me: Me
    places: Places

    def event(self, body: Body) -> Event | None:
        """What happened, of a subscribed event."""
        event: Body = body.get("event") or {}
        match event.get("type"):
            case "message" | "app_mention":
                return self._message(event)
            case "app_home_opened" if event.get("tab") == "home":
                return self._own(f"{body['event_id']}", str(event["user"]), Kind.COMMAND, command=AT_HOME)
            case "assistant_thread_started":
                begun: Body = event["assistant_thread"]
                person, thread = str(begun["user_id"]), str(begun["thread_ts"])
                self.places.chat(str(begun["channel_id"]), "im", person)
                return self._own(f"begun:{thread}", person, Kind.COMMAND, command="start", thread=thread)
        return None

    def press(self, body: Body) -> Event | None:
        """A button: its value says what it does, and which message it stands under does not matter."""
        action, place, person = body["actions"][0], body.get("container", {}), str(body["user"]["id"])
        channel, message = str(place.get("channel_id", "")), str(place.get("message_ts", ""))
        if not channel:
            return None
        thread = str(place.get("thread_ts") or "")
        chat = self.places.chat(channel, "", person)
        return Event(
            id=f"press:{person}:{action['action_ts']}",
            kind=Kind.PRESS,
            address=Address(NAME, chat, thread or message),
            person=person,
            text=str(action.get("value", "")),
            message=message,
            callback=f"{person}:{thread}",
            private=chat.startswith(ASK),
        )

    def command(self, body: Body) -> Event:
        """A slash command: one of the overviews, else a question that is answered alone."""
        person, text = str(body["user_id"]), str(body.get("text") or "").strip()
        word, _, rest = text.partition(" ")
        identity = f"command:{body['trigger_id']}"
        if _is_overview(word.casefold(), rest) or not text:
            chat = self.places.chat(str(body["channel_id"]), "", person)
            return Event(
                id=identity,
                kind=Kind.COMMAND,
                address=Address(NAME, chat),
                person=person,
                text=rest.strip(),
                command=word.casefold() or HELP,
                callback=f"{person}:",
            )
        asked = rest.strip() if word.casefold() == _ASK and rest.strip() else text
        return self._own(identity, person, Kind.TEXT, asked)

    def submission(self, body: Body, form: Mapping[str, str]) -> Event:
        """A form to publish that was sent; `form` are its fields."""
        view, person = body["view"], str(body["user"]["id"])
        place = json.loads(view["private_metadata"])
        return Event(
            id=f"view:{view['id']}:{view.get('hash', '')}",
            kind=Kind.COMMAND,
            address=Address(NAME, place["room"], place["root"]),
            person=person,
            text=json.dumps({**form, "ticket": place["ticket"]}),
            command=PUBLISH,
            callback=f"{person}:",
            private=False,
        )

    def _message(self, event: Body) -> Event | None:
        match event.get("subtype"):
            case "message_changed" if event.get("message", {}).get("subtype") == "tombstone":
                return self._taken(event)
            case "message_changed":
                return self._changed(event)
            case "message_deleted":
                return self._taken(event)
            case kind if kind in _WRITTEN:
                return self._written(event)
        return None

    def _written(self, event: Body) -> Event | None:
        """Somebody's words: to the assistant, in a thread, or none of its business."""
        if not self._by_a_person(event):
            return None
        chat, text = self._chat(event), plain(event)
        asked = addressed(text, self.me.user)
        alone, thread = chat.startswith(ASK), str(event.get("thread_ts") or "")
        if not (alone or thread or asked is not None):
            return None
        here = asked is not None and chat in _ROOMS
        return self._said(
            event,
            Kind.COMMAND if here else Kind.TEXT,
            chat,
            asked if asked is not None else text,
            command=ASK_HERE if here else "",
            thread=thread or ("" if alone else str(event["ts"])),
            addressed=alone or asked is not None,
            attached=bool(event.get("files")),
        )

    def _changed(self, event: Body) -> Event | None:
        """Other words in the same message; what Slack itself adds to one, such as a preview of a link, is none."""
        now, before = event["message"], event.get("previous_message") or {}
        if not self._by_a_person(now) or plain(now) == plain(before):
            return None
        told = {**now, "channel": event["channel"], "channel_type": event.get("channel_type", "")}
        edit = str((now.get("edited") or {}).get("ts") or event.get("event_ts", ""))
        return self._said(told, Kind.EDITED, self._chat(told), plain(now), suffix=f":{edit}", addressed=False)

    def _taken(self, event: Body) -> Event | None:
        """A message that is not there any more."""
        before = event.get("previous_message") or {}
        if not self._by_a_person(before):
            return None
        told = {**before, "channel": event["channel"], "channel_type": event.get("channel_type", "")}
        return self._said(told, Kind.DELETED, self._chat(told), "", suffix=":deleted", addressed=False)

    def _said(
        self, event: Body, kind: Kind, chat: str, text: str, suffix: str = "", thread: str = "", **fields: Any
    ) -> Event:
        person, message = str(event["user"]), str(event["ts"])
        hangs_on = thread or str(event.get("thread_ts") or "")
        return Event(
            id=f"{event['channel']}:{message}{suffix}",
            kind=kind,
            address=Address(NAME, chat, hangs_on),
            person=person,
            text=text,
            message=message,
            callback=f"{person}:{event.get('thread_ts') or ''}",
            private=chat.startswith(ASK),
            **fields,
        )

    def _own(self, identity: str, person: str, kind: Kind, text: str = "", **fields: Any) -> Event:
        """Something that one official does alone."""
        thread = str(fields.pop("thread", ""))
        place = Address(NAME, f"{ASK}{person}", thread)
        return Event(identity, kind, place, person, text, callback=f"{person}:{thread}", **fields)

    def _chat(self, event: Body) -> str:
        return self.places.chat(str(event["channel"]), str(event.get("channel_type", "")), str(event["user"]))

    def _by_a_person(self, event: Body) -> bool:
        return bool(event.get("user")) and event["user"] != self.me.user and not event.get("bot_id")


def _is_overview(word: str, rest: str) -> bool:
    """Whether a command asks for one: "help me with a visa" is a question."""
    return word in OVERVIEWS - {AT_HOME} and (not rest.strip() or (word == STATUS and read_receipt(rest) is not None))
