"""What the settings allow."""

import stat
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from wornby.settings import IN_FILES, Settings
from wornby.studio.generator import SIDES_PX


def test_the_largest_picture_is_one_that_the_studio_draws():
    assert Settings(max_generated_side_px=SIDES_PX[1]).max_generated_side_px == SIDES_PX[1]
    with pytest.raises(ValidationError, match="max_generated_side_px"):
        Settings(max_generated_side_px=SIDES_PX[1] + 1)


@pytest.mark.parametrize("count", [0, -1])
def test_shoppers_may_have_at_least_one_picture_of_a_product(count):
    with pytest.raises(ValidationError, match="generate_per_product"):
        Settings(generate_per_product=count)


@pytest.mark.parametrize("name", IN_FILES)
def test_a_secret_may_come_from_a_file(name, tmp_path):
    path = tmp_path / "secret"
    path.write_text("from-a-file\n")
    path.chmod(0o600)
    value = getattr(Settings(**{f"{name}_file": str(path)}), name)
    assert (value if isinstance(value, str) else value.get_secret_value()) == "from-a-file"


def test_a_secret_may_come_from_a_file_that_the_environment_names(tmp_path, monkeypatch):
    path = tmp_path / "secret"
    path.write_text("from-a-file")
    path.chmod(0o600)
    monkeypatch.setenv("WORNBY_IMAGE_KEY_FILE", str(path))
    assert Settings().image_key.get_secret_value() == "from-a-file"


@pytest.mark.parametrize("name", IN_FILES)
def test_of_a_secret_and_its_file_one_is_set(name, tmp_path):
    with pytest.raises(ValidationError, match="both set") as caught:
        Settings(**{name: "hunter2", f"{name}_file": str(tmp_path)})
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(ValidationError, match="cannot be read"):
        Settings(image_key_file=str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("mode", "owner", "taken"),
    [
        pytest.param(0o600, 1000, True, id="own"),
        pytest.param(0o400, 1000, True, id="own-and-fixed"),
        pytest.param(0o640, 1000, False, id="group-reads"),
        pytest.param(0o604, 1000, False, id="others-read"),
        pytest.param(0o602, 1000, False, id="others-write"),
        pytest.param(0o444, 0, True, id="of-a-container"),
    ],
)
def test_a_secrets_file_is_for_its_owner_alone(tmp_path, monkeypatch, *, mode, owner, taken):
    path = tmp_path / "secret"
    path.write_text("hunter2")
    held = SimpleNamespace(st_mode=stat.S_IFREG | mode, st_uid=owner)
    monkeypatch.setattr(Path, "stat", lambda _self, **_options: held)
    if taken:
        assert Settings(link_key_file=str(path)).link_key.get_secret_value() == "hunter2"
        return
    with pytest.raises(ValidationError, match="chmod 600") as caught:
        Settings(link_key_file=str(path))
    assert "hunter2" not in str(caught.value)


def test_secrets_are_not_printed():
    assert "hunter2" not in repr(Settings(image_key="hunter2", database_url="postgresql://wornby:hunter2@db/wornby"))


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("https://Shop.Example", "https://shop.example"),
        ("https://shop.example/", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_sites_are_kept_as_browsers_write_them(given, origin):
    assert Settings(shop_origins=[given]).shop_origins == [origin]


@pytest.mark.parametrize(
    "given",
    ["", "*", "null", "shop.example", "https://*.shop.example", "https://shop.example/page", "https://a@b.example"],
)
def test_what_is_no_site_is_refused(given):
    with pytest.raises(ValidationError, match="give each site as"):
        Settings(shop_origins=[given])


@pytest.mark.parametrize("given", ["proxy", "10.0.0.1/8", ""])
def test_proxies_are_addresses_or_networks(given):
    with pytest.raises(ValidationError, match="trusted_proxies"):
        Settings(trusted_proxies=[given])
