from datetime import UTC, datetime, timedelta

import pytest

from wornby.datamodel import Scope
from wornby.datamodel.ledger import LedgerKind
from wornby.datamodel.staff import ROLE_SCOPES, Role
from wornby.engine.staff import SessionRules, Staff
from wornby.errors import ConflictError, InputError, NotFoundError, SignInError
from wornby.testing.fakes_staff import FakePasswords, FakeStaffStore

PASSWORD = "correct horse battery"
RULES = SessionRules(lasts=timedelta(hours=12), idle=timedelta(hours=2))


class House:
    """Staff with a clock that the test sets."""

    def __init__(self):
        self.now = datetime(2026, 12, 1, tzinfo=UTC)
        self.store = FakeStaffStore()
        self.passwords = FakePasswords()
        self.staff = Staff(
            self.store,
            self.passwords,
            rules=RULES,
            clock=lambda: self.now,
        )

    def noted(self):
        """The ledger's lines."""
        assert {entry.kind for entry in self.store.entries} <= {LedgerKind.STAFF}
        return [(entry.actor, entry.action, entry.subject, entry.details) for entry in self.store.entries]

    def add(self, name="ada", role=Role.EDITOR):
        return self.staff.add(name, role, password=PASSWORD)

    def sign_in(self, name="ada", password=PASSWORD):
        return self.staff.sign_in(name, password)


@pytest.fixture
def house():
    return House()


@pytest.mark.parametrize("role", Role)
def test_every_role_sees_the_library_and_no_role_is_a_wearer(role):
    assert {Scope.READ, Scope.STAFF} <= ROLE_SCOPES[role]
    assert Scope.WEARER not in ROLE_SCOPES[role]


def test_a_user_signs_in(house):
    user = house.add()
    made = house.sign_in()
    assert made.user == user
    assert house.staff.session(made.token) == (made.session, user)
    assert house.noted() == [
        ("staff/cli", "user-added", user.id, {"role": "editor"}),
        (f"staff/{user.id}", "signed-in", user.id, {}),
    ]


@pytest.mark.parametrize("typed", ["Ada", " ada ", "ADA", "\uff41da"])
def test_a_name_is_the_same_however_it_is_typed(house, typed):
    house.add()
    assert house.sign_in(typed).user.name == "ada"


def test_a_password_is_the_same_however_it_is_composed(house):
    house.staff.add("ada", Role.EDITOR, password="cafe\u0301 au lait noir")
    assert house.sign_in(password="caf\u00e9 au lait noir").user.name == "ada"


@pytest.mark.parametrize(
    ("name", "password"),
    [("ada", "wrong password"), ("ada", ""), ("bob", PASSWORD), ("", ""), ("ada", PASSWORD + " "), ("off", PASSWORD)],
)
def test_whoever_may_not_sign_in_is_told_the_same(house, name, password):
    house.add()
    house.staff.change(house.add("off").id, disabled=True)
    with pytest.raises(SignInError) as caught:
        house.sign_in(name, password)
    assert caught.value.message == "Name or password are wrong."


@pytest.mark.parametrize("name", ["ada", "nobody", "off"])
def test_for_a_name_that_nobody_has_as_much_is_computed(house, name):
    house.add()
    house.staff.change(house.add("off").id, disabled=True)
    with pytest.raises(SignInError):
        house.sign_in(name, "wrong password")
    assert house.passwords.verified == 1


def test_who_signs_in_elsewhere_has_no_password_here(house):
    user = house.add()
    house.store.users[user.id] = type(user)(
        id=user.id, name="ada", role=user.role, password_hash="", created_at=house.now, oidc_subject="issuer ada"
    )
    with pytest.raises(SignInError):
        house.sign_in(password="")


def test_a_hash_of_another_cost_is_made_again(house):
    house.add()
    house.passwords.cost = 2
    house.sign_in()
    assert house.store.find_user("ada").password_hash == f"fake:2:{PASSWORD}"


