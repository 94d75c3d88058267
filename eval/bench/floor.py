"""The floor: raw FAISS and raw tantivy over the same vectors and texts, in one process, without a service.

Prints a value for each measure as JSON.  What is above the floor is ours: HTTP, exact scores of evidence,
ranking, citations, a catalog that outlives a crash.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from pathlib import Path

from qa.cli.matrix_threads import one_matrix_thread

one_matrix_thread()  # as `qa` does, before numpy is imported

import faiss  # noqa: E402
import numpy as np  # noqa: E402
import tantivy  # noqa: E402

from eval.bench.measured import percentile  # noqa: E402
from eval.bench.texts import read_lines  # noqa: E402
from index.documents import Span  # noqa: E402
from index.embed.bulk import BulkEmbedding  # noqa: E402
from index.embed.model_embedder import ModelEmbedder  # noqa: E402
from index.embed.protocol import PassageText, Vectors  # noqa: E402
from index.store.catalog import collections, passages  # noqa: E402
from index.store.passage_index import PassageIndex  # noqa: E402

NAME = "FAISS + tantivy"
#: What is taken of each: as many as Sourceline takes.
CANDIDATES = 100
#: Passages that are embedded to see how fast that is alone.
EMBEDDED = 256
WARM = 10
WORD = re.compile(r"\w+")


def main(documents: Path, home: Path, questions: Path) -> None:
    """Measure with the vectors of the index in `home`, made of `documents`."""
    catalog = PassageIndex(home).catalog
    with catalog.reading() as db:
        vectors = passages.vectors_since(db, collections.find(db, "default"), 0)[1].astype(np.float32)
    lines = read_lines(documents)
    texts = [f"{one.title}\n{one.text}" for one in lines]
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        words, dense = _words(texts, Path(folder)), _dense(vectors)
        built = time.perf_counter() - start
        embedder = ModelEmbedder()
        times = []
        for question in json.loads(questions.read_text(encoding="utf-8")):
            start = time.perf_counter()
            found = embedder.embed_questions([question])[0].whole
            dense.search(found[None], CANDIDATES)
            searcher = words.searcher()
            query = words.parse_query(" ".join(WORD.findall(question.lower())), ["text"])
            searcher.search(query, CANDIDATES)
            times.append(1e3 * (time.perf_counter() - start))
    parts = [
        PassageText(one.title, one.text, (Span(0, len(one.text)),))
        for one in lines[: min(len(lines), EMBEDDED)]
    ]
    embedder.embed_passages(parts[:32])
    start = time.perf_counter()
    with BulkEmbedding(embedder) as embedding:
        embedding.add(parts)
        embedding.vectors(lambda ready: None)
    embedded = len(parts) / (time.perf_counter() - start)
    found_times = times[WARM:] or times
    print(
        json.dumps(
            {
                "index, vectors given": len(texts) / built,
                "embedding alone": embedded,
                "search p50": percentile(found_times, 0.5),
                "search p99": percentile(found_times, 0.99),
            }
        )
    )


def _words(texts: list[str], folder: Path) -> tantivy.Index:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build(), str(folder))
    writer = index.writer(50_000_000, 1)
    for text in texts:
        writer.add_document(tantivy.Document(text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def _dense(vectors: Vectors) -> faiss.IndexFlatIP:
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return index


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
