"""What goes wrong with the stack, in one line a person can act on."""

from __future__ import annotations


class StackError(Exception):
    """The message is shown as it is, without a traceback: what is wrong and what to do."""
