"""What the pages are set in: the template environment, and the policy that nothing may leave a page."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

_TEMPLATES = Path(__file__).parent / "templates"


def rendered(template: str, /, **values: object) -> str:
    """A template filled in: it escapes whatever it prints and takes no unknown name."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    frame = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return frame.get_template(template).render(**values)


def part(name: str) -> str:
    """The text of a style or script that is put into a page."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def policy(style: str, script: str = "") -> str:
    """A content security policy that lets this style and this script run, and nothing else, ever."""
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in (style, script)]
    scripts = f"script-src 'sha256-{hashes[1]}'; " if script else ""
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; {scripts}img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
