"""Files of the demonstration go into the store as those of anybody else."""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping


def post_form(url: str, fields: Mapping[str, str], content: bytes) -> None:
    """What a browser does with an upload ticket."""
    mark = "tongban-demo-form-boundary"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n\r\n'.encode()
    body = b"".join([*parts, head, content, f"\r\n--{mark}--\r\n".encode()])
    request = urllib.request.Request(  # noqa: S310 - the address our own store signed
        url, data=body, headers={"Content-Type": f"multipart/form-data; boundary={mark}"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=30):  # noqa: S310
        pass
