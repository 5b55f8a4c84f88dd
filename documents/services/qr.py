"""QR codes for documents that are set here."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> str:
    """An SVG of the code, with the error correction that paper needs."""
    buffer = io.BytesIO()
    segno.make(text, error="m").save(buffer, kind="svg", border=1)
    return buffer.getvalue().decode()