@pytest.mark.parametrize("name", ["", " ", "a b", "ada\n", "-ada", "a" * 65, "ädä", "<b>"])
def test_names_that_are_not_taken(house, name):
    if name == "ada\n":
        assert house.add(name).name == "ada"
        return
    with pytest.raises(InputError):
        house.add(name)


@pytest.mark.parametrize("password", ["", "short", "x" * 201, "aaaaaaaaaaaaaa", "ababababababab", "ada.lovelace"])
def test_passwords_that_are_not_taken(house, password):
    with pytest.raises(InputError) as caught:
        house.staff.add("ada.lovelace", Role.VIEWER, password=password)
    assert not password or password not in caught.value.message


def test_a_name_is_taken_once(house):
    house.add()
    with pytest.raises(InputError):
        house.add("Ada")


@pytest.mark.parametrize(
    ("after", "lives"),
    [(timedelta(hours=2) - timedelta(seconds=1), True), (timedelta(hours=2), False)],
    ids=["in-time", "idle"],
)
def test_a_session_ends_when_nothing_is_asked_for(house, after, lives):
    house.add()
    token = house.sign_in().token
    house.now += after
    assert (house.staff.session(token) is not None) == lives


def test_a_session_that_is_used_ends_all_the_same(house):
    house.add()
    token = house.sign_in().token
    for _ in range(11):
        house.now += timedelta(hours=1)
        assert house.staff.session(token) is not None
    house.now += timedelta(hours=1)
    assert house.staff.session(token) is None
    assert house.store.sessions == {}


def test_it_is_noted_once_a_minute_that_a_session_is_used(house):
    house.add()
    made = house.sign_in()
    house.now += timedelta(seconds=59)
    house.staff.session(made.token)
    assert house.store.sessions[made.session.id_sha256].seen_at == made.session.seen_at
    house.now += timedelta(seconds=1)
    house.staff.session(made.token)
    assert house.store.sessions[made.session.id_sha256].seen_at == house.now


@pytest.mark.parametrize("token", ["", "x", "ü"])
def test_what_is_no_secret_of_a_session(house, token):
    assert house.staff.session(token) is None


def test_the_secret_of_a_session_is_kept_nowhere(house):
    house.add()
    made = house.sign_in()
    assert made.token not in repr(house.store.sessions)


def test_expired_sessions_go_when_somebody_signs_in(house):
    house.add()
    house.sign_in()
    house.now += timedelta(hours=12)
    house.sign_in()
    assert len(house.store.sessions) == 1


def test_signing_out_ends_this_session_alone(house):
    house.add()
    first, second = house.sign_in(), house.sign_in()
    house.staff.sign_out(first.session, first.user)
    assert house.staff.session(first.token) is None
    assert house.staff.session(second.token) is not None


@pytest.mark.parametrize(
    "act",
    [
        lambda staff, user: staff.set_password(user.id, "another long password"),
        lambda staff, user: staff.change(user.id, disabled=True),
        lambda staff, user: staff.change(user.id, role=Role.VIEWER),
        lambda staff, user: staff.change_own_password(user.id, old=PASSWORD, new="another long password"),
    ],
    ids=["password", "disabled", "role", "own-password"],
)
def test_what_ends_all_sessions_of_a_user(house, act):
    user, other = house.add(), house.add("bob")
    tokens = [house.sign_in().token, house.sign_in().token]
    kept = house.sign_in(other.name).token
    act(house.staff, user)
    assert [house.staff.session(token) for token in tokens] == [None, None]
    assert house.staff.session(kept) is not None


def test_a_changed_role_holds_from_then_on(house):
    user = house.add()
    assert house.staff.change(user.id, role=Role.RIGHTS).role is Role.RIGHTS
    assert house.noted()[-1] == ("staff/cli", "user-role", user.id, {"role": "rights"})


def test_nothing_changes_nothing(house):
    user = house.add()
    token = house.sign_in().token
    noted = house.noted()
    assert house.staff.change(user.id, role=user.role, disabled=False) == user
    assert house.noted() == noted
    assert house.staff.session(token) is not None


