"""Tuning: from people's decisions to scores that say how often they are right, and states that hold a precision.

Applying a tuning needs NumPy only. It never makes a match confirmed that has no geometric evidence: that stays a
person's right.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wornby.datamodel import Match, MatchDecision, MatchEvidence, MatchState, PhotoTags, Pixels, Place, Verdict
from wornby.datamodel.geometry import overlap
from wornby.datamodel.reliability import reliability_table
from wornby.datamodel.standing import SAME_GARMENT
from wornby.datamodel.tuning import NEVER, MatchTuning, ScoreMap, StateFigures, TuningFigures
from wornby.errors import ConfigurationError, ConflictError, InputError, NotFoundError
from wornby.interfaces import BlobStore, ProductMatcher, ScoreFitter

MIN_DECISIONS = 20
"""Fewest decisions that a tuning is made from."""

MIN_ISOTONIC = 50
"""Fewest decisions from which a free curve is tried: it follows every one of them."""

MIN_PHOTOS_EACH = 2
"""Fewest photos with each verdict: one is held out, another learned from."""

CONFIRMED_PRECISION = 0.98
LIKELY_PRECISION = 0.90

TUNING_FILE = "matching.json"
"""Where a library keeps its tunings."""

_FOLDS = 5
_EDGE = 1e-3
_KNOTS = 41
_DIGITS = 6
# The same print in another colour has about as many points.
_RIVAL = 1.5
_WORN = frozenset({MatchState.CONFIRMED, MatchState.LIKELY})

Fit = Callable[[NDArray[np.float64], NDArray[np.float64]], ScoreMap]
"""Scores and labels to a map."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Example:
    """A decision on a match that the machine had found.

    Attributes:
        score: As the machine gave it, before any tuning.
        stood: Its score and its state when the person decided.
    """

    asset_id: str
    right: bool
    score: float
    raw_state: MatchState
    stood: tuple[float, MatchState]
    evidence: MatchEvidence


def tune(decisions: Sequence[MatchDecision], fitter: ScoreFitter, *, matcher: str) -> MatchTuning:
    """Make a tuning from people's decisions.

    Of several decisions on one garment and product the last counts; those on matches that this machine did not find say
    nothing about its scores. The map is Platt's, or from `MIN_ISOTONIC` decisions on the isotonic one where that has
    the lower log loss on held-out photos. The thresholds are the lowest that hold `CONFIRMED_PRECISION` and
    `LIKELY_PRECISION` on scores of held-out photos, over so many decisions that one wrong one would not break it. The
    figures after are those of thresholds that were chosen without the photos which they are measured on.

    Args:
        decisions: As they were made.
        fitter: Fits the maps.
        matcher: Name and version of the machine whose scores are tuned.

    Raises:
        ConflictError: There are too few decisions, or only one verdict.
    """
    examples = _examples(decisions, matcher=matcher)
    _check(examples)
    scores = np.array([each.score for each in examples])
    labels = np.array([float(each.right) for each in examples])
    fits: dict[str, Fit] = {"platt": lambda one, other: _platt(one, other, fitter=fitter)}
    if len(examples) >= MIN_ISOTONIC:
        fits["isotonic"] = lambda one, other: _isotonic(one, other, fitter=fitter)
    parts = _parts(examples, fitter)
    held_out = {name: _held_out(scores, labels, parts=parts, fit=fit) for name, fit in fits.items()}
    method = min(held_out, key=lambda name: _log_loss(held_out[name], labels))
    tuned = held_out[method]
    confirmed, likely = _thresholds(examples, tuned)
    states = _held_out_states(examples, tuned, parts=parts, fit=fits[method], fitter=fitter)
    stood = np.array([each.stood[0] for each in examples])
    return MatchTuning(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        method=method,
        map=fits[method](scores, labels),
        confirmed=confirmed,
        likely=likely,
        examples=len(examples),
        photos=len({each.asset_id for each in examples}),
        before=_figures(stood, [each.stood[1] for each in examples], labels=labels),
        after=_figures(tuned, states, labels=labels),
        matcher=matcher,
    )


