"""The one base of every error that has something to say to a person."""

from http import HTTPStatus
from typing import Any


class KinoError(Exception):
    """A refusal with a plain sentence and the HTTP status that it answers with.

    message: says what happened, names the value and says what to do.
    status:  100–599; what a route answers when the error reaches it.
    facts:   JSON-able details for the web client (a limit, a time of reset), never secrets.
    """

    status: int = HTTPStatus.BAD_REQUEST

    def __init__(self, message: str, status: int | None = None, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        if status is not None:
            self.status = status
        self.facts = facts

    @property
    def code(self) -> str:
        """The stable name that clients match on: the class's own."""
        return type(self).__name__
