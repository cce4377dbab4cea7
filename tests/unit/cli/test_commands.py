import json
from pathlib import Path

import pytest
import typer

from tests.unit.cli.fakes import asset
from wornby.cli.app import app
from wornby.datamodel import AssetKind, Failure, Purpose, RightsState, Scope
from wornby.datamodel.library import Check, RetagReport
from wornby.errors import StoreError, WornbyError


def commands() -> list[tuple[str, ...]]:
    group = typer.main.get_command(app)
    found: list[tuple[str, ...]] = []
    for name, command in sorted(group.commands.items()):
        below = getattr(command, "commands", None)
        found.extend((name, inner) for inner in sorted(below)) if below else found.append((name,))
    return found


@pytest.mark.parametrize("words", commands(), ids="-".join)
def test_every_command_has_help_with_an_example(run, words) -> None:
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"wornby {' '.join(words)}" in " ".join(result.stdout.split()) or "wornby --home" in result.stdout


def test_the_issue_names_these_commands() -> None:
    expected = {"init", "products", "ingest", "tag", "search", "show", "facets", "serve", "reindex", "export"}
    assert {words[0] for words in commands()} >= expected | {"models", "doctor", "keys", "demo"}


def test_version(run) -> None:
    assert run("--version").stdout.startswith("wornby 0.")


def test_an_unknown_command_is_a_usage_error(run) -> None:
    assert run("fly").exit_code == 2


def test_home_reaches_the_settings(run, engine, tmp_path: Path) -> None:
    run("--home", str(tmp_path / "shop"), "init")
    assert engine.settings.home == tmp_path / "shop"


def test_init_says_where_the_library_is(run, engine) -> None:
    assert "ready" in run("init").stdout


def test_an_error_of_ours_is_one_line_on_stderr(run, engine, monkeypatch) -> None:
    def fail() -> int:
        message = "The store\nis broken."
        raise StoreError(message)

    monkeypatch.setattr(engine, "reindex", fail)
    result = run("reindex")
    assert result.exit_code == 1
    assert result.stderr == "error: The store is broken.\n"
    assert result.stdout == ""


def test_an_interrupt_exits_with_130(run, engine, monkeypatch) -> None:
    def interrupt() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "reindex", interrupt)
    assert run("reindex").exit_code == 130


def test_a_bad_setting_is_named(run, engine, monkeypatch) -> None:
    monkeypatch.setenv("WORNBY_THREADS", "many")
    result = run("init")
    assert result.exit_code == 2
    assert "WORNBY_THREADS" in result.stderr


def test_products_import_reads_rows(run, engine, tmp_path: Path) -> None:
    file = tmp_path / "p.csv"
    file.write_text("SKU;Title\nA;Tee\n", encoding="utf-8")
    result = run("products", "import", str(file))
    assert result.exit_code == 0
    assert engine.asked["rows"] == [{"sku": "A", "title": "Tee"}]


def test_products_import_tells_failures(run, engine, tmp_path: Path) -> None:
    engine.import_failures = ((2, Failure(code="input", message="No title.")),)
    file = tmp_path / "p.csv"
    file.write_text("sku\nA\n", encoding="utf-8")
    result = run("products", "import", str(file))
    assert result.exit_code == 3
    assert "p.csv, line 2" in result.stderr


def test_products_import_without_its_file(run, engine, tmp_path: Path) -> None:
    result = run("products", "import", str(tmp_path / "none.csv"))
    assert result.exit_code == 1
    assert str(tmp_path) not in result.stderr


def test_products_list_shows_titles_as_they_are(run, engine) -> None:
    assert "A [bold]tee" in run("products", "list").stdout


def test_show(run, engine) -> None:
    result = run("show", "asset1")
    assert "crimson" in result.stdout
    assert "licensed, for display" in result.stdout


def test_show_json(run, engine) -> None:
    shown = json.loads(run("show", "asset1", "--json").stdout)
    assert shown["wearers"][0]["attributes"]["hair.color"]["value"] == "red"
    assert shown["rights"] == {"state": "licensed", "purposes": ["display"]}
    assert shown["caption"] == ""


