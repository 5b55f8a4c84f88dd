"""The bounds within which a file must be understood. Beyond them it is refused, not tried harder."""

from __future__ import annotations

MEGABYTE = 1024 * 1024

#: Address space and processor time of the process that parses; wall time is watched from outside.
MEMORY_BYTES = 1536 * MEGABYTE
CPU_SECONDS = 30
WALL_SECONDS = 60

#: An A2 page scanned at 600 dpi has 139 million pixels; a decoded one still fits the memory above.
MAX_PIXELS = 140_000_000
#: What a phone's page sends is scaled to some five million; a camera's own picture may have fifty.
MAX_PHOTO_PIXELS = 50_000_000
MAX_PAGES = 3_000
MAX_PDF_NODES = 5_000_000

MAX_XML_DEPTH = 500
MAX_ENTRIES = 3_000
MAX_UNPACKED_BYTES = 400 * MEGABYTE
#: Spreadsheets compress some fortyfold; a bomb a thousandfold.
MAX_RATIO = 200
RATIO_FREE_BYTES = MEGABYTE

PAGE_WIDTH = 1400
PAGE_HEIGHT = 4200
