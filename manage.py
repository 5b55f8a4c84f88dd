#!/usr/bin/env python
"""Django's command line."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

#: Commands that look at files alone, so that nobody needs servers or settings to use them.
OFFLINE = {"procedure"}

if __name__ == "__main__":
    if OFFLINE & set(sys.argv[1:2]):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.offline")
    execute_from_command_line(sys.argv)
