"""Settings for what reaches no server (types, packages on the command line): names are real, addresses are not."""

from __future__ import annotations

import os

os.environ.setdefault("TONGBAN_ENV", "test")
for _name, _value in {
    "SECRET_KEY": "offline",
    "SITE_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "BASE_DOMAIN": "localhost",
    "DATABASE_URL": "postgresql://a:b@127.0.0.1:1/tongban",
    "CACHE_URL": "redis://127.0.0.1:1/1",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "S3_ENDPOINT": "http://127.0.0.1:1",
    "S3_PUBLIC_ENDPOINT": "http://127.0.0.1:1",
    "S3_ACCESS_KEY": "a",
    "S3_SECRET_KEY": "b",
    "SMTP_URL": "smtp://127.0.0.1:1",
    "SMS_GATEWAY_URL": "http://127.0.0.1:1/sms",
}.items():
    os.environ.setdefault(_name, _value)

from config.settings.test import *  # noqa: E402, F403
