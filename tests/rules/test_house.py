"""The house's own laws."""

import ast
import inspect
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from wornby import errors, registry
from wornby.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "wornby"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
FUNCTION_LIMIT = 80
FUNCTION_USUAL = 40
FILE_LIMIT = 800
FILE_USUAL = 500
WEIGHTS_LIMIT_BYTES = 40_000_000


def functions() -> list[tuple[str, int]]:
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                body = node.body[1:] if ast.get_docstring(node) else node.body
                first = body[0].lineno if body else node.end_lineno
                found.append((f"{path.relative_to(ROOT)}:{node.name}", node.end_lineno - first + 1))
    return found


def test_no_function_outgrows_the_limit() -> None:
    assert [name for name, lines in functions() if lines > FUNCTION_LIMIT] == []


def test_nearly_all_functions_are_short() -> None:
    lines = sorted(length for _, length in functions())
    assert lines[int(0.95 * len(lines))] <= FUNCTION_USUAL


def test_half_of_the_functions_are_tiny() -> None:
    lines = sorted(length for _, length in functions())
    assert lines[len(lines) // 2] <= 8


def test_no_file_outgrows_the_limit() -> None:
    sizes = {path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: size for name, size in sizes.items() if size > FILE_LIMIT} == {}
    assert sum(size > FILE_USUAL for size in sizes.values()) <= 0.05 * len(sizes)


def test_the_error_tree_is_drawn_in_its_docstring() -> None:
    def draw(cls: type, indent: str) -> list[str]:
        children = sorted(cls.__subclasses__(), key=lambda child: list(vars(errors)).index(child.__name__))
        lines = []
        for number, child in enumerate(children):
            last = number == len(children) - 1
            lines.append(f"{indent}{'└─' if last else '├─'} {child.__name__}")
            lines += draw(child, indent + ("   " if last else "│  "))
        return lines

    drawn = [
        line for line in (errors.__doc__ or "").splitlines() if line.startswith(("WornbyError", "│", "├", "└", "   "))
    ]
    assert drawn == ["WornbyError", *draw(errors.WornbyError, "")]


def test_every_error_has_a_code_of_its_own() -> None:
    classes = [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, errors.WornbyError)]
    assert len({cls.code for cls in classes}) == len(classes)


REGISTRIES = {name: value for name, value in vars(registry).items() if name.isupper()}


@pytest.mark.parametrize("entries", REGISTRIES.values(), ids=REGISTRIES)
def test_registries_are_sorted(entries: dict[str, registry.Entry]) -> None:
    assert list(entries) == sorted(entries)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_described(name: str) -> None:
    assert Settings.model_fields[name].description


def test_every_exported_name_exists() -> None:
    missing = []
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        defined = {
            name
            for node in ast.walk(tree)
            for name in (
                [alias.asname or alias.name for alias in node.names]
                if isinstance(node, ast.ImportFrom | ast.Import)
                else [target.id for target in ast.walk(node) if isinstance(target, ast.Name)]
                if isinstance(node, ast.Assign | ast.AnnAssign)
                else [node.name]
                if isinstance(node, ast.FunctionDef | ast.ClassDef)
                else []
            )
        }
        for node in tree.body:
            if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "__all__" for t in node.targets):
                missing += [f"{path.name}:{name}" for name in ast.literal_eval(node.value) if name not in defined]
    assert missing == []


def test_broad_excepts_stand_only_where_they_may() -> None:
    allowed = {
        "wornby/api/errors.py",
        "wornby/api/app.py",
        "wornby/api/background.py",
        "wornby/ingest/matching.py",
        "wornby/ingest/runs.py",
        "wornby/models/hub/texts.py",
    }
    found = {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if re.search(r"except Exception\b|except:", path.read_text(encoding="utf-8"))
    }
    assert found <= allowed


def test_pictures_of_assets_are_encoded_in_one_place() -> None:
    """What is encoded elsewhere has no mark and no signature: files that a person names, and what taggers look at."""
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if re.search(r"import .*\bencode_(master|rendition)\b", path.read_text(encoding="utf-8"))
    }
    assert found == {
        "api/labelling/desk.py",
        "cli/tagger_runs.py",
        "ingest/encoding.py",
        "tagging/provided.py",
        "testing/suites_signers.py",
    }


def test_only_the_api_knows_status_codes() -> None:
    # What others answer is read where they are asked.
    inside = {"api", "transport", "providers"}
    outside = [path.name for path in MODULES if not inside & {*path.parts} and "status_code" in path.read_text("utf-8")]
    assert outside == []


def test_no_library_and_no_key_is_tracked() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout of git")
    tracked = [Path(line) for line in listed.stdout.splitlines()]
    assert [path for path in tracked if path.suffix in {".db", ".pem", ".key"}] == []
    assert [path for path in tracked if path.parts[0] in {"wornby-home", "demo-home"}] == []


def test_weights_fit_the_budget() -> None:
    assert sum(path.stat().st_size for path in (PACKAGE / "models" / "weights").glob("*.onnx")) <= WEIGHTS_LIMIT_BYTES


def test_lock_files_name_no_index_and_hold_hashes() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert "--index-url" not in text
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=")


def test_run_time_dependencies_stay_light() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[\[<>=]", dependency)[0] for dependency in project["dependencies"]}
    assert names.isdisjoint({"torch", "ray", "boto3", "google-cloud-vision", "cloudinary", "qdrant-client", "pyarrow"})
    assert names.isdisjoint({"open-clip-torch", "huggingface-hub", "tokenizers", "onnx"})
