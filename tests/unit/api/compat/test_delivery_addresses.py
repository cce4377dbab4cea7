"""Delivery addresses taken apart; those of the real client are signed as it signs them."""

from urllib.parse import urlsplit

import cloudinary.utils
import pytest

from wornby.api.compat.cloudinary.delivery_addresses import MAX_ADDRESS, is_signed, read_address
from wornby.errors import InputError

SECRET = b"wbs_secret"


def path_of(name, **options):
    """Below the kind of delivery, as the client makes it."""
    url, _ = cloudinary.utils.cloudinary_url(
        name, cloud_name="shop", secure=False, cname="localhost", api_secret=SECRET.decode(), **options
    )
    return urlsplit(url).path.removeprefix("/shop/image/upload/")


@pytest.mark.parametrize("path", ["", "/", "s--AbCdEfGh--", "s--AbCdEfGh--/"], ids=repr)
def test_an_address_has_a_name(path):
    with pytest.raises(InputError, match="public ID"):
        read_address(path)


@pytest.mark.parametrize(
    ("path", "transformation", "name"),
    [
        ("red", "", "red"),
        ("v1/red.jpg", "", "red.jpg"),
        ("v1", "", "v1"),
        ("c_fill,w_9/red.jpg", "c_fill,w_9", "red.jpg"),
        ("c_fill,w_9/e_blur/v12/shirts/red.jpg", "c_fill,w_9/e_blur", "shirts/red.jpg"),
        ("w_9/shirts/w_8/red", "w_9", "shirts/w_8/red"),
        ("w_9/named/v1/red", "w_9", "named/v1/red"),
        ("v1/w_9/red", "", "w_9/red"),
        ("w_9", "", "w_9"),
        ("b_rgb%3Aff0000/caf%C3%A9.png", "b_rgb:ff0000", "café.png"),
    ],
    ids=lambda value: value,
)
def test_what_is_transformed_and_how(path, transformation, name):
    address = read_address(path)
    assert (address.transformation, address.name) == (transformation, name)


@pytest.mark.parametrize("path", ["s--short--/red", "s--AbCdEfGh!--/red"], ids=["length", "sign"])
def test_a_signature_has_a_form(path):
    with pytest.raises(InputError, match="Invalid signature"):
        read_address(path)


def test_an_address_has_an_end():
    with pytest.raises(InputError, match="too long"):
        read_address("a" * (MAX_ADDRESS + 1))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"long_url_signature": True},
        {"signature_algorithm": "sha256"},
        {"width": 90, "height": 70, "crop": "fill", "gravity": "face"},
        {"width": 90, "crop": "fit", "format": "png", "version": 17},
        {"background": "#ff0000", "width": 9, "height": 9, "crop": "pad"},
        {"transformation": [{"effect": "blur_faces"}, {"fetch_format": "auto", "quality": "auto:eco"}]},
    ],
    ids=["plain", "long", "sha256", "face", "format-version", "colour", "chain"],
)
@pytest.mark.parametrize("name", ["red", "shirts/red", "rot weiß", "a.b"], ids=["flat", "folder", "escapes", "dot"])
def test_the_clients_signatures_fit(options, name):
    address = read_address(path_of(name, sign_url=True, **options))
    assert is_signed(address, SECRET)
    assert not is_signed(address, b"wbs_other")
    assert address.name.removesuffix(".png") == name


def test_a_signature_is_for_one_transformation():
    path = path_of("red", sign_url=True, width=90, crop="fit")
    assert is_signed(read_address(path), SECRET)
    assert not is_signed(read_address(path.replace("w_90", "w_91")), SECRET)


def test_without_a_signature_nothing_is_signed():
    assert not is_signed(read_address(path_of("red")), SECRET)