def test_show_of_what_is_not_there(run, engine) -> None:
    result = run("show", "nothing")
    assert (result.exit_code, result.stdout) == (1, "")


def test_facets(run, engine) -> None:
    assert "red 3" in run("facets").stdout


def test_facets_json(run, engine) -> None:
    assert json.loads(run("facets", "--json").stdout)["hair.color"]["values"][0]["count"] == 3


@pytest.mark.parametrize("command", ["facets", "search"])
def test_an_unknown_filter_is_a_usage_error_that_names_the_known(run, engine, command) -> None:
    result = run(command, "--where", "hair.color=plaid")
    assert result.exit_code == 2
    assert "blonde" in result.stderr


def test_search_says_how_it_read_the_text(run, engine) -> None:
    result = run("search", "red hair blorp")
    assert "hair.color=red" in result.stdout
    assert "“blorp” not in the vocabulary" in result.stdout


def test_search_shows_titles_without_control_characters(run, engine) -> None:
    result = run("search", "x")
    assert "[red]x" in result.stdout
    assert "\x1b" not in result.stdout


def test_search_json_is_one_document(run, engine) -> None:
    result = run("search", "red hair", "--where", "hair.color!=red", "-k", "3", "--json")
    found = json.loads(result.stdout)
    assert found["schema"] == "wornby.search/1"
    assert found["hits"][0]["why"] == ["red hair"]
    assert engine.asked["query"].k == 3
    assert engine.asked["query"].filters[0].negate


def test_search_by_image_and_region(run, engine, tmp_path: Path) -> None:
    (tmp_path / "q.jpg").write_bytes(b"picture")
    result = run("search", "--image", str(tmp_path / "q.jpg"), "--region", "0,0,0.5,1")
    assert result.exit_code == 0
    assert engine.asked["image"] == b"picture"
    assert engine.asked["query"].region.x_max == 0.5


def test_search_by_a_place_in_an_entry_of_the_library(run, engine) -> None:
    assert run("search", "red", "--like", "asset1.0", "--point", "0.5,0.25").exit_code == 0
    query = engine.asked["query"]
    assert (query.like, query.point, query.text) == ("asset1.0", (0.5, 0.25), "red")


def test_search_drops_parts_and_explains(run, engine) -> None:
    assert run("search", "red hair, hat", "--drop", "hat", "--drop", "red hair", "--explain").exit_code == 0
    query = engine.asked["query"]
    assert (query.drop, query.explain) == ({"hat", "red hair"}, True)


@pytest.mark.parametrize(
    "words",
    [
        ("--region", "0,0,1,1"),
        ("--region", "0,0,1,1", "--like", "asset1"),
        ("--point", "0.5,0.5"),
        ("--like", "asset1", "--point", "0.5"),
        ("--like", "asset1", "--point", "a,b"),
        ("--like", "asset1", "--url", "http://a/b.jpg"),
        ("--url", "http://a/b.jpg", "--region", "0,0,1,1", "--point", "0.5,0.5"),
        ("--url", "http://a/b.jpg", "--region", "0,0,1"),
        ("--url", "http://a/b.jpg", "--region", "a,b,c,d"),
        ("--url", "http://a/b.jpg", "--region", "0.5,0,0.1,1"),
        ("--url", "http://a/b.jpg", "--image", "c.jpg"),
        ("coat", "--like", "\udcff"),
    ],
    ids=[
        "without-picture",
        "region-of-an-entry",
        "place-without-picture",
        "one-number",
        "place-without-numbers",
        "entry-and-picture",
        "place-and-region",
        "three-corners",
        "no-numbers",
        "no-area",
        "two-pictures",
        "no-utf-8",
    ],
)
def test_search_refuses(run, engine, words) -> None:
    assert run("search", *words).exit_code == 2


def test_reindex(run, engine) -> None:
    assert "7 photos" in run("reindex").stdout
    assert engine.asked["any_space"] is False


def test_reindex_retag_opens_a_library_of_another_space(run, engine) -> None:
    result = run("reindex", "--retag")
    assert result.exit_code == 0
    assert result.stdout == "2 tagged again, 5 passed over, 0 failed.\n"
    assert engine.asked["any_space"] is True


