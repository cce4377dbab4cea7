"""Consent texts: read, checked, and compared."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from wornby.datamodel import LedgerLine, Purpose
from wornby.datamodel.consent import ConsentText, TextSet
from wornby.errors import InputError, NotFoundError

BUILT_IN = Path(__file__).parent / "texts" / "consent.toml"
TEXT_CHANGED = "text-changed"
"""Action of the ledger's line by which purposes fall."""

LONGEST_TITLE = 120
LONGEST_BODY = 4000
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


@lru_cache(maxsize=1)
def built_in_texts() -> TextSet:
    """The texts that wornby comes with: en, de, fr, es, ja."""
    return parse_texts(BUILT_IN.read_text("utf-8"))


def parse_texts(content: str, *, same_meaning: bool = False) -> TextSet:
    """Texts from TOML: `version`, and a table `[LANGUAGE.PURPOSE]` with `title` and `body` for each text.

    Args:
        content: The file.
        same_meaning: Whether it says the same as the version before.

    Raises:
        InputError: It cannot be read, a language lacks a purpose, or a text is empty or too long.
    """
    try:
        read = tomllib.loads(content)
    except tomllib.TOMLDecodeError as exc:
        message = f"The texts are no TOML: {exc}."
        raise InputError(message) from exc
    version = read.pop("version", None)
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        message = 'The texts need a version, such as version = "2026-12": letters, digits, dots and dashes.'
        raise InputError(message)
    if not read:
        message = "There are no texts. Write a table such as [en.display] for each language and purpose."
        raise InputError(message)
    texts = tuple(text for language in sorted(read) for text in _texts_of(language, read[language]))
    return TextSet(version=version, digest=digest_of(texts), texts=texts, same_meaning=same_meaning)


def digest_of(texts: Iterable[ConsentText]) -> str:
    """SHA-256 over the texts in hex; the same for any order."""
    said = sorted([text.language, text.purpose.value, text.title, text.body] for text in texts)
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()


def changed_purposes(old: TextSet, new: TextSet) -> frozenset[Purpose]:
    """Purposes whose text differs in any language that both have, or that only one of them has."""
    before, after = _by_place(old), _by_place(new)
    shared = set(old.languages) & set(new.languages)
    places = {place for place in {*before, *after} if place[0] in shared}
    changed = {
        purpose for language, purpose in places if before.get((language, purpose)) != after.get((language, purpose))
    }
    # A language that is gone takes its readers with it: what they agreed to is nowhere written any more.
    if set(old.languages) - set(new.languages):
        changed |= {text.purpose for text in old.texts}
    return frozenset(changed)


def find_text(texts: TextSet, purpose: Purpose, *, language: str) -> ConsentText:
    """The text for a purpose in a language.

    Raises:
        NotFoundError: There is none.
    """
    for text in texts.texts:
        if (text.purpose, text.language) == (purpose, language):
            return text
    message = f"No text for {purpose} in {language!r}. Languages: {', '.join(texts.languages)}."
    raise NotFoundError(message)


def split_version(text: str) -> tuple[str, str]:
    """Version and language of what was agreed to, such as "2026-12/de"."""
    version, _, language = text.partition("/")
    return version, language


def fallen_purposes(lines: Sequence[LedgerLine]) -> frozenset[Purpose]:
    """Purposes of an asset that fell with a change of texts and that its wearer was not asked about since.

    Args:
        lines: Of the asset, oldest first.
    """
    fallen: frozenset[Purpose] = frozenset()
    held: frozenset[Purpose] = frozenset()
    for line in lines:
        now = _purposes_of(line)
        if now is None:
            continue
        fallen = fallen | (held - now) if line.entry.action == TEXT_CHANGED else frozenset()
        held = now
    return fallen


def _purposes_of(line: LedgerLine) -> frozenset[Purpose] | None:
    if "to" not in line.entry.details:
        return None
    words = line.entry.details.get("purposes", "")
    return frozenset(Purpose(word) for word in words.split(",") if word in set(Purpose))


def _by_place(texts: TextSet) -> dict[tuple[str, Purpose], tuple[str, str]]:
    return {(text.language, text.purpose): (text.title, text.body) for text in texts.texts}


def _texts_of(language: str, table: object) -> Iterable[ConsentText]:
    if not _LANGUAGE.fullmatch(language) or not isinstance(table, Mapping):
        message = f"{language!r} is no language. Write tables such as [en.display]."
        raise InputError(message)
    if set(table) != {purpose.value for purpose in Purpose}:
        message = f"Language {language} needs a text for each of {', '.join(sorted(Purpose))}, and no other."
        raise InputError(message)
    return [_text_of(language, Purpose(purpose), fields=table[purpose]) for purpose in sorted(table)]


def _text_of(language: str, purpose: Purpose, *, fields: Any) -> ConsentText:  # noqa: ANN401 - as TOML gives it
    limits = {"title": LONGEST_TITLE, "body": LONGEST_BODY}
    said = fields if isinstance(fields, Mapping) and set(fields) == set(limits) else {}
    for name, longest in limits.items():
        word = said.get(name)
        if not isinstance(word, str) or not word.strip() or len(word) > longest:
            message = f"[{language}.{purpose}] needs a title of 1 to {LONGEST_TITLE} characters and a body of 1 to "
            message += f"{LONGEST_BODY}, and nothing else."
            raise InputError(message)
    return ConsentText(purpose=purpose, language=language, title=said["title"].strip(), body=said["body"].strip())
