"""Files: sent by people and by the bot, known by their identities."""

import itertools
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from tests.simulators.telegram.arguments import Arguments, Upload
from tests.simulators.telegram.errors import (
    FILE_BIG,
    FILE_EMPTY,
    FILE_UNKNOWN,
    FILE_UNSPECIFIED,
    FILE_URL,
    FILE_WRONG,
    bad_request,
)
from tests.simulators.telegram.switches import Switches

ATTACHED = "attach://"


@dataclass(frozen=True)
class StoredFile:
    """A file in Telegram's cloud; `size` may be said to be more than the data there is."""

    identity: str
    folder: str
    name: str
    data: bytes
    size: int

    @property
    def path(self) -> str:
        """Where it is downloaded from."""
        return f"{self.folder}/{self.identity}{PurePath(self.name).suffix}"

    def described(self) -> dict[str, Any]:
        """What is common to the JSON of all kinds of files."""
        return {"file_id": self.identity, "file_unique_id": f"unique-{self.identity}", "file_size": self.size}


class Files:
    """All files by identity, and the method that finds them."""

    def __init__(self, switches: Switches) -> None:
        self._switches = switches
        self._numbers = itertools.count()
        self._files: dict[str, StoredFile] = {}

    def add(self, folder: str, name: str, data: bytes, size: int | None = None) -> StoredFile:
        """Keep a file."""
        identity = f"file_{next(self._numbers)}"
        kept = StoredFile(identity, folder, name, data, len(data) if size is None else size)
        self._files[identity] = kept
        return kept

    def get(self, identity: str) -> StoredFile | None:
        """A file by its identity."""
        return self._files.get(identity)

    def at(self, path: str) -> StoredFile | None:
        """A file by its place."""
        return next((one for one in self._files.values() if one.path == path), None)

    def sent(self, arguments: Arguments, field: str, folder: str) -> StoredFile:
        """The file of a sending method: uploaded, attached or sent before."""
        upload = arguments.upload(field)
        if upload is not None:
            return self._uploaded(upload, folder)
        given = arguments.text(field)
        if not given or given.startswith(ATTACHED):
            raise bad_request(f"there is no {field} in the request")
        if given.startswith(("http://", "https://")):
            raise bad_request(FILE_URL)
        if given not in self._files:
            raise bad_request(FILE_WRONG)
        return self._files[given]

    def _uploaded(self, upload: Upload, folder: str) -> StoredFile:
        if not upload.data:
            raise bad_request(FILE_EMPTY)
        return self.add(folder, upload.name, upload.data)

    def methods(self) -> dict[str, Any]:
        """The methods of files."""
        return {"getFile": self.get_file}

    def get_file(self, arguments: Arguments) -> dict[str, Any]:
        """Where to download a file."""
        if not arguments.has("file_id"):
            raise bad_request(FILE_UNSPECIFIED)
        found = self._files.get(arguments.text("file_id"))
        if found is None:
            raise bad_request(FILE_UNKNOWN)
        if found.size > self._switches.download_limit:
            raise bad_request(FILE_BIG)
        return found.described() | {"file_path": found.path}
