"""Files, folders and sidecars as documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import InvalidInput, NotFound, UnreadableFile
from index.ingest.files import SourceFile, find, read
from index.ingest.formats.limits import Limits
from tests.support.project import SEED


def write(path: Path, text: str = "Some words.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def with_sidecar(folder: Path, sidecar: object, text: str = "Some words.", name: str = "a.txt") -> SourceFile:
    path = write(folder / name, text)
    write(folder / f"{name}.meta.json", sidecar if isinstance(sidecar, str) else json.dumps(sidecar))
    return SourceFile(path, name)


def test_a_folder_is_searched_to_the_bottom_in_order(tmp_path: Path) -> None:
    for name in ["b.txt", "a/c.md", "a.txt.meta.json", ".hidden.txt", ".git/x.txt", "odd.xyz", "README"]:
        write(tmp_path / name)
    assert [source.id for source in find([tmp_path])] == ["README", "a/c.md", "b.txt", "odd.xyz"]


def test_a_file_named_has_its_own_name_and_counts_once(tmp_path: Path) -> None:
    path = write(tmp_path / "deep" / "a.txt")
    assert find([path, path]) == [SourceFile(path, "a.txt")]


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    paths = [write(tmp_path / folder / "a.txt") for folder in "xy"]
    with pytest.raises(InvalidInput, match=r"y.a\.txt.*x.a\.txt"):
        find(paths)


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nowhere"):
        find([tmp_path / "nowhere"])
    with pytest.raises(NotFound, match="gone"):
        read(SourceFile(tmp_path / "gone.txt", "gone.txt"))


def test_links_that_go_round_end(tmp_path: Path) -> None:
    write(tmp_path / "a" / "x.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [source.id for source in find([tmp_path])] == ["a/x.txt"]


def test_a_kind_that_is_not_supported_fails_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"odd\.xyz: .*\.xyz are not supported\. Text in files.*\.md"):
        read(SourceFile(write(tmp_path / "odd.xyz", "\x7fELF"), "odd.xyz"))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(Limits().file_bytes + 1)
    with pytest.raises(UnreadableFile, match=r"huge\.txt: The file has 500,000,001 bytes"):
        read(SourceFile(tmp_path / "huge.txt", "huge.txt"))


def test_a_page_tells_its_title_author_and_date_and_the_sidecar_wins(tmp_path: Path) -> None:
    page = (
        "<title>Ice</title><meta name=author content='Ann Lee'>"
        "<meta property='article:published_time' content='2024-11-05T09:00:00+01:00'><p>Ice melts.</p>"
    )
    alone = read(SourceFile(write(tmp_path / "a.html", page), "a.html"))
    beside = read(with_sidecar(tmp_path, {"title": "T", "metadata": {"author": "Bo"}}, page, "b.html"))
    assert (alone.title, alone.published) == ("Ice", "2024-11-05T08:00:00Z")
    assert (alone.text, alone.media_type) == ("Ice melts.\n", "text/html")
    assert [d.metadata for d in (alone, beside)] == [{"author": "Ann Lee"}, {"author": "Bo"}]
    assert beside.title == "T"


def test_a_file_without_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"blank\.txt: The file holds no text"):
        read(SourceFile(write(tmp_path / "blank.txt", " \n"), "blank.txt"))


def test_without_a_sidecar_the_name_is_the_title(tmp_path: Path) -> None:
    document = read(SourceFile(write(tmp_path / "a-good_name.txt"), "a-good_name.txt"))
    assert (document.title, document.published, document.metadata) == ("a good name", "", {})


def test_the_sidecar_describes_the_document(tmp_path: Path) -> None:
    metadata = {"n": 1, "x": 0.5, "tags": ["a", "b"], "on": True, "none": None}
    about = {"title": "T", "url": "https://example.org", "published": "2024-11-05", "metadata": metadata}
    document = read(with_sidecar(tmp_path, about))
    assert (document.title, document.url, document.published) == ("T", "https://example.org", "2024-11-05")
    assert document.metadata == metadata


@pytest.mark.parametrize(
    ("sidecar", "says"),
    [
        ({"titel": "T"}, "'titel'.*title, url, published, modified, metadata"),
        ({"title": 5}, r"a\.txt\.meta\.json: title: title must be a string"),
        ({"published": "soon"}, r"a\.txt\.meta\.json: published: 'soon'"),
        ({"metadata": []}, "metadata must be an object"),
        ({"metadata": {"a": {"b": 1}}}, r"metadata\.a must be"),
        ({"metadata": {"a": [None]}}, r"metadata\.a must be"),
        ('{"metadata": {"a": NaN}}', "not JSON.*NaN"),
        ("[]", "not a JSON object"),
        ("{", "not JSON"),
    ],
)
def test_a_wrong_sidecar_names_file_and_field(tmp_path: Path, sidecar: object, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as caught:
        read(with_sidecar(tmp_path, sidecar))
    assert "a.txt.meta.json" in caught.value.field


def test_titles_of_markdown_sidecar_first_then_front_matter_then_heading(tmp_path: Path) -> None:
    front, heading = "---\ntitle: Front\ndate: 2024-11-05\nby: Ann\n---\n", "# The *Heading*\n\nWords."
    only_heading = read(SourceFile(write(tmp_path / "h.md", heading), "h.md"))
    both = read(SourceFile(write(tmp_path / "f.md", front + heading), "f.md"))
    all_three = read(
        with_sidecar(tmp_path, {"title": "Side", "metadata": {"by": "Bo"}}, front + heading, "s.md")
    )
    assert [d.title for d in (only_heading, both, all_three)] == ["The Heading", "Front", "Side"]
    assert [d.metadata for d in (both, all_three)] == [{"by": "Ann"}, {"by": "Bo"}]
    assert both.published == "2024-11-05"
    assert both.text == front + heading


def test_the_seed_article_carries_its_title_date_and_source() -> None:
    document = read(SourceFile(SEED, SEED.name))
    assert document.title == "North Korean troops in Kursk come under fire"
    assert document.published == "2024-11-05"
    assert {"source", "licence"} <= set(document.metadata)
