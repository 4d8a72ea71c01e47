"""The archive of an Office document, and the XML in it by local names: strict and transitional namespaces differ."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from evidence.errors import BadDataError

__all__ = ["SPACE", "attribute", "child", "local_name", "named", "opened", "parse"]

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_UNSOUND = (BadZipFile, KeyError, ValueError, RuntimeError, OSError, EOFError, zlib.error, struct.error)


@contextmanager
def opened(data: bytes, file: str, what: str, ending: str) -> Iterator[ZipFile]:
    """The archive that a document is. Raises BadDataError for whatever proves unsound in it while it is open."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            yield archive
    except _UNSOUND as error:
        hint = f"Open it in the program that made it and save it again as {ending}."
        raise BadDataError(f"{file} is not a sound {what} ({error})", hint=hint) from error


def parse(xml: bytes, where: str) -> Any:
    """The root element. Raises BadDataError for broken XML, or a document type, which Office never writes."""
    from lxml import etree

    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise BadDataError(
            f"{where} is broken: {error.msg}", hint="Open it in the program that made it and save it again."
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadDataError(
            f"{where} declares a document type, which no Office document does; it was not read",
            hint="Open it in the program that made it, save it again, and mind where it came from.",
        )
    return root


def named(root: Any, name: str) -> Iterator[Any]:
    """Every element of a local name, in the order of the document."""
    found: Iterator[Any] = root.iter(f"{{*}}{name}")
    return found


def local_name(element: Any) -> str:
    """The name of an element without its namespace; '' for a comment or the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def child(element: Any, name: str) -> Any | None:
    """The first child of a local name."""
    return None if element is None else element.find(f"{{*}}{name}")


def attribute(element: Any, name: str) -> str:
    """The attribute of a local name; '' if there is none, or no element."""
    found = () if element is None else element.attrib.items()
    return next((str(value) for key, value in found if key.rpartition("}")[2] == name), "")
