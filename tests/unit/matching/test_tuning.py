"""From decisions to scores that say how often they are right."""

from dataclasses import replace

import numpy as np
import pytest

from wornby.datamodel import MatchState, Place, Verdict
from wornby.datamodel.tuning import NEVER, ScoreMap
from wornby.errors import ConfigurationError, ConflictError, NotFoundError
from wornby.matching.tuning import TUNING_FILE, TunedMatcher, TuningShelf, _lowest, retuned
from wornby.matching.tuning import tune as tune_machine
from wornby.stores.blobs import FsspecBlobStore
from wornby.testing.factories import make_asset, make_decision, make_evidence, make_match
from wornby.testing.fakes_matching import FakeFitter, FakeMatcher
from wornby.testing.pictures import noise

PLAIN = make_evidence(has_motif=False, motif=None)
MOTIF = make_evidence()
STATES = (MatchState.SIMILAR, MatchState.LIKELY, MatchState.CONFIRMED)


def tune(given, fitter):
    return tune_machine(given, fitter, matcher="testing@1")


def decisions(count, *, seed=1, evidence=None, slope=8.0):
    """A photo each; people say yes the likelier the higher the score is. Every other one has a motif."""
    rng = np.random.default_rng(seed)
    scores = np.round(rng.random(count), 3)
    yes = rng.random(count) < 1 / (1 + np.exp(-slope * (scores - 0.5)))
    made = []
    for number in range(count):
        own = evidence or (MOTIF if number % 2 else PLAIN)
        score = float(scores[number])
        state = STATES[min(2, int(score * 3))] if own.is_geometric else STATES[min(1, int(score * 2))]
        verdict = Verdict.CONFIRMED if yes[number] else Verdict.REJECTED
        made.append(make_decision(f"a{number:04d}", verdict=verdict, score=score, state=state, evidence=own))
    return made


def turned(decision):
    other = Verdict.REJECTED if decision.verdict is Verdict.CONFIRMED else Verdict.CONFIRMED
    return replace(make_decision(), asset_id=decision.asset_id, verdict=other, score=decision.score, sku=decision.sku)


@pytest.mark.parametrize(
    "given",
    [
        [],
        decisions(19),
        [replace(each, verdict=Verdict.CONFIRMED) for each in decisions(40)],
        [replace(each, verdict=Verdict.REJECTED) for each in decisions(40)],
        [replace(each, score=None) for each in decisions(40)],
        [replace(each, asset_id="a", verdict=Verdict.REJECTED) for each in decisions(40)],
        [replace(each, matcher="testing@0") for each in decisions(40)],
    ],
    ids=["none", "too-few", "only-yes", "only-no", "no-scores", "one-garment", "other-machine"],
)
def test_too_few_decisions_are_refused(given) -> None:
    with pytest.raises(ConflictError):
        tune(given, FakeFitter())


def test_twenty_decisions_are_enough() -> None:
    assert tune(decisions(20), FakeFitter()).examples == 20


def test_few_decisions_give_a_line_on_the_odds() -> None:
    assert tune(decisions(49), FakeFitter()).method == "platt"


def test_a_step_is_told_by_the_isotonic_curve() -> None:
    stepped = [
        replace(each, verdict=Verdict.CONFIRMED if (each.score > 0.5) != (number % 7 == 0) else Verdict.REJECTED)
        for number, each in enumerate(decisions(400))
    ]
    assert tune(stepped, FakeFitter()).method == "isotonic"


def test_tuned_scores_say_how_often_they_are_right() -> None:
    tuning = tune(decisions(400, slope=16.0), FakeFitter())
    assert tuning.after.log_loss < tuning.before.log_loss
    assert tuning.after.calibration_error < tuning.before.calibration_error
    assert tuning.map.apply([0.5])[0] == pytest.approx(0.5, abs=0.1)
    assert np.all(np.diff(tuning.map.apply(np.linspace(0, 1, 50))) >= 0)


def test_thresholds_hold_their_precision_on_decisions_that_they_were_not_made_from() -> None:
    tuning = tune(decisions(600, slope=16.0), FakeFitter())
    fresh = decisions(2000, seed=2, slope=16.0)
    right = {state: [] for state in STATES}
    for each in fresh:
        match = make_match(score=each.score, state=each.state, evidence=each.evidence)
        right[retuned(match, tuning).state].append(each.verdict is Verdict.CONFIRMED)
    confirmed = right[MatchState.CONFIRMED]
    worn = [*confirmed, *right[MatchState.LIKELY]]
    assert len(confirmed) > 200
    assert np.mean(confirmed) >= 0.95
    assert np.mean(worn) >= 0.88
    assert np.mean(right[MatchState.SIMILAR]) < 0.5


