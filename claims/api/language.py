"""In which language somebody reads: what the request asks for, else the user's own, else English."""

from __future__ import annotations

from typing import Any

from litestar import Request

from claims.kernel.texts import LANGUAGES


def language_of(request: Request[Any, Any, Any]) -> str:
    """zh, es or en."""
    asked = request.headers.get("accept-language", "")
    wished = sorted(
        (
            (-quality(words), place, words.split(";")[0].strip().split("-")[0].lower())
            for place, words in enumerate(asked.split(",")[:20])
            if words.strip() and quality(words) > 0
        )
    )
    for _, _, language in wished:
        if language in LANGUAGES:
            return language
    own = getattr(request.scope.get("user"), "language", "")
    return own if own in LANGUAGES else "en"


def quality(words: str) -> float:
    """How much a language of the Accept-Language header is wished for, 0 to 1; 0 where it cannot be read."""
    for part in words.split(";")[1:]:
        name, _, value = part.strip().partition("=")
        if name == "q":
            try:
                return float(value)
            except ValueError:
                return 0
    return 1
