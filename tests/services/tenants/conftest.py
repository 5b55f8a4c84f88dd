"""Races and crashes need real commits."""

from __future__ import annotations

from tests.tenancy.conftest import committed

__all__ = ["committed"]
