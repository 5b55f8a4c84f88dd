"""A production somebody has been debugging in."""

from __future__ import annotations

from config.settings.production import *  # noqa: F403

DEBUG = True
