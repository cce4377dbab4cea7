"""The demo shop's twelve products and the cloth that each is drawn of."""

from dataclasses import dataclass, replace

from training.demo_shop import motifs
from wornby.datamodel import Cloth, Motif, Place, Product

_Seat = tuple[float, float]
_CHEST = (0.55, 0.18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """A product of the demo shop.

    Attributes:
        cloth: Without its print.
        motif: Name of the print, empty for none; `width` and `top` say where it sits.
        family: Value of garment.color.
    """

    product: Product
    cloth: Cloth
    family: str
    motif: str = ""
    width: float = 0.55
    top: float = 0.18

    def printed(self) -> Cloth:
        """The cloth with its print."""
        if not self.motif:
            return self.cloth
        return replace(self.cloth, motif=Motif(pixels=motifs.load(self.motif), width=self.width, top=self.top))


def _good(words: tuple[str, str, str, str], cloth: Cloth, *, family: str, motif: str = "", at: _Seat = _CHEST) -> Good:
    sku, title, description, price = words
    product = Product(
        sku=sku,
        title=title,
        description=description,
        price=price,
        currency="EUR",
        link=f"/shop/{sku}",
        image=f"products/{sku}.jpg",
        swatch=cloth.color,
    )
    return Good(product=product, cloth=cloth, family=family, motif=motif, width=at[0], top=at[1])


def _upper(kind: str, color: str, *, pattern: str = "solid", accents: tuple[str, ...] = (), cut: str = "") -> Cloth:
    return Cloth(place=Place.UPPER, kind=kind, color=color, pattern=pattern, accents=accents, cut=cut)


GOODS: tuple[Good, ...] = (
    _good(
        ("TEE-01", "Sunday Hills T-shirt, white", "Heavy cotton with our hills on the chest.", "29.00"),
        _upper("t-shirt", "#f1f0ec", pattern="graphic", cut="crew"), family="white",
        motif="hills-on-white", at=(0.55, 0.16),
    ),
    _good(
        ("TEE-02", "Sunday Hills T-shirt, navy", "The same print, on navy.", "29.00"),
        _upper("t-shirt", "#1d2a4d", pattern="graphic", cut="crew"), family="navy",
        motif="hills-on-navy", at=(0.55, 0.16),
    ),
    _good(
        ("TEE-03", "Night Heron T-shirt, white", "The same white cotton, with a heron before the moon.", "29.00"),
        _upper("t-shirt", "#f1f0ec", pattern="graphic", cut="crew"), family="white",
        motif="heron-on-white", at=(0.50, 0.14),
    ),
    _good(
        ("HOOD-01", "Fern hoodie", "Brushed fleece with a deep pocket and a fern on the chest.", "69.00"),
        _upper("sweatshirt", "#3f7a4c", pattern="graphic", cut="hoodie"), family="green",
        motif="fern-on-green", at=(0.44, 0.20),
    ),
    _good(
        ("LNG-01", "Harbour longsleeve", "Breton stripes on soft jersey.", "39.00"),
        _upper("longsleeve", "#f2efe6", pattern="striped", accents=("#22345e",), cut="breton"), family="white",
    ),
    _good(
        ("SHR-01", "Cabin shirt", "Checked flannel.", "59.00"),
        _upper("shirt", "#bb2a2f", pattern="checked", accents=("#1c1a22",), cut="cabin"), family="red",
    ),
    _good(
        ("KNT-01", "Plum cable jumper", "Lambswool with cables.", "95.00"),
        _upper("knitwear", "#6a3a80", cut="cable"), family="purple",
    ),
    _good(
        ("DNM-01", "Quay denim jacket", "Washed denim, cut short.", "99.00"),
        Cloth(place=Place.OUTER, kind="jacket", color="#4a74ad", cut="denim"), family="blue",
    ),
    _good(
        ("COAT-01", "Dune coat", "Long wool coat with wide lapels.", "219.00"),
        Cloth(place=Place.OUTER, kind="coat", color="#cdb08a", cut="lapels"), family="beige",
    ),
    _good(
        ("DRS-01", "Poppy dress", "Flowers all over, to the knee.", "89.00"),
        Cloth(
            place=Place.DRESS, kind="dress", color="#b3202c", cut="v-summer",
            pattern="floral", accents=("#f6e9e0", "#e7a9a0"),
        ),
        family="red",
    ),
    _good(
        ("TRS-01", "Slate trousers", "Straight leg, pressed.", "79.00"),
        Cloth(place=Place.LOWER, kind="trousers", color="#24252a"), family="black",
    ),
    _good(
        ("SKR-01", "Marigold skirt", "Pleated, to the knee.", "65.00"),
        Cloth(place=Place.LOWER, kind="skirt", color="#e5b21f", cut="pleated"), family="yellow",
    ),
)  # fmt: skip
