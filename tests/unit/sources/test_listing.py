import pytest

from wornby.datamodel import Failure
from wornby.errors import InputError, NotFoundError
from wornby.sources.listing import SUFFIXES, expand, read_rows


def test_an_empty_folder_gives_nothing(tmp_path):
    assert expand(str(tmp_path)) == []


def test_a_folder_gives_its_pictures_sorted(tmp_path):
    names = ["b.JPG", "a.png", "sub/c.heic", "sub/deeper/d.tiff"]
    skipped = [".hidden.jpg", ".folder/e.jpg", "notes.txt", "photos.csv", "noending"]
    for name in names + skipped:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert expand(str(tmp_path)) == sorted(str(tmp_path / name) for name in names)


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_each_ending_is_taken(tmp_path, suffix):
    (tmp_path / f"a{suffix}").write_bytes(b"")
    assert len(expand(str(tmp_path))) == 1


def test_links_in_a_circle_end(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    assert expand(str(tmp_path)) == [str(tmp_path / "a.jpg")]


def test_a_linked_folder_is_entered(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "a.jpg").write_bytes(b"")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "link").symlink_to(tmp_path / "there", target_is_directory=True)
    assert expand(str(tmp_path / "here")) == [str(tmp_path / "here" / "link" / "a.jpg")]


@pytest.mark.parametrize("argument", ["a.dat", "missing.jpg", "https://example.com/a", "inbox:x"])
def test_anything_else_is_given_back(tmp_path, argument):
    assert expand(argument) == [argument]


def rows(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "photos.csv"
    path.write_bytes(text.encode(encoding))
    return list(read_rows(path))


def test_a_table_without_rows(tmp_path):
    assert rows(tmp_path, "photo,product\n") == []


def test_a_full_row(tmp_path):
    text = "photo,product,rights,purposes,note\r\na.jpg,SKU1,granted,display | appearance,x\r\n"
    assert rows(tmp_path, text) == [
        (
            2,
            {
                "photo": str(tmp_path / "a.jpg"),
                "product": "SKU1",
                "rights": "granted",
                "purposes": ("display", "appearance"),
            },
        )
    ]


@pytest.mark.parametrize(
    ("text", "photo", "purposes"),
    [
        ("photo\nhttps://example.com/a.jpg\n", "https://example.com/a.jpg", ()),
        ("photo\n/abs/a.jpg\n", "/abs/a.jpg", ()),
        ('photo,purposes\n/a.jpg,"display,face"\n', "/a.jpg", ("display", "face")),
        ("purposes;Photo\ndisplay|face;/a.jpg\n", "/a.jpg", ("display", "face")),
        ("\ufeffphoto\n/a.jpg", "/a.jpg", ()),
    ],
    ids=["address", "absolute", "quoted", "semicolons", "byte-order-mark"],
)
def test_ways_to_write_a_row(tmp_path, *, text, photo, purposes):
    [(line, row)] = rows(tmp_path, text)
    assert (line, row["photo"], row["purposes"]) == (2, photo, purposes)


def test_a_bad_row_fails_alone_with_its_line(tmp_path):
    text = 'photo,product\n\n/a.jpg\n/b.jpg,"two\nlines"\n,S3\n/c.jpg,S4,extra\n/d.jpg,S5\n'
    found = rows(tmp_path, text)
    assert [line for line, _ in found] == [3, 4, 6, 7, 8]
    assert [isinstance(row, Failure) for _, row in found] == [True, False, True, True, False]
    assert all(row.code == "input" for _, row in found if isinstance(row, Failure))


@pytest.mark.parametrize(
    "text", ["", "file,product\na.jpg,S\n", 'photo\n"open'], ids=["empty", "no-photo", "open-quote"]
)
def test_what_is_no_table(tmp_path, text):
    with pytest.raises(InputError):
        rows(tmp_path, text)


def test_the_missing_column_is_named_with_the_known_ones(tmp_path):
    with pytest.raises(InputError, match="photo, product, rights, purposes"):
        rows(tmp_path, "image\nx\n")


def test_another_encoding_is_refused(tmp_path):
    with pytest.raises(InputError):
        rows(tmp_path, "photo\nö.jpg\n", encoding="latin-1")


def test_no_file(tmp_path):
    with pytest.raises(NotFoundError):
        list(read_rows(tmp_path / "none.csv"))