@pytest.mark.parametrize("count", [60, 400])
def test_the_figures_after_are_no_better_than_on_other_decisions(count) -> None:
    """Noise has no threshold that holds 90 %: a figure that says so was measured on what chose it."""
    rng = np.random.default_rng(3)
    noisy = [
        replace(each, verdict=Verdict.CONFIRMED if rng.random() < 0.8 else Verdict.REJECTED)
        for each in decisions(count, evidence=PLAIN)
    ]
    after = tune(noisy, FakeFitter()).after.likely
    assert after.precision is None or after.precision < 0.88


@pytest.mark.parametrize(("lucky", "expected"), [(1, NEVER), (8, NEVER), (10, 0.789744)], ids=["one", "eight", "ten"])
def test_a_few_lucky_decisions_set_no_threshold(lucky, expected) -> None:
    scores = np.linspace(0.0, 0.8, 40)
    right = np.arange(40) % 2 > 0
    right[-1] = False
    found = _lowest(
        np.append(scores, np.full(lucky, 1.0)), np.append(right, np.full(lucky, fill_value=True)), precision=0.9
    )
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(("count", "precision"), [(0, 0.9), (9, 0.9), (49, 0.98)], ids=["none", "nine", "49"])
def test_too_few_decisions_leave_the_state_to_the_machine(count, precision) -> None:
    assert _lowest(np.ones(count), np.full(count, fill_value=True), precision=precision) is None


def test_twenty_decisions_leave_what_is_confirmed_to_the_machine() -> None:
    assert tune(decisions(20, slope=16.0), FakeFitter()).confirmed is None


def test_where_nothing_holds_the_precision_the_state_is_never_reached() -> None:
    rng = np.random.default_rng(0)
    mixed = [
        replace(each, score=0.5, verdict=Verdict.CONFIRMED if rng.random() < 0.5 else Verdict.REJECTED)
        for each in decisions(160)
    ]
    tuning = tune(mixed, FakeFitter())
    assert (tuning.confirmed, tuning.likely) == (NEVER, NEVER)
    assert (tuning.after.likely.count, tuning.after.likely.precision, tuning.after.likely.recall) == (0, None, 0.0)


def test_without_motifs_the_machine_keeps_its_word_on_what_is_confirmed() -> None:
    assert tune(decisions(40, evidence=PLAIN), FakeFitter()).confirmed is None


def test_scores_that_mislead_give_a_level_map() -> None:
    upside_down = [replace(each, score=1 - each.score) for each in decisions(49, slope=16.0)]
    values = tune(upside_down, FakeFitter()).map.values
    yes = sum(each.verdict is Verdict.CONFIRMED for each in upside_down)
    assert values == pytest.approx([(yes + 1) / 51] * len(values))


def test_the_last_decision_on_a_garment_counts() -> None:
    first = decisions(30)
    again = [replace(turned(each), evidence=each.evidence, state=each.state) for each in first]
    assert tune([*first, *again], FakeFitter()).map == tune(again, FakeFitter()).map


def test_another_garment_is_another_decision() -> None:
    first = decisions(30)
    other = [replace(each, place=Place.LOWER) for each in first]
    assert tune([*first, *other], FakeFitter()).examples == 60


def test_a_second_tuning_is_made_from_the_machines_own_scores() -> None:
    plain = decisions(60)
    tuned = [
        replace(each, score=0.5, evidence=replace(each.evidence, untuned_score=each.score, untuned_state=each.state))
        for each in plain
    ]
    one, other = tune(plain, FakeFitter()), tune(tuned, FakeFitter())
    assert (one.map, one.confirmed, one.after) == (other.map, other.confirmed, other.after)
    assert one.before != other.before


def tuning(**changes):
    made = tune(decisions(40), FakeFitter())
    half = ScoreMap(scores=(0.0, 1.0), values=(0.0, 0.5))
    return replace(made, **{"map": half, "confirmed": 0.4, "likely": 0.25} | changes)


