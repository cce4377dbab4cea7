"""A whole comparison as one frozen value, and as JSON (schema `wornby.eval/1`)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

from wornby.comparison.contest import Difference, compare
from wornby.comparison.labels import Labels
from wornby.comparison.questions import Question
from wornby.comparison.scoring import QuestionScore, Share, score_tags
from wornby.datamodel import Failure, PhotoTags
from wornby.datamodel.reliability import ReliabilityTable

SCHEMA = "wornby.eval/1"
_DIGITS = 4
_PERCENTILES = (50, 95)
_THOUSAND = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How fast a tagger was: reading, decoding and tagging of a photo together.

    Attributes:
        photos_per_s: Over the whole run; None where the tags were made earlier.
        threads: Photos in work at once; None where not known.
        mean_ms: Mean time of one photo; the same number is the seconds that 1,000 take one after the other.
    """

    photos: int
    photos_per_s: float | None
    p50_ms: float
    p95_ms: float
    threads: int | None
    mean_ms: float | None = None

    @property
    def s_per_1000(self) -> float | None:
        """Seconds for 1,000 photos: by the time of the whole run, else one after the other."""
        if self.photos_per_s:
            return _THOUSAND / self.photos_per_s
        return self.mean_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggerRun:
    """What one tagger gave.

    Attributes:
        name: As it was asked for: "builtin", "file:tags.jsonl".
        tags: By file of the labels.
        failures: Readable photos without tags, and why.
        can_state: Attributes that it can state at all; None where that is not known.
        not_served: By attribute: what is declared and no longer given, in words ("not served since 2023-06-30").
        not_asked: By attribute: what was not asked for want of a purpose, in words ("faces not asked: needs ...").
        price_micros: List price of one photo, in micros of US dollars; None where that is not known.
        cost_micros: What was spent in this run, in the same; less where answers were kept.
        kept: Photos of which an answer was kept, so that they do not count for the speed.
    """

    name: str
    tags: Mapping[str, PhotoTags]
    failures: tuple[tuple[str, Failure], ...] = ()
    speed: Speed | None = None
    can_state: frozenset[str] | None = None
    not_served: Mapping[str, str] = field(default_factory=dict)
    not_asked: Mapping[str, str] = field(default_factory=dict)
    price_micros: int | None = None
    cost_micros: int | None = None
    kept: int = 0

    @property
    def sources(self) -> tuple[str, ...]:
        """Names and versions that its tags state."""
        return _sources(self.tags.values())

    @property
    def cost_micros_per_1000(self) -> int | None:
        """What 1,000 photos cost at list price."""
        return None if self.price_micros is None else self.price_micros * _THOUSAND


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggerResult:
    """How one tagger did.

    Attributes:
        sources: Names and versions that its tags state.
        kept: Photos of which an answer was kept: they do not count for the speed.
    """

    name: str
    sources: tuple[str, ...]
    scores: tuple[QuestionScore, ...]
    failures: tuple[tuple[str, Failure], ...]
    speed: Speed | None
    kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One comparison.

    Attributes:
        title: Name of the labels.
        photos: Photos that were scored.
        left_out: Labelled photos that are missing or unreadable, and why; no tagger is scored on them.
        closed: Questions that the purposes do not open.
        differences: Every further tagger against the first.
    """

    title: str
    version: str
    photos: int
    left_out: tuple[tuple[str, Failure], ...]
    closed: tuple[Question, ...]
    taggers: tuple[TaggerResult, ...]
    differences: tuple[Difference, ...]


def title_of(tagger: str) -> str:
    """A tagger's name for people: "theirs (file)" for "file:theirs.jsonl"."""
    kind, _, rest = tagger.partition(":")
    return f"{rest.removesuffix('.jsonl')} (file)" if kind == "file" and rest else tagger


def make_report(
    labels: Labels,
    runs: Sequence[TaggerRun],
    *,
    title: str,
    version: str,
    left_out: Sequence[tuple[str, Failure]] = (),
    closed: Sequence[Question] = (),
) -> Report:
    """Score every tagger on the labels and compare them.

    Args:
        labels: Of all photos; those that are left out are taken away here.
        runs: The first is the one that the others are compared with.
        title: Name of the labels.
        version: Of wornby.
        left_out: Missing or unreadable photos.
        closed: Questions that are not computed for want of a purpose.
    """
    kept = labels.without(file for file, _ in left_out)
    results = tuple(
        TaggerResult(
            name=run.name,
            sources=run.sources,
            scores=score_tags(run.tags, kept),
            failures=run.failures,
            speed=run.speed,
            kept=run.kept,
        )
        for run in runs
    )
    return Report(
        title=title,
        version=version,
        photos=len(kept.rows),
        left_out=tuple(left_out),
        closed=tuple(closed),
        taggers=results,
        differences=compare({result.name: result.scores for result in results}),
    )


