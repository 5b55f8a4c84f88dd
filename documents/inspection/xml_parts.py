"""XML from strangers: a parser that expands nothing; a document type is refused at its first byte."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from documents.inspection.limits import MAX_XML_DEPTH
from documents.inspection.verdict import Refused

Start = Callable[[str, dict[str, str]], None]


def local_name(name: str) -> str:
    return name.rpartition(":")[2]


def parse_part(
    content: bytes, *, start: Start, end: Callable[[str], None] | None = None, text: Callable[[str], None] | None = None
) -> None:
    """One pass over a part. Raises Refused for what is broken, nested without end, or declares a document type."""
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_XML_DEPTH:
            raise Refused("file_too_complex")
        start(name, attributes)

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = text
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Refused("file_damaged") from error


def _refuse_doctype(*_: object) -> None:
    raise Refused("file_external_reference")
