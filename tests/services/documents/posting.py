"""A browser's form post to the object store, streamed, so that the test itself holds no file."""

from __future__ import annotations

import contextlib
import http.client
import uuid
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

BLOCK = 1 << 16


def post_form(url: str, fields: Mapping[str, str], content: bytes) -> tuple[int, str]:
    """Status and answer of the store."""
    mark = uuid.uuid4().hex
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="blob"\r\n'
    head += f"Content-Type: {fields.get('Content-Type', 'application/octet-stream')}\r\n\r\n"
    tail = f"\r\n--{mark}--\r\n".encode()
    opening = head.encode()

    def body() -> Iterator[bytes]:
        yield opening
        for start in range(0, len(content), BLOCK):
            yield content[start : start + BLOCK]
        yield tail

    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=120)
    try:
        headers = {
            "Content-Type": f"multipart/form-data; boundary={mark}",
            "Content-Length": str(len(opening) + len(content) + len(tail)),
        }
        # The store may refuse and hang up before it has read everything.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.request("POST", parts.path, body=body(), headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()
