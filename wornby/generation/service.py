"""From an order to pictures: everything that can be refused is refused before anything is drawn."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from wornby.datamodel import (
    AssetKind,
    Cloth,
    Failure,
    GeneratedPicture,
    Generation,
    IngestOptions,
    Motif,
    Photo,
    PhotoTags,
    PictureRequest,
    Product,
    Purpose,
    Rights,
    RightsState,
)
from wornby.datamodel.library import PictureOrder
from wornby.errors import ImageTooLargeError, InputError
from wornby.generation.fidelity import DECLARED, Judged, judge
from wornby.generation.products import ProductPicture, ProductReader
from wornby.generation.reader import WishReader
from wornby.generation.requests import build_request, describe
from wornby.generation.wishes import WEARER, Wish, settle
from wornby.imaging.decode import decode_print
from wornby.imaging.lossless import encode_png
from wornby.imaging.prints import free_of_ground
from wornby.interfaces import PictureGenerator, Tagger
from wornby.vocabulary import Vocabulary

LEAST_SIDE_PX = 256
MOST_SEED = 2**31 - 1
_NARROWEST = 1 / 3
_WIDEST = 2.0
_LEAST_PRINT_PX = 16
_SEEN = frozenset({Purpose.APPEARANCE})
_SHOWN = frozenset({Purpose.DISPLAY, Purpose.APPEARANCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationLimits:
    """What an order may ask for at most.

    Attributes:
        count: Pictures.
        side_px: Longest side.
        print_bytes: Of the file of a print.
        print_pixels: Of a print, width times height.
    """

    count: int
    side_px: int
    print_bytes: int
    print_pixels: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """An order that can be drawn."""

    sku: str
    product: Cloth
    wish: Wish
    scene: str
    view: str
    size_px: tuple[int, int]
    neutral: bool
    seeds: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """One picture, ready to be taken in."""

    content: bytes
    title: str
    options: IngestOptions


class GenerationService:
    """Plans orders, has pictures made, and judges them.

    Args:
        generator: Gives who makes the pictures; asked for when the first order comes.
        tagger: Looks at the pictures as at photos.
        vocabulary: The words that can be asked in.
        limits: Of one order.
    """

    def __init__(
        self,
        generator: Callable[[], PictureGenerator],
        *,
        tagger: Tagger,
        vocabulary: Vocabulary,
        limits: GenerationLimits,
    ) -> None:
        self._generator = generator
        self._tagger = tagger
        self._vocabulary = vocabulary
        self._limits = limits
        self._wishes = WishReader(vocabulary)
        self._products = ProductReader(vocabulary)

    def plan(self, order: PictureOrder, product: Product, *, picture: ProductPicture | None) -> Plan:
        """Read an order whole.

        Raises:
            ConsentError: It asks by what no picture is made by.
            InputError: It cannot be drawn; the message says what to change.
            UnknownComponentError: The generator of the settings is unknown.
        """
        wish = self._wish(order)
        self._check_size(order)
        scene, view = self._scene_and_view(order)
        cloth = self._products.read(product, picture, motif=self._motif(order))
        return Plan(
            sku=product.sku,
            product=cloth,
            wish=settle(wish, cloth),
            scene=scene,
            view=view,
            size_px=(order.width_px, order.height_px),
            neutral=scene == self._generator().scenes[0],
            seeds=tuple(range(order.seed, order.seed + order.count)),
        )

    def key(self, plan: Plan, seed: int) -> str:
        """What a picture is found again by: the same for the same request, seed, product, generator and tagger."""
        motif = plan.product.motif
        content = [
            self._generator().name,
            self._tagger.name,
            _plain_cloth(plan.product),
            [hashlib.sha256(motif.pixels.tobytes()).hexdigest(), motif.pixels.shape] if motif else None,
            {name: list(values) for name, values in plan.wish.wearer.items()},
            [[asdict(look) for look in garment.looks] + [garment.words.lower()] for garment in plan.wish.garments],
            {name: [color.words.lower(), *color.families] for name, color in plan.wish.colors.items()},
            [plan.scene, plan.view, *plan.size_px, seed],
        ]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def make(self, plan: Plan, seed: int) -> Made:
        """Make one picture and judge it.

        Raises:
            InputError: The generator cannot draw it.
            ModelError: The generator failed.
        """
        generator = self._generator()
        request = build_request(
            plan.wish, plan.product, seed=seed, scene=plan.scene, view=plan.view, size_px=plan.size_px
        )
        picture = generator.generate(request, seed=seed)
        key = self.key(plan, seed)
        # Two orders may draw the same pixels and ask for different things: each is an asset with its own verdict.
        content = encode_png(picture.pixels, key=key)
        fidelity = judge(
            Judged(
                wish=plan.wish,
                request=request,
                picture=picture,
                tags=self._look_at(picture, content),
                neutral=plan.neutral,
            )
        )
        generation = Generation(
            backend=generator.name,
            source_type=generator.source_type,
            seed=seed,
            tags=plan.wish.text,
            scene=picture.scene,
            view=picture.view,
            request=describe(request, self._titles(request)),
            key=key,
            fidelity=fidelity,
            declared={name: value for name, value in request.wearer.items() if name in DECLARED},
        )
        # What fails is seen by nobody: no route shows what may not be displayed.
        rights = Rights(state=RightsState.SYNTHETIC, purposes=_SHOWN if fidelity.passed else _SEEN)
        options = IngestOptions(kind=AssetKind.GENERATED, rights=rights, products=(plan.sku,), generation=generation)
        return Made(content=content, title=f"{plan.sku}-{seed}.png", options=options)

    def _look_at(self, picture: GeneratedPicture, content: bytes) -> PhotoTags | Failure:
        digest = hashlib.sha256(content).hexdigest()
        photo = Photo(pixels=picture.pixels, sha256=digest, format="png", size_bytes=len(content))
        return self._tagger.tag([photo], purposes=[_SEEN])[0]

    def _wish(self, order: PictureOrder) -> Wish:
        if order.tags.strip() and order.filters:
            message = "Give tags or filters, not both."
            raise InputError(message)
        return self._wishes.read_filters(order.filters) if order.filters else self._wishes.read_text(order.tags)

    def _check_size(self, order: PictureOrder) -> None:
        limits = self._limits
        if not 1 <= order.count <= limits.count:
            message = f"{order.count} pictures are asked for; 1 to {limits.count} can be made at once."
            raise InputError(message)
        if not 0 <= order.seed <= MOST_SEED - limits.count:
            message = f"A seed is a whole number from 0 to {MOST_SEED - limits.count}, not {order.seed}."
            raise InputError(message)
        width, height = order.width_px, order.height_px
        if not LEAST_SIDE_PX <= min(width, height) <= max(width, height) <= limits.side_px:
            message = (
                f"{width} x {height} pixels are asked for; each side may have {LEAST_SIDE_PX} to {limits.side_px}."
            )
            raise InputError(message)
        if not _NARROWEST <= width / height <= _WIDEST:
            message = f"{width} x {height} is too narrow or too wide: from 1:3 upright to 2:1 across can be drawn."
            raise InputError(message)

    def _scene_and_view(self, order: PictureOrder) -> tuple[str, str]:
        generator = self._generator()
        return (
            _known(order.scene, generator.scenes, what="scene"),
            _known(order.view, generator.views, what="view"),
        )

    def _motif(self, order: PictureOrder) -> Motif | None:
        if order.print_file is None:
            return None
        if len(order.print_file) > self._limits.print_bytes:
            message = f"The file of the print is larger than the {self._limits.print_bytes} bytes allowed here."
            raise ImageTooLargeError(message)
        picture = decode_print(order.print_file, max_pixels=self._limits.print_pixels)
        pixels = free_of_ground(picture, least_px=_LEAST_PRINT_PX)
        return Motif(pixels=pixels)

    def _titles(self, request: PictureRequest) -> Mapping[str, str]:
        said = {}
        for name, value in request.wearer.items():
            title = self._vocabulary.attribute(name).title.lower() if name in WEARER else name
            said[f"{name}={value}"] = f"{title} {self._vocabulary.title(name, value).lower()}"
        return said


def _known(word: str, known: Sequence[str], *, what: str) -> str:
    if not word:
        return known[0]
    if word not in known:
        message = f"Unknown {what} {word[:80]!r}. Known: {', '.join(known)}."
        raise InputError(message)
    return word


def _plain_cloth(cloth: Cloth) -> list[object]:
    motif = [cloth.motif.width, cloth.motif.top] if cloth.motif is not None else None
    return [cloth.place, cloth.kind, cloth.color, cloth.pattern, list(cloth.accents), cloth.cut, motif]
