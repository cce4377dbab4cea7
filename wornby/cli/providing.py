"""What `wornby providers` and `wornby vocabulary` print."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import Enum

from rich.table import Table

from wornby.cli.context import plain
from wornby.cli.render import make_table
from wornby.datamodel.labels import READ_KINDS, ProviderAnswer
from wornby.datamodel.profiles import Documented, Feature, ProviderProfile
from wornby.tagging.budget import dollars
from wornby.vocabulary import LabelReader, Reading

_PHOTOS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedWord:
    """A word that the vocabulary cannot place. `photos`: how many of the kept answers use it."""

    word: str
    provider: str
    photos: int
    parents: tuple[str, ...]


def unmapped_words(answers: Iterable[tuple[str, ProviderAnswer]], *, reader: LabelReader) -> list[UnmappedWord]:
    """Words of kept answers that name no value and are not known to name none, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    parents: dict[tuple[str, str], tuple[str, ...]] = {}
    for provider, answer in answers:
        words = {
            label.name: label.parents
            for label in answer.labels
            if label.kind in READ_KINDS and reader.kind_of(label.name) is Reading.UNMAPPED
        }
        for word, above in words.items():
            counts[provider, word] += 1
            parents.setdefault((provider, word), above)
    ordered = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return [
        UnmappedWord(word=word, provider=provider, photos=number, parents=parents[provider, word])
        for (provider, word), number in ordered
    ]


def unmapped_table(words: Sequence[UnmappedWord]) -> Table:
    """Words that the vocabulary cannot place."""
    table = make_table("word", "service", "photos", "it says it is a kind of")
    for each in words:
        table.add_row(plain(each.word), each.provider, str(each.photos), plain(" < ".join(each.parents)))
    return table


def profiles_table(profiles: Iterable[ProviderProfile]) -> Table:
    """Services side by side, with what they are asked for by default."""
    table = make_table("service", "asked for", "1,000 photos", "can state", "does not give any more", "key")
    for profile in profiles:
        usual = profile.choose()
        price = sum(feature.price.micros for feature in usual) * _PHOTOS
        gone = ", ".join(f"{each.what} ({each.words})" for each in profile.not_served)
        table.add_row(
            profile.name,
            ", ".join(feature.id for feature in usual),
            dollars(price) if price else "your own figure",
            ", ".join(_stated(profile, usual)),
            plain(gone),
            "set" if _has_key(profile) else "not set",
        )
    return table


def profile_tables(profile: ProviderProfile) -> Iterator[Table | str]:
    """Everything that is known of one service, with where it is written."""
    yield f"[bold]{plain(profile.title)}[/bold] ({profile.name}); keys: {', '.join(profile.credentials)}"
    features = make_table("feature", "the service's word", "usual", "1,000 photos", "needs", "can state", "read")
    for feature in profile.features:
        features.add_row(
            feature.id,
            plain(feature.title),
            "yes" if feature.default else "",
            dollars(feature.price.micros * _PHOTOS),
            feature.needs.value if feature.needs else "",
            ", ".join(sorted(feature.states)) or "nothing of the vocabulary",
            _read(feature.price.source),
        )
    yield features
    limits = profile.limits
    most = f", sides up to {limits.max_side_px:,} px" if limits.max_side_px else ""
    yield (
        f"Takes {', '.join(sorted(limits.formats))} of at most {limits.max_bytes:,} bytes, from {limits.min_side_px} px"
        f"{most}; photos are sent as JPEG with a longest side of {limits.best_side_px:,} px. {_read(limits.source)}"
    )
    for each in profile.not_served:
        about = f" ({', '.join(sorted(each.attributes))})" if each.attributes else ""
        yield f"{plain(each.what)}{about}: {each.words}. {_read(each.source)}"
    yield f"What it keeps of a photo: {_read(profile.terms)}"


def profile_json(profile: ProviderProfile) -> dict[str, object]:
    """The same as JSON."""
    return {**_plain_json(asdict(profile)), "key_set": _has_key(profile), "usual": _ids(profile.choose())}


def _stated(profile: ProviderProfile, features: Sequence[Feature]) -> list[str]:
    """Attributes that features can speak about; last those for which a photo must have a purpose."""
    always = profile.states(each for each in features if each.needs is None)
    return [
        *sorted(always),
        *sorted(
            {
                f"{attribute} (needs {each.needs.value})"
                for each in features
                if each.needs
                for attribute in each.states - always
            }
        ),
    ]


def _ids(features: Iterable[Feature]) -> list[str]:
    return [feature.id for feature in features]


def _has_key(profile: ProviderProfile) -> bool:
    """Whether a variable that the service's own way of signing in begins with is set; nobody is asked."""
    return any(os.environ.get(name) for name in profile.credentials)


def _read(source: Documented) -> str:
    return f"[dim]{plain(source.link)} ({source.read_on.isoformat()})[/dim]"


def _plain_json(value: dict[str, object]) -> dict[str, object]:
    return {name: _json(each) for name, each in value.items()}


def _json(value: object) -> object:
    if isinstance(value, dict):
        return _plain_json(value)
    if isinstance(value, frozenset | set):
        return sorted(str(_json(each)) for each in value)
    if isinstance(value, list | tuple):
        return [_json(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