def test_reindex_retag_lists_what_failed(run, engine) -> None:
    failure = Failure(code="store", message="The store is away.", retryable=True)
    engine.retagged = RetagReport(tagged=0, known=0, failed=((asset(1, title="a.jpg"), failure),), waiting=1)
    result = run("reindex", "--retag")
    assert result.exit_code == 3
    assert "a.jpg (asset1)" in result.stderr
    assert "The store is away." in result.stderr
    assert "Run `wornby reindex --retag` again." in result.stderr


def test_export_jsonl_goes_to_stdout_alone(run, engine) -> None:
    lines = run("export").stdout.splitlines()
    assert [json.loads(line)["asset_id"] for line in lines] == ["asset1", "asset2"]


def test_export_csv(run, engine, tmp_path: Path) -> None:
    run("export", "--format", "csv", "--out", str(tmp_path / "t.csv"))
    text = (tmp_path / "t.csv").read_text(encoding="utf-8")
    assert text == "asset_id,wearer,hair_color\nasset1,0,röt\nasset2,,\n"


def test_export_leaves_no_half_file(run, engine, tmp_path: Path, monkeypatch) -> None:
    def rows():
        yield {"a": 1}
        message = "lost"
        raise StoreError(message)

    monkeypatch.setattr(engine, "export_rows", rows)
    assert run("export", "--out", str(tmp_path / "t.jsonl")).exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_export_where_nothing_can_be_written(run, engine, tmp_path: Path) -> None:
    result = run("export", "--out", str(tmp_path / "no" / "t.jsonl"))
    assert result.exit_code == 1
    assert "t.jsonl cannot be written" in result.stderr


