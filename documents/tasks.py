"""Outbox handlers and periodic tasks of the documents app."""