def retuned(match: Match, tuning: MatchTuning | None) -> Match:
    """The match under a tuning, whatever tuning it was under; as the machine gave it, where there is none.

    The machine's own score and state are kept in the evidence, so that nothing is lost.
    """
    evidence = match.evidence
    if evidence is None:
        return match
    raw_score = match.score if evidence.untuned_score is None else evidence.untuned_score
    raw_state = match.state if evidence.untuned_state is None else evidence.untuned_state
    if tuning is None:
        bare = replace(evidence, untuned_score=None, untuned_state=None)
        return replace(match, score=raw_score, state=raw_state, evidence=bare)
    score = round(float(tuning.map.apply([raw_score])[0]), _DIGITS)
    return replace(
        match,
        score=score,
        state=_state(score, raw_state, evidence, confirmed=tuning.confirmed, likely=tuning.likely),
        evidence=replace(evidence, untuned_score=raw_score, untuned_state=raw_state),
    )


def of_machine(tuning: MatchTuning | None, matcher: str) -> MatchTuning | None:
    """The tuning where it is of this machine: it says nothing about the scores of another."""
    return tuning if tuning is not None and tuning.matcher == matcher else None


class TunedMatcher(ProductMatcher):
    """A matcher under the library's tuning. It has the matcher's own name: a tuning makes no photo due again.

    Args:
        matcher: The machine.
        current: Gives the tuning that is on.
    """

    def __init__(self, matcher: ProductMatcher, *, current: Callable[[], MatchTuning | None]) -> None:
        self._matcher = matcher
        self._current = current

    @property
    def name(self) -> str:
        """Name and version of the machine."""
        return self._matcher.name

    def match(
        self, pixels: Pixels, tags: PhotoTags, *, products: Sequence[str], only: bool = False
    ) -> tuple[Match, ...]:
        """The machine's matches, tuned. The map never falls, so that their order stays."""
        tuning = of_machine(self._current(), self.name)
        found = self._matcher.match(pixels, tags, products=products, only=only)
        return tuple(retuned(match, tuning) for match in found)

    def describe(self, pixels: Pixels, tags: PhotoTags) -> bytes:
        """As the machine does."""
        return self._matcher.describe(pixels, tags)

    def is_described(self, features: bytes) -> bool:
        """As the machine says."""
        return self._matcher.is_described(features)


