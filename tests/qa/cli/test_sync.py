"""`qa sync` and the sources of `qa ingest`: what is new, changed, renamed, deleted, left out."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.errors import ReaderKilled
from index.ingest import file_state
from index.ingest.web import fetching
from qa.cli import app
from qa.cli import open_service as opening
from qa.service import Service
from qa.settings import Settings
from tests.support.fakes import FakeEmbedder, FakeReader
from tests.support.web_pages import Answer, serving

runner = CliRunner()


@pytest.fixture(autouse=True)
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEmbedder:
    """A data folder, and a fake model that counts what it embeds."""
    embedder = FakeEmbedder()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(file_state, "UNSURE_SECONDS", 0)
    monkeypatch.setattr(opening, "open_service", lambda settings: Service(settings, embedder, FakeReader()))
    return embedder


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with six files."""
    folder = tmp_path / "docs"
    for name in ("a.txt", "b.txt", "c.md", "sub/d.txt", "sub/e.txt", "sub/f.txt"):
        write(folder / name, f"The text of {name}.")
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def qa(*arguments: str | Path, code: int = 0) -> str:
    """Run `qa`; its standard output."""
    result = runner.invoke(app, [*map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.stdout


def synced(folder: Path, *options: str, code: int = 0) -> dict[str, int]:
    """Synchronise; the counts that are not 0."""
    summary = json.loads(qa("sync", folder, "--json", *options, code=code))
    return {name: count for name, count in summary.items() if name != "failures" and count}


def ids(*options: str) -> list[str]:
    found = json.loads(qa("documents", "list", "--json", *options))["documents"]
    return [document["id"] for document in found]


def test_two_folders_with_the_same_file_names_do_not_touch_each_other(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / name / "README.md", f"# About {name}\n\nIt is {name}.")
    assert qa("ingest", tmp_path / "a").startswith("1 new, 0 unchanged, 0 replaced")
    assert qa("ingest", tmp_path / "b").startswith("1 new, 0 unchanged, 0 replaced")
    assert qa("ingest", tmp_path / "a", tmp_path / "b").startswith("0 new, 2 unchanged, 0 replaced")
    rows = [line.split("\t") for line in qa("sources", "list").splitlines()]
    assert [row[:3] for row in rows] == [
        ["a", "1", str(tmp_path / "a")],
        ["b", "1", str(tmp_path / "b")],
    ]
    assert runner.invoke(app, ["documents", "show", "README.md"]).exit_code == 2
    assert "It is b." in qa("documents", "show", "README.md", "--source", "b", "--text")
    qa("documents", "delete", "README.md", "--source", "a")
    assert qa("sources", "remove", "b").splitlines()[0].split() == ["source", "b"]
    assert ids() == []


def test_folders_of_one_name_get_names_that_differ(tmp_path: Path) -> None:
    for above in ("x", "y"):
        write(tmp_path / above / "docs" / "a.txt", f"Of {above}.")
        qa("ingest", tmp_path / above / "docs")
    names = [line.split("\t")[0] for line in qa("sources", "list").splitlines()]
    assert len({*names}) == 2
    assert names[0] == "docs"
    assert qa("ingest", tmp_path / "y" / "docs").startswith("0 new, 1 unchanged")


def test_a_file_belongs_to_the_folder_that_was_ingested(docs: Path) -> None:
    qa("ingest", docs)
    assert qa("ingest", docs / "sub" / "d.txt").startswith("0 new, 1 unchanged")
    assert qa("ingest", docs / "sub").startswith("0 new, 3 unchanged")
    assert qa("ingest", docs / "a.txt", "--source", "other").startswith("1 new")
    assert ids("--source", "other") == ["a.txt"]


def test_a_single_file_does_not_take_the_folders_beside_it(tmp_path: Path, docs: Path) -> None:
    qa("ingest", write(tmp_path / "note.txt", "A note."))
    assert qa("ingest", tmp_path / "note.txt").startswith("0 new, 1 unchanged")
    assert synced(docs) == {"new": 6}
    assert ids("--source", "docs") == sorted(
        ["a.txt", "b.txt", "c.md", "sub/d.txt", "sub/e.txt", "sub/f.txt"]
    )


def test_sync_follows_every_change_exactly(docs: Path, model: FakeEmbedder) -> None:
    assert synced(docs) == {"new": 6}
    assert model.embedded == 6
    write(docs / "a.txt", "Changed.")
    (docs / "b.txt").rename(docs / "sub" / "moved.txt")
    (docs / "sub" / "f.txt").unlink()
    write(docs / "new.txt", "New words.")

    plan = json.loads(qa("sync", docs, "--dry-run", "--json"))
    assert plan == {
        "new": ["new.txt"],
        "changed": ["a.txt"],
        "renamed": ["b.txt -> sub/moved.txt"],
        "deleted": ["sub/f.txt"],
        "failed": [],
        "unchanged": 3,
    }
    assert "1 new, 1 changed, 1 renamed, 1 deleted" in qa("sync", docs, "--dry-run")
    assert len(ids()) == 6

    assert synced(docs) == {"new": 1, "unchanged": 3, "replaced": 1, "renamed": 1, "deleted": 1}
    assert model.embedded == 8, "a renamed file is not embedded again"
    assert ids() == ["a.txt", "c.md", "new.txt", "sub/d.txt", "sub/e.txt", "sub/moved.txt"]
    assert "b.txt" in qa("documents", "show", "sub/moved.txt", "--text")
    assert "wrong" not in qa("doctor")


def test_an_unchanged_folder_is_neither_read_nor_embedded(
    docs: Path, model: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced(docs)
    monkeypatch.setattr(file_state, "_sha256", lambda path: pytest.fail(f"{path} is read"))
    monkeypatch.setattr(Service, "ingester", property(lambda self: pytest.fail("the model is loaded")))
    assert synced(docs) == {"unchanged": 6}


def test_a_file_that_was_only_touched_is_read_but_not_embedded(docs: Path, model: FakeEmbedder) -> None:
    synced(docs)
    os.utime(docs / "a.txt", ns=(1, 1))
    assert synced(docs) == {"unchanged": 6}
    assert model.embedded == 6


def test_a_change_that_keeps_size_and_time_is_found_by_checksum(docs: Path) -> None:
    write(docs / "a.txt", "One")
    os.utime(docs / "a.txt", ns=(10**18, 10**18))
    synced(docs)
    write(docs / "a.txt", "Two")
    os.utime(docs / "a.txt", ns=(10**18, 10**18))
    assert synced(docs) == {"unchanged": 6}
    assert synced(docs, "--checksum") == {"unchanged": 5, "replaced": 1}


def test_a_file_that_changed_while_it_was_read_is_looked_at_again(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_state, "UNSURE_SECONDS", 3600)
    write(docs / "a.txt", "One")
    now = time.time_ns()
    os.utime(docs / "a.txt", ns=(now, now))
    synced(docs)
    write(docs / "a.txt", "Two")
    os.utime(docs / "a.txt", ns=(now, now))
    assert synced(docs)["replaced"] == 1


def test_a_changed_sidecar_changes_its_document(docs: Path, model: FakeEmbedder) -> None:
    synced(docs)
    write(docs / "a.txt.meta.json", '{"metadata": {"year": 2024}}')
    assert synced(docs) == {"unchanged": 5, "replaced": 1}
    (docs / "a.txt.meta.json").unlink()
    assert synced(docs) == {"unchanged": 5, "replaced": 1}
    assert model.embedded == 6


def test_a_broken_file_is_named_and_tried_again_when_it_changed(docs: Path) -> None:
    (docs / "bad.bin").write_bytes(b"\0\1\2")
    assert synced(docs, code=1) == {"new": 6, "failed": 1}
    failed, summary = qa("sync", docs, code=1).splitlines()
    assert "bad.bin" in failed
    assert "has not changed since" in failed
    assert summary.startswith("0 new, 6 unchanged, 0 replaced, 1 failed")
    (docs / "bad.bin").write_text("Good words.", encoding="utf-8")
    assert synced(docs) == {"unchanged": 6, "new": 1}


def test_a_file_whose_reader_was_killed_is_read_again_though_it_has_not_changed(
    docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zipfile

    from index.ingest.parsing import parser

    with zipfile.ZipFile(docs / "two.zip", "w") as made:
        made.writestr("in.html", "<p>The text within.</p>")
    write(docs / "page.html", "<p>The text of a page.</p>")
    plain = vars(parser)["shared_pool"]

    class Killed:
        def content(self, *given: object) -> None:
            raise ReaderKilled("The process that reads the file was killed.")

    monkeypatch.setattr(parser, "shared_pool", Killed)
    assert synced(docs, code=1) == {"new": 6, "failed": 2}
    monkeypatch.setattr(parser, "shared_pool", plain)
    assert synced(docs)["new"] == 2
    assert {"page.html", "two.zip/in.html"} < {*ids()}


def test_a_document_whose_file_broke_stays_as_it_was(docs: Path) -> None:
    synced(docs)
    (docs / "a.txt").write_bytes(b"\0\1\2")
    assert synced(docs, code=1) == {"unchanged": 5, "failed": 1}
    assert "The text of a.txt" in qa("documents", "show", "a.txt", "--text")


def test_deleting_more_than_half_needs_consent(docs: Path) -> None:
    synced(docs)
    for name in ("a.txt", "b.txt", "c.md", "sub/d.txt"):
        (docs / name).unlink()
    result = runner.invoke(app, ["sync", str(docs)])
    assert result.exit_code == 2
    assert "4 of the 6 documents of source 'docs' would be deleted" in result.stderr
    assert "--yes" in qa("sync", docs, "--dry-run")
    assert len(ids()) == 6
    assert synced(docs, "--yes") == {"unchanged": 2, "deleted": 4}
    for path in (docs / "sub").iterdir():
        path.unlink()
    assert "2 of the 2" in runner.invoke(app, ["sync", str(docs)]).stderr
    (docs / "sub").rmdir()
    docs.rmdir()
    assert "no such folder" in runner.invoke(app, ["sync", str(docs), "--yes"]).stderr
    assert len(ids()) == 2


def test_what_is_left_out(docs: Path) -> None:
    write(docs / ".gitignore", "*.log\n/build/\n")
    write(docs / "sub" / ".gitignore", "!keep.log\n")
    for name in ("x.log", "build/y.txt", "sub/keep.log", "node_modules/m.txt", ".git/g.txt", ".env"):
        write(docs / name, "Words.")
    assert synced(docs) == {"new": 7}
    assert "sub/keep.log" in ids()
    assert synced(docs, "--exclude", "sub/", "--yes") == {"unchanged": 3, "deleted": 4}
    assert synced(docs, "--include", "*.md", "--yes") == {"unchanged": 1, "deleted": 2}
    assert synced(docs, "--no-gitignore") == {"unchanged": 1, "new": 8}
    assert qa("ingest", docs, "--include", "*.md").startswith("0 new, 1 unchanged")


def test_the_ignore_files_of_the_repository_around_hold(tmp_path: Path) -> None:
    write(tmp_path / "repo" / ".git" / "HEAD", "x")
    write(tmp_path / "repo" / ".gitignore", "/docs/private/\n*.tmp\n")
    for name in ("a.txt", "private/b.txt", "c.tmp"):
        write(tmp_path / "repo" / "docs" / name, "Words.")
    assert synced(tmp_path / "repo" / "docs") == {"new": 1}


def test_sync_after_ingest_and_after_a_lost_record_doubles_nothing(docs: Path, model: FakeEmbedder) -> None:
    qa("ingest", docs)
    assert synced(docs) == {"unchanged": 6}
    db = Service(Settings(), model, FakeReader()).index.catalog.connection
    db.execute("DELETE FROM files")
    (docs / "a.txt").unlink()
    assert synced(docs) == {"unchanged": 5, "deleted": 1}
    assert model.embedded == 6


def test_a_rename_onto_a_taken_name_leaves_one_document(docs: Path, model: FakeEmbedder) -> None:
    synced(docs)
    db = Service(Settings(), model, FakeReader()).index.catalog.connection
    db.execute("DELETE FROM files WHERE name = 'b.txt'")
    (docs / "b.txt").unlink()
    (docs / "a.txt").rename(docs / "b.txt")
    assert synced(docs) == {"unchanged": 4, "replaced": 1, "deleted": 1}
    assert "a.txt" not in ids()
    assert "The text of a.txt" in qa("documents", "show", "b.txt", "--text")


def test_a_folder_within_a_source_is_refused(docs: Path) -> None:
    synced(docs)
    error = runner.invoke(app, ["sync", str(docs / "sub")]).stderr
    assert "within that of source 'docs'" in error
    assert synced(docs / "sub", "--source", "own") == {"new": 3}
    assert "not a folder" in runner.invoke(app, ["sync", str(docs / "a.txt")]).stderr


def test_the_members_of_an_archive_follow_it(docs: Path, model: FakeEmbedder) -> None:
    import zipfile

    def pack(name: str, *members: str) -> None:
        with zipfile.ZipFile(docs / name, "w") as made:
            for member in members:
                made.writestr(member, f"Member {member}.")

    pack("z.zip", "one.txt", "two.txt")
    assert synced(docs) == {"new": 8}
    pack("z.zip", "two.txt", "three.txt")
    assert synced(docs) == {"unchanged": 7, "new": 1, "deleted": 1}
    assert ids()[-2:] == ["z.zip/three.txt", "z.zip/two.txt"]
    embedded = model.embedded
    (docs / "z.zip").rename(docs / "sub" / "zz.zip")
    assert synced(docs) == {"unchanged": 6, "renamed": 2}
    assert model.embedded == embedded
    (docs / "sub" / "zz.zip").unlink()
    assert synced(docs) == {"unchanged": 6, "deleted": 2}


# Pages ---------------------------------------------------------------------------------------------------


def test_pages_are_ingested_beside_files(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"/wax": Answer("<html><body><p>Wax melts at noon.</p></body></html>")}) as site:
        monkeypatch.setattr(
            fetching.Fetcher.__init__, "__defaults__", (lambda host, port: ["127.0.0.1"], fetching.USUAL)
        )
        url = site.url("/wax#part")
        assert qa("ingest", docs, url).startswith("7 new, 0 unchanged")
        assert ids("--source", "site.test") == [site.url("/wax")]
        assert qa("ingest", url).startswith("0 new, 1 unchanged")
        assert qa("ingest", site.url("/nothing"), code=1).startswith("failed ")
    rows = [line.split("\t")[:3] for line in qa("sources", "list").splitlines()]
    assert rows[1] == ["site.test", "1", ""]


def test_the_own_machine_is_no_page(docs: Path) -> None:
    failed = qa("ingest", "http://127.0.0.1:1/", code=1)
    assert "127.0.0.1, which is not on the public internet" in failed
    error = runner.invoke(app, ["ingest", "http://user:secret@example.org/"]).stderr
    assert "user name" in error
