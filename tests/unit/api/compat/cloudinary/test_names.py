import time

import pytest

from wornby.api.compat.cloudinary import doors
from wornby.api.compat.cloudinary.delivery_addresses import check_new_name
from wornby.api.compat.cloudinary.params import _gathered
from wornby.api.compat.cloudinary.refusals import RefusedError
from wornby.api.compat.cloudinary.uploading import checked_context
from wornby.errors import InputError


@pytest.mark.parametrize(
    "name", ["red", "shirts/red", "2026/red", "w_100", "v2", "shirts/w_100/red", "my_folder/red", "uk_store/red"]
)
def test_names_that_addresses_lead_to(name):
    check_new_name(name)


@pytest.mark.parametrize("name", ["", "w_100/red", "c_fill,w_2/red", "v2/red", "e_blur:200/red", "s--AAAAAAAA--/red"])
def test_names_that_an_address_would_take_for_something_else(name):
    with pytest.raises(InputError):
        check_new_name(name)


@pytest.mark.parametrize(
    ("pairs", "values"),
    [
        ([], {}),
        ([("type[]", "")], {}),
        ([("tags[]", ""), ("tags[]", "a")], {"tags": ("a",)}),
        ([("type", "")], {}),
    ],
    ids=["nothing", "an empty list", "an empty entry", "an empty text"],
)
def test_what_is_empty_and_so_not_signed_is_not_there(pairs, values):
    assert _gathered(pairs, taken={}) == values


@pytest.mark.parametrize(("ahead_s", "fits"), [(-3500, True), (-3700, False), (200, True), (400, False)])
def test_a_signature_lasts_an_hour_and_is_hardly_ahead(ahead_s, fits):
    at = str(int(time.time()) + ahead_s)
    if fits:
        doors._check_time(at)
    else:
        with pytest.raises(RefusedError, match="Stale"):
            doors._check_time(at)


def test_a_context_does_not_look_as_if_it_gave_rights():
    with pytest.raises(RefusedError, match="wornby rights set"):
        checked_context([("wornby_rights", "granted")])
