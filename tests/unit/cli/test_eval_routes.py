import json

import pytest

from tests.unit.comparison.build import fact, garment, labels, worn
from wornby.cli.evaluating_routes import check_routable, routes_of, write_routes
from wornby.comparison import Report, TaggerRun, make_report
from wornby.errors import InputError
from wornby.tagging.routes import Routes

PHOTOS = 40
LABELS = labels(
    *({"file": f"{n}.jpg", "hair.color": "red", "upper_type": "shirt", "lower_type": "jeans"} for n in range(PHOTOS))
)


def report(**right: tuple[int, int, int]) -> Report:
    """Taggers that are right on so many photos: hair, upper and lower garment. "__" in a name is a colon."""
    runs = []
    for name, (hair, upper, lower) in right.items():
        tags = {
            f"{n}.jpg": worn(
                garment("upper", "shirt" if n < upper else "polo"),
                garment("lower", "jeans" if n < lower else "shorts"),
                hair__color=fact("red" if n < hair else "brown"),
            )
            for n in range(PHOTOS)
        }
        runs.append(TaggerRun(name=name.replace("__", ":"), tags=tags))
    return make_report(LABELS, runs, title="labels", version="1")


def test_an_attribute_moves_to_who_is_better_beyond_chance() -> None:
    routes = routes_of(report(builtin=(20, 30, 30), other=(38, 31, 30)))
    assert (routes.attributes, routes.default) == ({"hair.color": "other"}, "builtin")


def test_the_best_of_several_is_taken() -> None:
    routes = routes_of(report(builtin=(10, 30, 30), good=(30, 30, 30), best=(38, 30, 30)))
    assert routes.attributes == {"hair.color": "best"}


def test_one_alone_keeps_everything() -> None:
    assert routes_of(report(builtin=(10, 10, 10))).attributes == {}


def test_a_file_of_tags_moves_nothing() -> None:
    assert routes_of(report(builtin=(10, 30, 30), file__theirs=(40, 30, 30))).attributes == {}


def test_worse_at_one_place_forbids_garments_everywhere() -> None:
    assert routes_of(report(builtin=(30, 10, 38), other=(30, 38, 10))).attributes == {}


def test_better_at_one_place_alone_moves_that_place() -> None:
    assert routes_of(report(builtin=(30, 30, 10), other=(30, 30, 38))).attributes == {"lower.kind": "other"}


@pytest.mark.parametrize(
    ("names", "words"),
    [(["file:theirs", "builtin"], "file of tags"), (["router"], "circle"), (["builtin", "router"], "circle")],
)
def test_what_is_no_tagger_of_its_own_is_refused(names, words) -> None:
    with pytest.raises(InputError, match=words):
        check_routable(names)


def test_the_file_is_what_the_router_reads(tmp_path, capsys) -> None:
    target = tmp_path / "routes.json"
    write_routes(report(builtin=(20, 30, 30), other=(38, 31, 30)), target)
    assert Routes.read(target).attributes == {"hair.color": "other"}
    assert json.loads(target.read_text())["schema"] == "wornby.router/1"
    assert "hair.color from other" in capsys.readouterr().out.replace("\n", " ")