def test_export_parquet_names_its_extra(run, engine, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = run("export", "--format", "parquet", "--out", str(tmp_path / "t.parquet"))
    assert result.exit_code == 1
    assert "parquet" in result.stderr


def test_export_parquet(run, engine, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    run("export", "--format", "parquet", "--out", str(tmp_path / "t.parquet"))
    assert parquet.read_table(tmp_path / "t.parquet").num_rows == 2


@pytest.mark.parametrize("words", [("--format", "xml"), ("--format", "parquet")], ids=["unknown", "no-file"])
def test_export_refuses(run, engine, words) -> None:
    assert run("export", *words).exit_code == 2


def test_keys_create_prints_the_secret_alone(run, engine) -> None:
    result = run("keys", "create", "shop", "--scope", "read,ingest")
    assert result.stdout == "wb_secret\n"
    assert engine.asked["scopes"] == {Scope.READ, Scope.INGEST}


def test_keys_create_can_print_what_clients_of_other_services_ask_for(run, engine) -> None:
    lines = run("keys", "create", "shop", "--scope", "ingest", "--client").stdout.splitlines()
    own = engine.clients.credentials("k1")
    assert lines == [
        "wb_secret",
        f"access key id: {own.access_key_id}",
        f"secret access key: {own.secret_access_key}",
    ]


def test_keys_client_secret_prints_it_again(run, engine) -> None:
    result = run("keys", "client-secret", "k1")
    assert engine.clients.credentials("k1").secret_access_key in result.stdout


def test_keys_client_secret_of_an_unknown_key(run, engine) -> None:
    assert run("keys", "client-secret", "none").exit_code == 1


def test_keys_create_refuses_an_unknown_scope(run, engine) -> None:
    assert run("keys", "create", "shop", "--scope", "root").exit_code == 2


def test_keys_list_shows_no_secret(run, engine) -> None:
    result = run("keys", "list")
    assert "k1" in result.stdout
    assert "wb_" not in result.stdout


def test_keys_revoke(run, engine) -> None:
    run("keys", "revoke", "k1")
    assert engine.asked["revoked"] == "k1"


def test_models(run, engine) -> None:
    assert "1.0 MB" in run("models").stdout


def test_models_json(run, engine) -> None:
    assert json.loads(run("models", "--json").stdout)[0]["name"] == "m"


def test_doctor_of_a_healthy_house(run, engine) -> None:
    assert run("doctor").exit_code == 0


def test_doctor_names_the_remedy(run, engine) -> None:
    engine.checks.append(Check(name="disk", ok=False, detail="full", remedy="free some space"))
    result = run("doctor")
    assert result.exit_code == 1
    assert "free some space" in result.stdout


def test_doctor_of_a_library_that_cannot_be_opened(run, monkeypatch) -> None:
    from wornby import compose

    def refuse(settings, **_):
        message = "Broken library."
        raise WornbyError(message)

    monkeypatch.setattr(compose, "open_engine", refuse)
    result = run("doctor", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)[0]["detail"] == "Broken library."


def test_ingest_hands_the_options_on(run, engine, tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"")
    words = ("--rights", "licensed", "--purposes", "display,appearance", "--product", "TEE-01", "--kind", "worn")
    result = run("ingest", str(photo), *words)
    assert result.exit_code == 0
    assert "1 new" in result.stdout
    (item,) = engine.asked["items"]
    assert item.source == str(photo)
    assert item.options.kind is AssetKind.WORN
    assert item.options.products == ("TEE-01",)
    assert item.options.rights.allows(Purpose.APPEARANCE)


def test_ingest_hands_the_caption_on(run, engine, tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"x")
    run("ingest", str(photo), "--caption", " On the\npier ")
    assert engine.asked["items"][0].options.caption == "On the pier"


def test_ingest_refuses_a_long_caption(run, engine) -> None:
    result = run("ingest", "a.jpg", "--caption", "x" * 501)
    assert result.exit_code == 2
    assert "501 characters" in result.stderr


def test_ingest_without_rights_allows_nothing(run, engine) -> None:
    run("ingest", "a.jpg")
    assert engine.asked["items"][0].options.rights.state is RightsState.DISCOVERED


def test_ingest_tells_what_failed_and_why(run, engine, tmp_path: Path) -> None:
    result = run("ingest", str(tmp_path / "broken.jpg"), str(tmp_path / "good.jpg"))
    assert result.exit_code == 3
    assert "1 new" in result.stdout
    assert "1 failed" in result.stdout
    assert "broken.jpg" in result.stderr
    assert "Not a picture." in result.stderr


def test_ingest_without_arguments_resumes(run, engine) -> None:
    result = run("ingest")
    assert engine.asked["resumed"]
    assert "2 are in the hands of another run" in result.stdout


@pytest.mark.parametrize(
    "words",
    [("--rights", "stolen"), ("--rights", "licensed", "--purposes", "fun"), ("--kind", "drawing")],
    ids=["rights", "purposes", "kind"],
)
def test_ingest_refuses_unknown_words(run, engine, words) -> None:
    assert run("ingest", "a.jpg", *words).exit_code == 2
    assert "items" not in engine.asked


def test_ingest_refuses_an_unknown_product(run, engine) -> None:
    assert run("ingest", "a.jpg", "--product", "NOPE").exit_code == 1


def test_ingest_of_a_list(run, engine, tmp_path: Path) -> None:
    file = tmp_path / "photos.csv"
    file.write_text(
        "photo,product,rights,purposes\n"
        "a.jpg,TEE-01,synthetic,display|appearance\n"
        "b.jpg,NOPE,,\n"
        ",TEE-01,,\n"
        "c.jpg,,stolen,\n"
        "d.jpg,,,\n",
        encoding="utf-8",
    )
    result = run("ingest", str(file), "--rights", "licensed", "--purposes", "display")
    assert result.exit_code == 3
    items = engine.asked["items"]
    assert [Path(item.source).name for item in items] == ["a.jpg", "d.jpg"]
    assert [item.options.rights.state for item in items] == [RightsState.SYNTHETIC, RightsState.LICENSED]
    assert all(f"photos.csv, line {line}" in result.stderr for line in (3, 4, 5))


def test_ingest_of_a_list_that_is_missing(run, engine, tmp_path: Path) -> None:
    result = run("ingest", str(tmp_path / "none.csv"))
    assert result.exit_code == 3
    assert "No such file" in result.stderr


def test_an_address_is_shown_without_its_query() -> None:
    from wornby.cli.taking import short_name

    assert short_name("https://u:p@shop.example/a.jpg?token=secret") == "shop.example/a.jpg"
