"""Exit code 0 when the web process of this container answers: the health check of compose.yaml."""

from __future__ import annotations

import os
import sys
import urllib.request
from http import HTTPStatus


def answers(port: int, base_domain: str, *, scheme: str = "https") -> bool:
    """Whether /healthz answers 200. The platform's own host is asked, as through the proxy in front."""
    headers = {"Host": base_domain, "X-Forwarded-Proto": scheme}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(0 if answers(8000, os.environ["BASE_DOMAIN"]) else 1)