def unmeasured(kept: int) -> str:
    """Why a tagger has no speed, for people.

    Args:
        kept: Photos of which an answer was kept.
    """
    return "not measured: answers were kept" if kept else "not known"


def measure_speed(took_ms: Sequence[float], *, wall_s: float | None, threads: int | None) -> Speed | None:
    """Speed from the time of each photo; None without photos."""
    if not took_ms:
        return None
    p50, p95 = np.percentile(np.asarray(took_ms, dtype=np.float64), _PERCENTILES)
    rate = len(took_ms) / wall_s if wall_s else None
    return Speed(
        photos=len(took_ms),
        photos_per_s=rate,
        p50_ms=float(p50),
        p95_ms=float(p95),
        threads=threads,
        mean_ms=sum(took_ms) / len(took_ms),
    )


def report_json(report: Report) -> dict[str, object]:
    """The report as `wornby.eval/1`: every figure, and every cell that was scored."""
    return {
        "schema": SCHEMA,
        "version": report.version,
        "labels": report.title,
        "photos": report.photos,
        "left_out": [failure_json(file, failure) for file, failure in report.left_out],
        "not_computed": [{"question": each.id, "needs": each.sensitivity.value} for each in report.closed],
        "taggers": [_tagger(each) for each in report.taggers],
        "differences": [rounded(asdict(each)) for each in report.differences],
    }


def _sources(tags: Iterable[PhotoTags]) -> tuple[str, ...]:
    found: set[str] = set()
    for each in tags:
        garments = [*each.garments, *(garment for wearer in each.wearers for garment in wearer.garments)]
        facts = [*each.photo.values(), *(fact for wearer in each.wearers for fact in wearer.attributes.values())]
        found |= {fact.source for fact in facts} | {garment.kind.source for garment in garments}
        found |= {garment.color.source for garment in garments if garment.color}
    return tuple(sorted(found - {""}))


def _tagger(result: TaggerResult) -> dict[str, object]:
    return {
        "name": result.name,
        "sources": list(result.sources),
        "failures": [failure_json(file, failure) for file, failure in result.failures],
        "speed": rounded(asdict(result.speed)) if result.speed else None,
        "kept_answers": result.kept,
        "questions": [score_json(score) for score in result.scores],
    }


def score_json(score: QuestionScore) -> dict[str, object]:
    """One tagger's figures on one question, with every cell."""
    return {
        "question": score.question.id,
        "title": score.question.title,
        "attribute": score.question.attribute,
        "accuracy": _share(score.accuracy),
        "accuracy_without_doubt": _share(score.accuracy_without_doubt),
        "coverage": _share(score.coverage),
        "right_when_stated": _share(score.right_when_stated),
        "unsure": round(score.unsure, _DIGITS),
        "balanced": None if score.balanced is None else round(score.balanced, _DIGITS),
        "baseline": {"value": score.baseline[0], "share": round(score.baseline[1], _DIGITS)}
        if score.baseline
        else None,
        "silent": score.silent,
        "macro": rounded(asdict(score.macro)),
        "specificity": _share(score.specificity),
        "too_general": [cell.file for cell in score.too_general()],
        "values": [rounded(asdict(each)) for each in score.values],
        "confusion": asdict(score.confusion),
        "calibration": _calibration(score.calibration),
        "cells": [
            {
                "file": cell.file,
                "label": cell.label,
                "doubted": cell.doubted,
                "answer": cell.answer.value,
                "confidence": None if cell.answer.confidence is None else round(cell.answer.confidence, _DIGITS),
                "unsure": cell.answer.unsure,
            }
            for cell in score.cells
        ],
    }


def _share(share: Share | None) -> object:
    return rounded(asdict(share)) if share else None


def _calibration(calibration: ReliabilityTable | None) -> object:
    return rounded(asdict(calibration)) if calibration else None


def failure_json(file: str, failure: Failure) -> dict[str, object]:
    """A photo and why it has no tags."""
    return {"file": file, "code": failure.code, "message": failure.message}


def rounded(value: object) -> object:
    """Numbers as they are written."""
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, Mapping):
        return {name: rounded(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(each) for each in value]
    return value
