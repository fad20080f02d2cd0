"""Prints at once what is not kept – drafts and marked copies – a few at a time, in a process beside the server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from claims.documents.worker import Job, Press
from claims.kernel.errors import Refusal

AT_ONCE = 4  # printed and waiting together; each holds one of the server's threads until it is done
LONGEST_S = 60.0


class Prints(Protocol):
    """Whatever makes a PDF of a job, such as a Press."""

    def print(self, spec: Job, timeout_s: float = ...) -> bytes: ...
    def close(self) -> None: ...


class TooManyPreviews(Refusal):
    """{most} previews are being printed just now; try again in a moment."""

    status = 503


class Previews:
    """One press for the whole server, started with the first preview; whoever finds it busy is told so at once."""

    def __init__(self, press: Callable[[], Prints] = Press, at_once: int = AT_ONCE) -> None:
        self.make, self.most = press, at_once
        self.places, self.lock = threading.BoundedSemaphore(at_once), threading.Lock()
        self.press: Prints | None = None

    def print(self, spec: Job) -> bytes:
        """The PDF of a job; its own refusal, TooManyPreviews, or PressStuck where it took too long."""
        if not self.places.acquire(blocking=False):
            raise TooManyPreviews(most=self.most)
        try:
            with self.lock:
                self.press = self.press or self.make()
            return self.press.print(spec, LONGEST_S)
        finally:
            self.places.release()

    def close(self) -> None:
        """End the press with the server."""
        with self.lock:
            if self.press is not None:
                self.press.close()
            self.press = None
