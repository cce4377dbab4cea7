"""From labels and photos to a head."""

from pathlib import Path

import numpy as np
import pytest

from tests.unit.tagging.heads import collar_vocabulary
from wornby.datamodel import Embedding, PhotoTags, Place
from wornby.errors import InputError, NotFoundError
from wornby.models.logistic import LogisticTrainer
from wornby.rights import VocabularyGate
from wornby.tagging import TaggingService
from wornby.tagging.learned import HeadSet, confidences, head_scores
from wornby.tagging.learning import Learner
from wornby.testing.factories import make_garment
from wornby.testing.fakes import FAKE_SPACE, FakeTagger
from wornby.testing.pictures import encoded, noise

COLLAR = "garment.collar"


class LyingTagger(FakeTagger):
    """Finds one lying shirt whose embedding is the picture's mean colour; nothing in a grey picture."""

    def tag(self, photos, *, purposes):
        return [self._one(photo.pixels) for photo in photos]

    def _one(self, pixels):
        mean = pixels.reshape(-1, 3).mean(axis=0)
        if np.ptp(mean) < 30:
            return PhotoTags(photo={}, wearers=(), garments=())
        vector = (mean / np.linalg.norm(mean)).astype(np.float32)
        garment = make_garment(None, seed=None)
        object.__setattr__(garment, "embedding", Embedding(space=FAKE_SPACE, vector=vector))
        return PhotoTags(photo={}, wearers=(), garments=(garment,))


class Photos:
    """Noise, reddish for polo and bluish for crew, made from the name: VALUE-SEED.png."""

    def read(self, source, *, limit_bytes):
        value, _, seed = Path(source).stem.partition("-")
        if value == "missing":
            message = "No such file. Check the path."
            raise NotFoundError(message)
        if value == "broken":
            return b"no picture"
        pixels = noise(seed=int(seed)).copy()
        if value != "grey":
            pixels[..., 2 if value == "polo" else 0] //= 4
        return encoded("png", pixels=pixels)


@pytest.fixture
def learner(tmp_path):
    tagger = LyingTagger()
    gate = VocabularyGate(collar_vocabulary(tmp_path))
    return Learner(
        tagger=tagger,
        tagging=TaggingService(tagger, gate=gate, max_pixels=10**6, max_bytes=10**6),
        source=Photos(),
        vocabulary=collar_vocabulary(tmp_path),
        trainer=LogisticTrainer(),
        threads=2,
    )


def rows(*, polo=6, crew=6, more=()):
    names = [f"polo-{number}" for number in range(polo)] + [f"crew-{100 + number}" for number in range(crew)]
    labelled = [{"file": f"{name}.png", COLLAR: name.partition("-")[0]} for name in names]
    return labelled + [{"file": f"{name}.png", COLLAR: "polo"} for name in more]


def learn(learner, labels, **more):
    return learner.learn(COLLAR, labels, photos=Path("photos"), **more)


def test_a_head_is_learned(learner, tmp_path):
    seen = []
    lesson = learn(learner, rows(), progress=lambda: seen.append(1))
    card = lesson.head.card
    assert (card.values, card.slots, card.space, card.version) == (("polo", "crew"), ("lying/upper",), FAKE_SPACE, 0)
    assert card.figures.accuracy.value == 1.0
    assert (lesson.problems, len(seen), card.hears) == ((), 12, False)
    reddish = np.array([[0.8, 0.6, 0.1]], dtype=np.float32)
    shares = confidences(head_scores(lesson.head, reddish, said=[None]), temperature=card.temperature)
    assert shares[0, 0] > 0.5
    HeadSet([lesson.head], vocabulary=collar_vocabulary(tmp_path)).check(FAKE_SPACE)


def test_labels_that_cannot_be_used_are_told(learner):
    lesson = learn(learner, rows(more=("missing-1", "broken-2", "grey-3")))
    assert [(file, failure.code) for file, failure in lesson.problems] == [
        ("missing-1.png", "not-found"),
        ("broken-2.png", "unsupported-format"),
        ("grey-3.png", "input"),
    ]


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (rows(crew=4), "crew has 4"),
        (rows(polo=5, crew=0), "there are examples of polo only"),
        (rows(polo=0, crew=0, more=("missing-1",)), "no value only.*missing-1.png: No such file"),
        (rows(crew=4, more=("grey-1",)), "crew has 4.*1 labels could not be used"),
    ],
    ids=["four", "one-value", "nothing-usable", "four-and-a-problem"],
)
def test_too_little_is_refused(learner, labels, said):
    with pytest.raises(InputError, match=said):
        learn(learner, labels)


def test_copies_of_one_photo_are_one_example(learner):
    labels = [*rows(crew=4), {"file": "copies/crew-100.png", COLLAR: "crew"}]
    with pytest.raises(InputError, match="crew has 4"):
        learn(learner, labels)


def test_a_lying_garment_is_meant_whatever_the_place(learner):
    labels = [row | {"place": Place.OUTER.value} for row in rows()]
    assert learn(learner, labels).problems == ()


def test_a_photo_with_several_labels_is_looked_at_once(learner):
    seen = []
    labels = [row | {"place": place} for row in rows() for place in ("upper", "lower")]
    lesson = learn(learner, labels, progress=lambda: seen.append(1))
    assert (len(seen), lesson.head.card.figures.examples, lesson.head.card.figures.photos) == (12, 24, 12)


def test_a_correction_stands_beside_the_tagger(learner):
    labels = [{"file": row["file"], "garment.kind": "shirt" if row[COLLAR] == "polo" else "polo"} for row in rows()]
    card = learner.learn("garment.kind", labels, photos=Path("photos")).head.card
    assert card.hears
    found = card.figures
    assert (found.accuracy.value, found.builtin.value, found.is_better) == (1.0, 0.5, True)
