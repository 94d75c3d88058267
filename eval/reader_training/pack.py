"""Put together what the reader learns from.

    python -m eval.reader_training.pack --squad train.jsonl.gz --mined-from train.json.gz \
        --misleading FOLDER --qed qed.jsonl.gz --squad2 dev.json.gz \
        --tables wtq_train.jsonl.gz wtq_tables.jsonl.gz --tatqa dev.jsonl.gz --medquad qa.jsonl.gz \
        --held-out squad1-dev.json.gz nq.jsonl.gz --wordnet WORDNET --passes 3 --out DIR

`--squad` is what `python -m eval.reader_training.mine` wrote of the file `--mined-from`.
`--misleading` is a folder of SQuAD 2.0's unanswerable questions for the same paragraphs.  Of `--squad2` every
second article is learnt from, the others are for development.  One document in fifteen is kept back, and
questions that stand in a file of `--held-out` are not learnt from.  Each pass draws other wrong passages,
misleading questions, synonyms and typing errors.  Writes `train.npz` and, for development, `squad2.npz` and
`people.npz`.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from eval.people_documents.questions import peoples_questions
from eval.reader_training.contrast import contrasted
from eval.reader_training.definitions import read_medquad
from eval.reader_training.examples import Examples, kept_back, learnt_from, read_examples
from eval.reader_training.held_out import questions_of, without
from eval.reader_training.mine import with_wrong_of
from eval.reader_training.packed import Encoder, packed, write
from eval.reader_training.people import read_people
from eval.reader_training.reports import read_reports
from eval.reader_training.sources import read_qed, read_squad2
from eval.reader_training.synonyms import Synonyms, common_words
from eval.reader_training.tables import read_tables
from eval.reader_training.tasks import Source, Task, groups
from index.embed.model_files import BUNDLED, locate

SHOWN = Console()


def main() -> None:
    """Read the arguments, encode, write."""
    arguments = parsed()
    encoder = Encoder(locate(BUNDLED))
    arguments.out.mkdir(parents=True, exist_ok=True)
    people = None if arguments.without_people else read_people(peoples_questions())
    examples = [*examples_of(arguments), *([learnt_from(people)] if people else [])]
    texts = [passage.text for each in examples for passage in each.passages]
    synonyms = Synonyms(arguments.wordnet, common_words(texts)) if arguments.wordnet else None
    sources = [Source(each, synonyms) for each in examples]
    chosen = (one_pass(sources, seed) for seed in range(arguments.passes))
    made = packed(chosen, encoder)
    SHOWN.print(f"{len(made.numbers):,} tasks in {arguments.passes} passes, {len(made.text_ends):,} texts")
    write(arguments.out / "train.npz", made)
    if arguments.squad2:
        held_out = as_asked(read_squad2(arguments.squad2, half=1))
        write(arguments.out / "squad2.npz", packed([enumerate(held_out)], encoder))
    if people:
        write(arguments.out / "people.npz", packed([enumerate(as_asked(kept_back(people)))], encoder))


def examples_of(arguments: argparse.Namespace) -> Iterator[Examples]:
    """What is learnt from, set by set."""
    squad = read_examples(arguments.squad)
    if arguments.misleading:
        squad = contrasted(squad, arguments.mined_from, arguments.misleading)
    sets = [squad]
    if arguments.qed:
        sets.append(with_wrong_of(read_qed(arguments.qed), squad))
    if arguments.tables:
        sets.append(read_tables(*arguments.tables))
    if arguments.tatqa:
        sets.append(read_reports(arguments.tatqa))
    if arguments.medquad:
        sets.append(read_medquad(arguments.medquad))
    held_out = {question for path in arguments.held_out for question in questions_of(path)}
    for each in sets:
        yield without(learnt_from(each), held_out)
    if arguments.squad2:
        yield read_squad2(arguments.squad2, half=0)


def one_pass(sources: Sequence[Source], seed: int) -> Iterator[tuple[int, Task]]:
    """All tasks of one pass, with the numbers of the questions they are made of."""
    chance = random.Random(seed)
    each = (tasks for source in sources for tasks in groups(source, chance))
    for number, tasks in enumerate(each):
        yield from ((number, task) for task in tasks)


def as_asked(examples: Examples) -> Iterator[Task]:
    """Each question with its own passage, for development."""
    for asked in examples.asked:
        own = examples.passages[asked.passage]
        yield Task(asked.question, own.title, own.text, asked.spans, asked.within)


def parsed() -> argparse.Namespace:
    """The arguments."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--squad", type=Path, required=True, help="mined from a SQuAD v1.1 training file")
    parser.add_argument("--mined-from", type=Path, help="that file; with --misleading")
    parser.add_argument("--misleading", type=Path, help="a folder of unanswerable questions")
    parser.add_argument("--held-out", type=Path, nargs="*", default=[], help="files of questions")
    parser.add_argument("--qed", type=Path, help="QED, gzipped JSON lines")
    parser.add_argument("--squad2", type=Path, help="a SQuAD 2.0 file, of which half is learnt from")
    parser.add_argument("--tables", type=Path, nargs=2, help="questions on tables, and the tables")
    parser.add_argument("--tatqa", type=Path, help="TAT-QA; every second report is learnt from")
    parser.add_argument("--medquad", type=Path, help="MedQuAD, gzipped JSON lines")
    parser.add_argument("--wordnet", type=Path, help="its folder: questions are asked in other words, too")
    parser.add_argument("--without-people", action="store_true", help="without people's documents")
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.misleading and not arguments.mined_from:
        parser.error(
            "--misleading needs --mined-from: the SQuAD file tells which paragraph a question is of."
        )
    return arguments


if __name__ == "__main__":
    main()
