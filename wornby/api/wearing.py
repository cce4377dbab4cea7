"""Photos as their wearers see them, in their language."""

from collections.abc import Mapping
from typing import Any

from wornby.api import wire_wear as wire
from wornby.api.addresses import ImageAddresses
from wornby.api.pictures import product_pictures
from wornby.api.wording import Wording, pick_language
from wornby.datamodel import Asset, Fact, GarmentTags, Purpose, WearerTags
from wornby.datamodel.consent import TextSet
from wornby.datamodel.links import Contributor, Link
from wornby.datamodel.subjects import subject_number
from wornby.datamodel.tags import is_stated_by_person, sure_value
from wornby.engine import Engine
from wornby.engine.declaring import SOURCE, correctable, declarable
from wornby.engine.people import OwnPhoto
from wornby.rights.consent import find_text
from wornby.vocabulary import Attribute, Vocabulary

PREFIX = "/wear/v1"


class WearerView:
    """Makes what the wearer's page shows.

    Args:
        engine: The library.
        addresses: Sign the addresses of the shop's own pictures.
        language: As the page asks for it; the nearest that there are texts in counts.
    """

    def __init__(self, engine: Engine, *, addresses: ImageAddresses, language: str) -> None:
        self._engine = engine
        self._addresses = addresses
        self._texts = engine.consent.current()
        self.language = _spoken(language, self._texts)
        self._wording = Wording(engine.vocabulary, language=pick_language(self.language))

    def page(self, link: Link, person: Contributor) -> wire.WearerOut:
        """All of the page."""
        vocabulary = self._engine.vocabulary
        return wire.WearerOut(
            shop=self._engine.settings.shop_name,
            language=self.language,
            languages=list(self._texts.languages),
            link=self._link(link),
            photos=[self.photo(own) for own in self._engine.people.photos(link)],
            text=self._text(),
            asks=[wire.AskOut(**self._choices(entry)) for entry in declarable(vocabulary)],
            about=dict(person.about),
            corrections=self._corrections(vocabulary),
            most_photos=self._engine.people.most_photos,
            contact=bool(person.contact),
        )

    def photo(self, own: OwnPhoto) -> wire.OwnPhotoOut:
        """One photo."""
        asset = own.asset
        wearers = asset.tags.wearers if asset.tags is not None else ()
        return wire.OwnPhotoOut(
            id=asset.id,
            state=asset.rights.state,
            purposes=sorted(asset.rights.purposes),
            asked_again=sorted(own.asked_again),
            hidden=asset.rights.hidden,
            width=asset.width_px,
            height=asset.height_px,
            view=_picture(asset, "view"),
            thumb=_picture(asset, "thumb"),
            product=asset.products[0] if asset.products else None,
            wearers=[self._wearer(wearer, number) for number, wearer in enumerate(wearers)],
            subject=subject_number(asset.tags, asset.subject),
        )

    def _wearer(self, wearer: WearerTags, number: int) -> wire.OwnWearerOut:
        return wire.OwnWearerOut(
            number=number,
            main=wearer.main,
            box=_corners(wearer),
            facts=self._facts(wearer.attributes),
            garments=[self._garment(garment, place) for place, garment in enumerate(wearer.garments)],
        )

    def _garment(self, garment: GarmentTags, number: int) -> wire.OwnGarmentOut:
        color = garment.color
        stated = {"garment.kind": garment.kind}
        if garment.pattern is not None:
            stated["garment.pattern"] = garment.pattern
        title = self._wording.value("garment.kind", sure_value(garment.kind)) if sure_value(garment.kind) else ""
        facts = self._facts(stated | dict(garment.attributes))
        if sure_value(color) and color is not None:
            facts.insert(1, self._statement("garment.color", color.family, said=_said_by_wearer(color.source)))
        return wire.OwnGarmentOut(
            number=number,
            title=title or self._wording.attribute("garment.kind"),
            box=_corners(garment),
            color=None if color is None else wire.SwatchOut(hex=color.hex, name=color.name),
            facts=facts,
        )

    def _facts(self, facts: Mapping[str, Fact]) -> list[wire.StatementOut]:
        """What is sure, and what a person said; in the order of the vocabulary."""
        known = self._engine.vocabulary.attributes
        order = {name: place for place, name in enumerate(known)}
        shown = [name for name, fact in facts.items() if sure_value(fact) or is_stated_by_person(fact)]
        return [
            self._statement(name, facts[name].value, said=_said_by_wearer(facts[name].source))
            for name in sorted(shown, key=lambda name: (order.get(name, len(order)), name))
        ]

    def _statement(self, attribute: str, value: str, *, said: bool) -> wire.StatementOut:
        return wire.StatementOut(
            attribute=attribute,
            title=self._wording.attribute(attribute),
            value=value,
            value_title=", ".join(self._wording.value(attribute, each) for each in value.split("+")),
            said_by_you=said,
        )

    def _link(self, link: Link) -> wire.WearerLinkOut:
        pictures = product_pictures(self._engine, link.products)
        found = {sku: self._engine.records.get_product(sku) for sku in link.products}
        products = [
            wire.LinkProductOut(
                sku=sku,
                title=product.title,
                picture=self._addresses.sign(pictures[sku].id, "thumb") if sku in pictures else None,
            )
            for sku, product in found.items()
            if product is not None
        ]
        return wire.WearerLinkOut(purpose=link.purpose, expires_at=link.expires_at, products=products)

    def _text(self) -> wire.ConsentTextOut:
        shop = self._engine.settings.shop_name
        purposes = []
        for purpose in Purpose:  # in the order of what is asked most
            text = find_text(self._texts, purpose, language=self.language)
            body = text.body.replace("{shop}", shop)
            purposes.append(wire.PurposeTextOut(purpose=purpose, title=text.title, body=body))
        return wire.ConsentTextOut(version=self._texts.version, language=self.language, purposes=purposes)

    def _corrections(self, vocabulary: Vocabulary) -> list[wire.CorrectionOut]:
        return [
            wire.CorrectionOut(applies="garment" if entry.applies_to == "garment" else "wearer", **self._choices(entry))
            for entry in correctable(vocabulary)
        ]

    def _choices(self, entry: Attribute) -> dict[str, Any]:
        values = [
            wire.ChoiceOut(value=value.id, title=self._wording.value(entry.id, value.id)) for value in entry.values
        ]
        return {"attribute": entry.id, "title": self._wording.attribute(entry.id), "values": values}


def _spoken(asked: str, texts: TextSet) -> str:
    """The nearest language that there are texts in: what is asked for, its first part, English, any."""
    wanted = (asked, asked.partition("-")[0], "en", texts.languages[0])
    return next(language for language in wanted if language in texts.languages)


def _picture(asset: Asset, name: str) -> str:
    return f"{PREFIX}/photos/{asset.id}/{name}.jpg"


def _corners(each: WearerTags | GarmentTags) -> list[float]:
    box = each.box
    return [round(value, 4) for value in (box.x_min, box.y_min, box.x_max, box.y_max)]


def _said_by_wearer(source: str) -> bool:
    return source.partition("/")[0] == SOURCE
