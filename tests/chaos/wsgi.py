"""The product's entry point with all views loaded before workers are forked, so that a killed one is back at once."""

from __future__ import annotations

from django.urls import get_resolver

from config.wsgi import application

__all__ = ["application"]


def _load(patterns: list[object]) -> None:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            _load(pattern.url_patterns)


_load(get_resolver("config.urls_tenant").url_patterns)
