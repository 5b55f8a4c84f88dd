"""People who press the button again until they are told that it worked."""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import requests

HOST = "city-a.localhost"
PAUSE_SECONDS = 0.2
#: What is not answered for so long, however often it is asked, hangs.
PATIENCE_SECONDS = 180


@dataclass
class Counter:
    """What was acknowledged: the address that a key's submission led to, each time that it was answered."""

    acknowledged: dict[str, set[str]] = field(default_factory=dict)
    retries: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key: str, address: str) -> None:
        with self._lock:
            self.acknowledged.setdefault(key, set()).add(address)

    def note_retry(self) -> None:
        with self._lock:
            self.retries += 1


@dataclass
class Client(threading.Thread):
    """One browser: signs in, takes drafts from the queue, submits each with one key until it is acknowledged.

    Every tenth acknowledged key is sent once more, as by a double click.
    """

    url: str
    login: str
    password: str
    drafts: queue.SimpleQueue[UUID]
    counter: Counter
    #: What ended the thread early; None when the queue was emptied.
    error: BaseException | None = None

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        try:
            with requests.Session() as self._session:
                self._session.headers["Host"] = HOST
                self._sign_in()
                while True:
                    self._submit(self.drafts.get_nowait())
        except queue.Empty:
            return
        except BaseException as error:  # noqa: BLE001 - told by the test
            self.error = error

    def _submit(self, draft_id: UUID) -> None:
        key = str(uuid4())
        times = 2 if int(key[:4], 16) % 10 == 0 else 1
        for _time in range(times):
            answer = self._post(f"/my/drafts/{draft_id}/submit/", {"idempotency_key": key, "agreed": "truthfulness"})
            self.counter.note(key, answer.headers["Location"])

    def _sign_in(self) -> None:
        self._post("/account/sign-in/", {"login": self.login, "password": self.password})

    def _post(self, path: str, data: dict[str, str]) -> requests.Response:
        """Again after a broken connection or a server error; anything but a redirect otherwise is the test's failure."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                token = self._token()
                answer = self._session.post(
                    f"{self.url}{path}", {**data, "csrfmiddlewaretoken": token}, allow_redirects=False, timeout=30
                )
            except requests.RequestException:
                answer = None
            if answer is not None and answer.status_code < 500:
                assert answer.status_code == 302, f"{path}: {answer.status_code} {answer.text[:300]}"
                return answer
            assert time.monotonic() < deadline, f"{path} was not answered in time"
            self.counter.note_retry()
            time.sleep(PAUSE_SECONDS)

    def _token(self) -> str:
        if "csrftoken" not in self._session.cookies:
            self._session.get(f"{self.url}/account/sign-in/", timeout=30)
        return str(self._session.cookies["csrftoken"])
