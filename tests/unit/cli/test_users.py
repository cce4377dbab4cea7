from datetime import timedelta
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from wornby.cli.app import app
from wornby.datamodel.staff import Role
from wornby.engine.staff import SessionRules, Staff
from wornby.testing.fakes_staff import FakePasswords, FakeStaffStore

PASSWORD = "correct horse battery"


@pytest.fixture
def staff(engine):
    engine.staff = Staff(
        FakeStaffStore(), FakePasswords(), rules=SessionRules(lasts=timedelta(hours=1), idle=timedelta(hours=1))
    )
    return engine.staff


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "password"
    path.write_text(f"{PASSWORD}\n")
    return str(path)


def test_nobody_at_first(run, staff):
    result = run("users", "list")
    assert result.exit_code == 0


def test_a_user_is_added_with_a_password_from_a_file(run, staff, file):
    result = run("users", "add", "Ada", "--role", "editor", "--password-file", file)
    assert result.exit_code == 0
    assert staff.sign_in("ada", PASSWORD).user.role is Role.EDITOR
    assert PASSWORD not in result.output


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ((), f"{PASSWORD}\n{PASSWORD}\n"),
        (("--password-file", "-"), f"{PASSWORD}\r\nmore\n"),
    ],
    ids=["asked", "standard-input"],
)
def test_a_password_is_typed_and_not_shown(staff, tmp_path, words, typed):
    runner = CliRunner(env={"WORNBY_HOME": str(tmp_path)})
    result = runner.invoke(app, ["users", "add", "ada", "--role", "viewer", *words], input=typed)
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert staff.sign_in("ada", PASSWORD).user.name == "ada"


@pytest.mark.parametrize(
    "words",
    [
        ("add", "ada", "--role", "root"),
        ("add", "ada", "--role", "viewer", "--password-file", "none"),
        ("role", "ada", "-r", "x"),
    ],
    ids=["role", "file", "new-role"],
)
def test_what_cannot_be_used(run, staff, words):
    assert run("users", *words).exit_code == 2


def test_a_short_password_is_refused(run, staff, tmp_path):
    (tmp_path / "short").write_text("short")
    result = run("users", "add", "ada", "--role", "viewer", "--password-file", str(tmp_path / "short"))
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("words", "subject"),
    [(("ada@shop.example", "--oidc"), None), (("ada", "--oidc", "--subject", "p1"), "issuer p1")],
    ids=["address", "subject"],
)
def test_a_user_who_signs_in_elsewhere_is_asked_for_no_password(run, engine, words, subject):
    store = FakeStaffStore()
    provider = SimpleNamespace(subject=lambda name: f"issuer {name}")
    rules = SessionRules(lasts=timedelta(hours=1), idle=timedelta(hours=1))
    engine.staff = Staff(store, FakePasswords(), rules=rules, provider=provider)
    assert run("users", "add", *words, "--role", "editor").exit_code == 0
    (user,) = store.list_users()
    assert (user.oidc_subject, user.password_hash) == (subject, "")
    assert "OpenID" in run("users", "list").stdout


@pytest.mark.parametrize(
    "words",
    [("ada", "--oidc"), ("ada@shop.example", "--oidc"), ("ada", "--subject", "p1")],
    ids=["no-address", "no-provider", "subject-alone"],
)
def test_users_elsewhere_that_are_not_made(run, staff, words):
    assert run("users", "add", *words, "--role", "editor").exit_code != 0
    assert staff.list() == []


def test_users_are_listed(run, staff, file):
    run("users", "add", "ada", "--role", "editor", "--password-file", file)
    run("users", "disable", "ada")
    output = run("users", "list").output
    assert "ada" in output
    assert "editor" in output
    assert "not since" in output


@pytest.mark.parametrize(
    ("words", "role", "disabled"),
    [
        (("disable", "ada"), Role.EDITOR, True),
        (("enable", "ada"), Role.EDITOR, False),
        (("role", "ada", "--role", "rights"), Role.RIGHTS, False),
    ],
    ids=["disable", "enable", "role"],
)
def test_a_user_is_changed(run, staff, words, role, disabled):
    staff.add("ada", Role.EDITOR, password=PASSWORD)
    assert run("users", *words).exit_code == 0
    user = staff.named("ada")
    assert (user.role, user.disabled_at is not None) == (role, disabled)


def test_a_user_gets_another_password(run, staff, file):
    staff.add("ada", Role.EDITOR, password="another long password")
    assert run("users", "password", "ada", "--password-file", file).exit_code == 0
    assert staff.sign_in("ada", PASSWORD)


@pytest.mark.parametrize("command", ["disable", "enable"])
def test_unknown_users(run, staff, command):
    result = run("users", command, "nobody")
    assert result.exit_code == 1
    assert "No user" in result.output
