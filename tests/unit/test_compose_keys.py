"""The keys of a library, and how the secret for ids left the records."""

import re
import shutil
import stat

import pytest

from wornby.compose import keys
from wornby.compose.keys import ID_CHECK, client_secret, id_secret, image_secret, secrets_folder
from wornby.errors import ConfigurationError
from wornby.provenance.secret_files import CLIENTS, IDS, IMAGES
from wornby.settings import Settings
from wornby.stores.records import SqlRecordStore

OLD = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 4


class House:
    """A library's folder with its records alone."""

    def __init__(self, home):
        self.home = home
        home.mkdir(parents=True, exist_ok=True)
        self.records = SqlRecordStore(f"sqlite:///{home / 'records.db'}")
        self.records.migrate()

    def open(self, **values):
        return id_secret(Settings(home=self.home, **values), self.home, records=self.records)

    def file(self):
        return self.home / "secrets" / IDS

    def everything(self):
        """All bytes of the records' files."""
        return b"".join(path.read_bytes() for path in self.home.glob("records.db*"))


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path / "home")
    yield made
    made.records.close()


@pytest.fixture
def old(house):
    house.records.put_meta("id_secret", OLD)
    assert OLD.encode() in house.everything()
    return house


def test_a_new_library_has_its_secret_in_a_file_alone(house):
    secret = house.open()
    assert house.open() == secret
    assert house.file().read_text() == secret.hex()
    assert stat.S_IMODE(house.file().stat().st_mode) == 0o600
    assert secret.hex().encode() not in house.everything()
    assert secret not in house.everything()


def test_an_old_librarys_secret_moves_and_leaves_no_copy(old):
    assert old.open() == bytes.fromhex(OLD)
    assert old.open() == bytes.fromhex(OLD)
    assert old.file().read_text() == OLD
    assert OLD.encode() not in old.everything()
    assert old.records.get_meta("id_secret") is None


@pytest.mark.parametrize("step", ["put_meta", "forget_old_secret"])
def test_a_stop_while_it_moves_loses_nothing(old, monkeypatch, step):
    def stop(*_args, **_values):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(old.records if step == "put_meta" else keys, step, stop)
        with pytest.raises(KeyboardInterrupt):
            old.open()
    assert old.records.get_meta("id_secret") == OLD
    assert old.open() == bytes.fromhex(OLD)
    assert OLD.encode() not in old.everything()


def test_a_setting_says_the_same_as_the_file(house):
    secret = house.open()
    shutil.rmtree(house.home / "secrets")
    assert house.open(id_key=secret.hex()) == secret
    assert not house.file().exists()


def test_a_setting_may_come_from_a_file(house, tmp_path):
    (tmp_path / "key").write_text(OTHER + "\n")
    (tmp_path / "key").chmod(0o600)
    assert house.open(id_key_file=str(tmp_path / "key")) == bytes.fromhex(OTHER)


def test_another_secret_is_refused_and_not_told(house):
    house.open()
    with pytest.raises(ConfigurationError, match="another secret for ids") as caught:
        house.open(id_key=OTHER)
    assert OTHER not in caught.value.message
    house.file().write_text(OTHER)
    with pytest.raises(ConfigurationError, match="another secret for ids"):
        house.open()


def test_a_lost_secret_is_not_made_anew(house):
    house.open()
    house.file().unlink()
    with pytest.raises(ConfigurationError, match="missing"):
        house.open()
    assert not house.file().exists()


@pytest.mark.parametrize("by", ["setting", "file"])
def test_an_old_library_is_not_given_another_secret(old, by):
    values = {"id_key": OTHER} if by == "setting" else {}
    if by == "file":
        old.file().parent.mkdir(mode=0o700)
        old.file().write_text(OTHER)
        old.file().chmod(0o600)
    with pytest.raises(ConfigurationError, match="of its own in its records"):
        old.open(**values)
    assert old.records.get_meta("id_secret") == OLD
    assert old.records.get_meta(ID_CHECK) is None


def test_the_check_tells_nothing_of_the_secret(house):
    secret = house.open()
    check = house.records.get_meta(ID_CHECK)
    assert re.fullmatch(r"[0-9a-f]{64}", check)
    assert check != secret.hex()


@pytest.mark.parametrize("name", [CLIENTS, IDS, IMAGES])
def test_every_key_lies_in_the_folder_of_the_settings(house, tmp_path, name):
    settings = Settings(home=house.home, secrets_dir=str(tmp_path / "keys"))
    id_secret(settings, house.home, records=house.records)
    image_secret(settings, house.home)
    client_secret(settings, house.home)
    assert (secrets_folder(settings, house.home) / name).is_file()
    assert not (house.home / "secrets").exists()


def test_servers_of_one_library_share_its_folder_of_keys(house, tmp_path):
    first = house.open(secrets_dir=str(tmp_path / "keys"))
    assert house.open(secrets_dir=str(tmp_path / "keys")) == first
    with pytest.raises(ConfigurationError, match="missing"):
        house.open(secrets_dir=str(tmp_path / "other"))