class _File(BaseModel):
    """Tunings, the last one on: schema `wornby.matching/1`."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    schema_name: Literal["wornby.matching/1"] = Field(default="wornby.matching/1", alias="schema")
    tunings: tuple[MatchTuning, ...] = ()


class TuningShelf:
    """The tunings of a library.

    Args:
        blobs: The library's folder.
    """

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs

    def current(self) -> MatchTuning | None:
        """The tuning that is on.

        Raises:
            ConfigurationError: The file is damaged.
        """
        tunings = self._read().tunings
        return tunings[-1] if tunings else None

    def put(self, tuning: MatchTuning) -> None:
        """Switch a tuning on. The one that is on already takes the place of itself: it is undone once.

        Raises:
            ConfigurationError: The file is damaged.
        """
        before = self._read().tunings
        if before and replace(before[-1], made_at=tuning.made_at) == tuning:
            before = before[:-1]
        self._write(_File(tunings=(*before, tuning)))

    def undo(self) -> MatchTuning | None:
        """Go back to what was on before, and return it; None where that is the machine alone.

        Raises:
            ConfigurationError: The file is damaged.
            NotFoundError: Nothing is on.
        """
        tunings = self._read().tunings
        if not tunings:
            message = "No tuning is on: the matcher's own scores stand."
            raise NotFoundError(message)
        self._write(_File(tunings=tunings[:-1]))
        return self.current()

    def _read(self) -> _File:
        if not self._blobs.exists(TUNING_FILE):
            return _File()
        try:
            return _File.model_validate_json(self._blobs.get(TUNING_FILE))
        except (ValidationError, InputError) as exc:
            message = f"{TUNING_FILE} in the library's folder cannot be read. Delete it and tune again."
            raise ConfigurationError(message) from exc

    def _write(self, file: _File) -> None:
        self._blobs.put(TUNING_FILE, file.model_dump_json(by_alias=True, indent=2).encode() + b"\n")


def _state(
    score: float, raw_state: MatchState, evidence: MatchEvidence, *, confirmed: float | None, likely: float | None
) -> MatchState:
    """The state by the thresholds, within what the evidence allows; a threshold of None leaves it to the machine."""
    is_confirmed = raw_state is MatchState.CONFIRMED if confirmed is None else score >= confirmed
    if is_confirmed and _may_be_confirmed(evidence, raw_state):
        return MatchState.CONFIRMED
    is_likely = raw_state in _WORN if likely is None else score >= likely
    return MatchState.LIKELY if evidence.may_be_likely and is_likely else MatchState.SIMILAR


def _may_be_confirmed(evidence: MatchEvidence, raw_state: MatchState) -> bool:
    """The motif must be there, and no other one clearly more so, unless the machine knew that and confirmed it."""
    if evidence.motif is None or not evidence.is_geometric:
        return False
    return raw_state is MatchState.CONFIRMED or evidence.rival_inliers <= _RIVAL * evidence.motif.inliers


def _examples(decisions: Sequence[MatchDecision], *, matcher: str) -> list[_Example]:
    last: dict[tuple[str, str, Place | None], list[MatchDecision]] = {}
    for decision in decisions:
        key = (decision.asset_id, decision.sku, decision.place)
        others = [each for each in last.get(key, ()) if overlap(each.box, decision.box) < SAME_GARMENT]
        last[key] = [*others, decision]
    examples = []
    for each in chain.from_iterable(last.values()):
        evidence = each.evidence
        if each.score is None or evidence is None or each.matcher != matcher:
            continue
        state = each.state or MatchState.SIMILAR
        examples.append(
            _Example(
                asset_id=each.asset_id,
                right=each.verdict is Verdict.CONFIRMED,
                score=each.score if evidence.untuned_score is None else evidence.untuned_score,
                raw_state=state if evidence.untuned_state is None else evidence.untuned_state,
                stood=(each.score, state),
                evidence=evidence,
            )
        )
    return examples


def _check(examples: Sequence[_Example]) -> None:
    if len(examples) < MIN_DECISIONS:
        message = (
            f"There are {len(examples)} decisions on matches that this matcher found; tuning needs {MIN_DECISIONS}. "
            "List what nobody decided on: wornby matches list --undecided."
        )
        raise ConflictError(message)
    for right, word in ((True, "confirmed"), (False, "rejected")):
        photos = {each.asset_id for each in examples if each.right is right}
        if len(photos) < MIN_PHOTOS_EACH:
            message = (
                f"Matches of {len(photos)} photos were {word}; tuning needs confirmed and rejected ones, of at least "
                f"{MIN_PHOTOS_EACH} photos each."
            )
            raise ConflictError(message)


def _parts(examples: Sequence[_Example], fitter: ScoreFitter) -> NDArray[np.int64]:
    photos = {name: number for number, name in enumerate(dict.fromkeys(each.asset_id for each in examples))}
    groups = np.array([photos[each.asset_id] for each in examples], dtype=np.int64)
    labels = np.array([int(each.right) for each in examples], dtype=np.int64)
    return fitter.folds(labels, groups=groups, count=min(_FOLDS, _fewest(examples)))


def _fewest(examples: Sequence[_Example]) -> int:
    """Photos with the verdict that fewer have."""
    return min(len({each.asset_id for each in examples if each.right is right}) for right in (True, False))


def _held_out(
    scores: NDArray[np.float64], labels: NDArray[np.float64], *, parts: NDArray[np.int64], fit: Fit
) -> NDArray[np.float64]:
    """For each decision the score of a map that was made without its photo."""
    tuned = np.empty_like(scores)
    for part in np.unique(parts):
        held = parts == part
        tuned[held] = fit(scores[~held], labels[~held]).apply(scores[held])
    return tuned


def _held_out_states(
    examples: Sequence[_Example],
    tuned: NDArray[np.float64],
    *,
    parts: NDArray[np.int64],
    fit: Fit,
    fitter: ScoreFitter,
) -> list[MatchState]:
    """For each decision the state by thresholds that were chosen without its photo."""
    states = [MatchState.SIMILAR] * len(examples)
    for part in np.unique(parts):
        rest = [each for each, own in zip(examples, parts, strict=True) if own != part]
        confirmed: float | None = None
        likely: float | None = None
        if _fewest(rest) >= MIN_PHOTOS_EACH:
            scores = np.array([each.score for each in rest])
            labels = np.array([float(each.right) for each in rest])
            inner = _held_out(scores, labels, parts=_parts(rest, fitter), fit=fit)
            confirmed, likely = _thresholds(rest, inner)
        for number in np.flatnonzero(parts == part):
            each = examples[int(number)]
            score = float(tuned[number])
            states[number] = _state(score, each.raw_state, each.evidence, confirmed=confirmed, likely=likely)
    return states


def _platt(scores: NDArray[np.float64], labels: NDArray[np.float64], *, fitter: ScoreFitter) -> ScoreMap:
    """A line on the log odds, kept as points of it.

    Source:
        Platt 1999, "Probabilistic Outputs for Support Vector Machines", with its targets short of 0 and 1.
    """
    positives = float(labels.sum())
    high, low = (positives + 1) / (positives + 2), 1 / (len(labels) - positives + 2)
    slope, intercept = 0.0, 0.0
    if 0 < positives < len(labels):
        slope, intercept = fitter.platt(_odds(scores), np.where(labels > 0, high, low))
    if slope <= 0:
        # A score by which people say yes less often the higher it is says nothing: the map is level, at their rate.
        slope, intercept = 0.0, _odds(np.array([(positives + 1) / (len(labels) + 2)]))[0]
    knots = _chance(np.linspace(_odds(np.zeros(1))[0], _odds(np.ones(1))[0], _KNOTS))
    return _map(knots, _chance(slope * _odds(knots) + intercept))


def _isotonic(scores: NDArray[np.float64], labels: NDArray[np.float64], *, fitter: ScoreFitter) -> ScoreMap:
    knots, values = fitter.isotonic(scores, labels)
    return _map(knots, np.clip(values, _EDGE, 1 - _EDGE))


def _map(scores: NDArray[np.float64], values: NDArray[np.float64]) -> ScoreMap:
    rounded, first = np.unique(np.round(scores, _DIGITS), return_index=True)
    risen = np.maximum.accumulate(np.round(values[first], _DIGITS))
    return ScoreMap(scores=tuple(map(float, rounded)), values=tuple(map(float, risen)))


def _odds(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    kept = np.clip(scores, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(kept / (1 - kept)), dtype=np.float64)


def _chance(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)


def _thresholds(examples: Sequence[_Example], tuned: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """The lowest scores that hold the precision of confirmed and of likely matches, among those that may be such."""
    right = np.array([each.right for each in examples])
    geometric = np.array([_may_be_confirmed(each.evidence, each.raw_state) for each in examples])
    eligible = np.array([each.evidence.may_be_likely for each in examples])
    # That of likely may be the higher one: without a motif the same score has to do without its evidence.
    return (
        _lowest(tuned[geometric], right[geometric], precision=CONFIRMED_PRECISION),
        _lowest(tuned[eligible], right[eligible], precision=LIKELY_PRECISION),
    )


def _lowest(scores: NDArray[np.float64], right: NDArray[np.bool_], *, precision: float) -> float | None:
    """The lowest score that holds a precision; None where too few decisions tell, NEVER where no score does."""
    # So many that the precision still holds with one wrong among them: a lucky one says nothing.
    fewest = round(1 / (1 - precision))
    if len(scores) < fewest:
        return None
    order = np.argsort(scores)
    steps, first_of = np.unique(scores[order], return_index=True)
    from_here = np.cumsum(right[order][::-1])[::-1]
    counts = len(scores) - first_of
    holding = np.flatnonzero((from_here[first_of] / counts >= precision) & (counts >= fewest))
    if not len(holding):
        return NEVER
    first = int(holding[0])
    # Between two decisions, not on one of them: the next photo's score lies beside it.
    below = steps[first - 1] if first else steps[0]
    return round(float((steps[first] + below) / 2), _DIGITS)


def _figures(
    scores: NDArray[np.float64], states: Sequence[MatchState], *, labels: NDArray[np.float64]
) -> TuningFigures:
    table = reliability_table([(float(score), bool(label)) for score, label in zip(scores, labels, strict=True)])
    return TuningFigures(
        log_loss=round(_log_loss(scores, labels), _DIGITS),
        calibration_error=round(table.error if table else 0.0, _DIGITS),
        confirmed=_state_figures([state is MatchState.CONFIRMED for state in states], labels),
        likely=_state_figures([state in _WORN for state in states], labels),
    )


def _state_figures(stated: Sequence[bool], labels: NDArray[np.float64]) -> StateFigures:
    chosen = np.array(stated, dtype=bool)
    hits, count, all_right = float(labels[chosen].sum()), int(chosen.sum()), float(labels.sum())
    return StateFigures(count=count, precision=hits / count if count else None, recall=hits / all_right)


def _log_loss(scores: NDArray[np.float64], labels: NDArray[np.float64]) -> float:
    kept = np.clip(scores, _EDGE, 1 - _EDGE)
    return float(-np.mean(labels * np.log(kept) + (1 - labels) * np.log(1 - kept)))
