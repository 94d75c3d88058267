"""`qa ingest`."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InvalidInput
from qa.cli import open_service as opening
from qa.cli.audit import note
from qa.cli.folder_sync import FolderSync, watch_folders
from qa.cli.pages import add_pages, is_url
from qa.cli.selecting import (
    Access,
    Exclude,
    Include,
    NoGitignore,
    Source,
    Yes,
    access_rules,
    selection,
)
from qa.settings import Settings

if TYPE_CHECKING:
    from index.ingest.access_rules import AccessRules
    from index.ingest.folder_walk import Selection
    from index.ingest.origins import Origin
    from qa.cli.outcome_counts import Tally
    from qa.service import Service

SOME_FAILED = 1


def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(help="Files, folders, addresses of pages and sitemaps.", show_default=False),
    ],
    collection: Annotated[str, typer.Option("--collection", "-c", help="Where to; made if new.")] = "default",
    source: Source = "",
    include: Include = None,
    exclude: Exclude = None,
    no_gitignore: NoGitignore = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Keep the folders in step, as `qa sync` does, until stopped.")
    ] = False,
    yes: Yes = False,
    access: Access = None,
    max_pages: Annotated[
        int, typer.Option("--max-pages", min=1, help="How many pages to fetch of a host.")
    ] = 1000,
    ray: Annotated[
        str,
        typer.Option(
            "--ray",
            metavar="ADDRESS",
            help="Read and embed over this Ray cluster, or over one on this machine: `local`.",
            show_default=False,
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Bring files, folders and pages into the index; what has not changed is skipped.

    Exits with 1 when a file could not be taken; the others are in then.
    """
    from qa.cli.outcome_counts import Tally

    wanted, rules = selection(include, exclude, no_gitignore=no_gitignore), access_rules(access)
    settings = Settings()
    urls = [path for path in paths if is_url(path)]
    local = [Path(path) for path in paths if not is_url(path)]
    _check_ray(ray, watch=watch, has_urls=bool(urls))
    if watch:
        service = opening.open_service(settings)
        folders = [
            FolderSync(service, Path(path), collection, source, wanted, access=rules) for path in paths
        ]
        watch_folders(folders, yes=yes)
        return
    origins = found(local, settings, collection, wanted, source, rules) if local else []
    tally = Tally()
    try:
        service = opening.open_service(settings)
        if origins:
            add(origins, collection, service, tally, ray)
        if urls:
            add_pages(urls, collection, source, max_pages, service, tally, rules)
    finally:
        _tell(tally, collection, as_json=as_json)
    if tally.failed:
        raise typer.Exit(SOME_FAILED)


def _check_ray(ray: str, *, watch: bool, has_urls: bool) -> None:
    if ray and (watch or has_urls):
        raise InvalidInput(
            "Over Ray only files are ingested, once.",
            field="--ray",
            hint="Leave out --watch and addresses of pages.",
        )


def _tell(tally: Tally, collection: str, *, as_json: bool) -> None:
    note("add documents", collection=collection, **tally.counts)
    if as_json:
        sys.stdout.write(json.dumps(tally.summary(), indent=2) + "\n")
    else:
        tally.print_summary(collection)


def found(
    paths: Sequence[Path],
    settings: Settings,
    collection: str,
    wanted: Selection | None = None,
    source: str = "",
    rules: AccessRules | None = None,
) -> list[Origin]:
    """The files that `paths` name, by source, with their labels.  Raises `InvalidInput` if there is none."""
    from index.ingest.access_rules import labelled
    from index.ingest.folder_walk import USUAL
    from index.ingest.origins import known_sources, origins
    from index.store.catalog import Catalog

    # A data folder is made only when there is something to put into it.
    known = known_sources(Catalog(settings.home), collection) if settings.home.exists() else []
    made = [origin for origin in origins(paths, known, wanted or USUAL, source) if origin.files]
    if not made:
        raise InvalidInput(
            "There is nothing here to ingest.",
            field=", ".join(map(str, paths)),
            hint="Name files or folders with text or Markdown in them.",
        )
    return [origin._replace(files=labelled(origin.files, rules)) for origin in made]


def add(origins: Sequence[Origin], collection: str, service: Service, tally: Tally, ray: str = "") -> None:
    """Ingest files, showing how far it is, and count in `tally` what became of each.

    Args:
        ray: The address of the Ray cluster that reads and embeds them; empty for this process.
    """
    from index.ingest.bulk.over_ray import ingest_over_ray
    from index.ingest.ingest_files import ingest_files
    from qa.cli.progress import LOADING, shown_progress, waiting

    with waiting(LOADING):
        ingester = service.ingester
    files = [file for origin in origins for file in origin.files]
    for origin in origins:
        service.index.claim_source(collection, origin.source, origin.path, whole=origin.whole)
    with shown_progress(f"Reading {len(files)} file{'' if len(files) == 1 else 's'}") as progress:
        if ray:
            ingest_over_ray(
                ingester,
                collection,
                files,
                service.batch_recipe,
                tally.count,
                progress,
                address=ray,
                delete=service.delete_ids,
            )
        else:
            ingest_files(ingester, collection, files, tally.count, progress, delete=service.delete_ids)