@pytest.mark.parametrize(
    ("evidence", "raw", "changes", "state"),
    [
        (MOTIF, 0.9, {}, MatchState.CONFIRMED),
        (MOTIF, 0.7, {}, MatchState.LIKELY),
        (MOTIF, 0.3, {}, MatchState.SIMILAR),
        (PLAIN, 0.9, {}, MatchState.LIKELY),
        (PLAIN, 1.0, {"confirmed": 0.0, "likely": 0.0}, MatchState.LIKELY),
        (replace(PLAIN, kind_agrees=False), 1.0, {"likely": 0.0}, MatchState.SIMILAR),
        (replace(PLAIN, kind_agrees=None), 1.0, {"likely": 0.0}, MatchState.SIMILAR),
        (replace(PLAIN, color_distance=None), 1.0, {"likely": 0.0}, MatchState.SIMILAR),
        (MOTIF, 1.0, {"confirmed": None}, MatchState.LIKELY),
        (replace(MOTIF, rival_inliers=36), 0.9, {}, MatchState.CONFIRMED),
        (replace(MOTIF, rival_inliers=37), 0.9, {}, MatchState.LIKELY),
        (MOTIF, 1.0, {"confirmed": NEVER, "likely": NEVER}, MatchState.SIMILAR),
    ],
    ids=[
        *("motif", "motif-lower", "motif-low", "no-motif", "no-motif-whatever-the-map-says"),
        *("other-kind", "unknown-kind", "unknown-colour", "machines-word", "same-print", "other-print", "never"),
    ],
)
def test_states_of_a_tuned_match(evidence, raw, changes, state) -> None:
    match = retuned(make_match(score=raw, state=MatchState.LIKELY, evidence=evidence), tuning(**changes))
    assert (match.state, match.score) == (state, pytest.approx(raw / 2))


def test_what_the_machine_confirmed_beside_another_print_stays() -> None:
    evidence = replace(MOTIF, rival_inliers=99)
    match = make_match(score=0.9, state=MatchState.CONFIRMED, evidence=evidence)
    assert retuned(match, tuning()).state is MatchState.CONFIRMED


def test_a_tuning_is_never_put_on_another() -> None:
    match = make_match(score=0.8)
    once = retuned(match, tuning())
    assert retuned(once, tuning()) == once
    assert retuned(once, None) == match


def test_a_match_that_only_a_person_states_stays() -> None:
    match = make_match(evidence=None, score=1.0)
    assert retuned(match, tuning()) == match


def test_a_tuned_matcher_follows_the_library() -> None:
    on = []
    matcher = TunedMatcher(FakeMatcher("S1"), current=lambda: on[-1] if on else None)
    asset = make_asset("a")
    assert matcher.match(noise(8, 8), asset.tags, products=[])[0].score == 0.25
    on.append(tuning())
    assert matcher.match(noise(8, 8), asset.tags, products=[])[0].score == 0.25
    on.append(tuning(matcher="fake-matcher@1"))
    assert matcher.match(noise(8, 8), asset.tags, products=[])[0].score == 0.125
    assert {match.sku for match in matcher.match(noise(8, 8), asset.tags, products=["S2"], only=True)} == {"S2"}
    assert (matcher.name, matcher.describe(noise(8, 8), asset.tags)) == ("fake-matcher@1", b"fake-matcher@1 (8, 8, 3)")
    assert [matcher.is_described(features) for features in (b"kept", b"former")] == [True, False]


@pytest.fixture
def shelf(tmp_path):
    return TuningShelf(FsspecBlobStore(str(tmp_path)))


def test_a_library_begins_without_a_tuning(shelf) -> None:
    assert shelf.current() is None
    with pytest.raises(NotFoundError):
        shelf.undo()


def test_tunings_are_undone_one_by_one(shelf) -> None:
    one, two = tuning(), tuning(confirmed=None)
    shelf.put(one)
    shelf.put(two)
    assert shelf.current() == two
    assert (shelf.undo(), shelf.current()) == (one, one)
    assert (shelf.undo(), shelf.current()) == (None, None)


def test_a_tuning_that_is_put_again_replaces_itself(shelf) -> None:
    one = tuning()
    shelf.put(one)
    shelf.put(replace(one, made_at="2026-01-01T00:00:00+00:00"))
    assert (shelf.undo(), shelf.current()) == (None, None)


def test_a_damaged_map_says_so(shelf, tmp_path) -> None:
    shelf.put(tuning())
    file = tmp_path / TUNING_FILE
    file.write_text(file.read_text().replace("0.5", "-0.5"))
    with pytest.raises(ConfigurationError):
        shelf.current()


@pytest.mark.parametrize(
    "content", ["{", '{"schema": "other/1"}', '{"tunings": [{}]}'], ids=["json", "schema", "empty"]
)
def test_a_damaged_file_says_so(shelf, tmp_path, content) -> None:
    (tmp_path / TUNING_FILE).write_text(content)
    with pytest.raises(ConfigurationError):
        shelf.current()