def test_a_user_may_sign_in_again(house):
    user = house.add()
    house.staff.change(user.id, disabled=True)
    house.staff.change(user.id, disabled=False, by="staff/u2")
    assert house.sign_in().user.disabled_at is None
    assert [line[:2] for line in house.noted()[1:3]] == [("staff/cli", "user-disabled"), ("staff/u2", "user-enabled")]


@pytest.mark.parametrize("change", [{"role": Role.VIEWER}, {"disabled": True}], ids=["role", "disabled"])
def test_the_last_admin_stays(house, change):
    user = house.add(role=Role.ADMIN)
    house.staff.change(house.add("off", Role.ADMIN).id, disabled=True)
    with pytest.raises(ConflictError):
        house.staff.change(user.id, **change)
    house.add("bob", Role.ADMIN)
    house.staff.change(user.id, **change)


def test_ones_own_password_is_changed_by_who_knows_it(house):
    user = house.add()
    with pytest.raises(SignInError):
        house.staff.change_own_password(user.id, old="wrong password", new="another long password")
    house.staff.change_own_password(user.id, old=PASSWORD, new="another long password")
    assert house.sign_in(password="another long password").user.id == user.id
    assert house.noted()[-2] == (f"staff/{user.id}", "password-set", user.id, {})


def test_no_name_is_written_down(house):
    house.add("ada.lovelace")
    house.staff.sign_out(*house.staff.session(house.sign_in("ada.lovelace").token))
    assert [line[1] for line in house.noted()] == ["user-added", "signed-in", "signed-out"]
    assert "lovelace" not in repr(house.store.entries)


@pytest.mark.parametrize("find", [lambda staff: staff.get("none"), lambda staff: staff.named("none")])
def test_unknown_users(house, find):
    with pytest.raises(NotFoundError):
        find(house.staff)


class Meanwhile(FakePasswords):
    """Computes for so long that somebody else does something."""

    act = None

    def hash(self, password):
        act, self.act = self.act, None
        if act:
            act()
        return super().hash(password)

    def verify(self, password, held):
        right = super().verify(password, held)
        act, self.act = self.act, None
        if act:
            act()
        return right


@pytest.fixture
def slow():
    house = House()
    house.passwords = Meanwhile()
    house.staff = Staff(house.store, house.passwords, rules=RULES, clock=lambda: house.now)
    return house


def shut_out(house, user):
    house.passwords.act = lambda: house.staff.change(user.id, role=Role.VIEWER, disabled=True)


def test_a_password_on_its_way_does_not_undo_what_an_admin_does(slow):
    user = slow.add()
    shut_out(slow, user)
    slow.staff.set_password(user.id, "another good password")
    kept = slow.staff.get(user.id)
    assert (kept.role, kept.disabled_at, kept.password_hash) == (Role.VIEWER, slow.now, "fake:1:another good password")


def test_who_is_shut_out_meanwhile_takes_no_other_password(slow):
    user = slow.add()
    shut_out(slow, user)
    with pytest.raises(ConflictError, match="just changed"):
        slow.staff.change_own_password(user.id, old=PASSWORD, new="another good password")
    kept = slow.staff.get(user.id)
    assert (kept.role, kept.disabled_at, kept.password_hash) == (Role.VIEWER, slow.now, user.password_hash)


@pytest.mark.parametrize("cost", [1, 2], ids=["same-cost", "hash-made-again"])
@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda staff, user: staff.change(user.id, disabled=True), id="disabled"),
        pytest.param(lambda staff, user: staff.set_password(user.id, "another good password"), id="password"),
    ],
)
def test_the_password_of_before_begins_no_session(slow, act, cost):
    user = slow.add()
    slow.passwords.cost = cost
    slow.passwords.act = lambda: act(slow.staff, user)
    with pytest.raises(SignInError):
        slow.sign_in()
    assert slow.store.sessions == {}
    assert slow.staff.get(user.id).password_hash != f"fake:2:{PASSWORD}"
