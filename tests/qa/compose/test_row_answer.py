"""Answers from tables, with the real models: the cell with its row, in every format that has tables."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import openpyxl
import pytest

from index.ingest.files import find
from index.ingest.ingest_files import ingest_files
from qa.schemas import Answer, AnswerForm, AskQuery, Citation
from qa.service import Service
from qa.settings import Settings
from tests.support.pdf_files import Text, pdf

pytestmark = pytest.mark.real_model

HEAD = ("Item", "Limit", "Receipt needed")
ROWS = [
    ("Taxi", "$60", "Yes"),
    ("Bus ticket", "$15", "No"),
    ("Hotel night", "$140", "Yes"),
    ("Breakfast", "$12", "No"),
    ("Parking", "$25", "Yes"),
]
HUTS = ("Elm", "Fox", "Glen", "Hare", "Ibex", "Jay", "Kite", "Lark", "Mole", "Newt")


def word() -> bytes:
    document = docx.Document()
    table = document.add_table(0, len(HEAD))
    for row in (HEAD, *ROWS):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    return saved(document)


def excel() -> bytes:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    for row in (HEAD, *ROWS):
        workbook.active.append(row)
    return saved(workbook)


def saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def separated(mark: str) -> bytes:
    return "\n".join(mark.join(row) for row in (HEAD, *ROWS)).encode()


def html() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    head = "".join(f"<th>{name}</th>" for name in HEAD)
    return f"<html><body><h1>Expenses</h1><table><tr>{head}</tr>{rows}</table></body></html>".encode()


def printed() -> bytes:
    cells = [
        Text(left, 700 - 14 * at, cell)
        for at, row in enumerate((HEAD, *ROWS))
        for left, cell in zip((72, 200, 300), row, strict=True)
    ]
    return pdf([cells])


FILES = {
    "a.csv": separated(","),
    "a.tsv": separated("\t"),
    "a.xlsx": excel(),
    "a.docx": word(),
    "a.html": html(),
    "a.pdf": printed(),
    "a.md": ("| " + " |\n| ".join(" | ".join(r) for r in (HEAD, ["---"] * 3, *ROWS)) + " |").encode(),
}
#: A hundred and twenty rows, no two with the same number.
BEDS = {f"{hut} Hut {n}": (n * 370 + at * 10) % 997 + 10 for n in range(12) for at, hut in enumerate(HUTS)}
PUMPS = "\n".join(["Code,Pump,Price", *(f"PX-{n},{name},{n % 90}.50" for n, name in enumerate(HUTS, 310))])
HARVEST = "Crop,2022,2023,2024\nRye,59,64,70\nOats,12,15,11\nBarley,33,31,38\n"
LONG = "\n".join(["Hut,Beds", *(f"{hut},{beds}" for hut, beds in BEDS.items())])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service, folder = (
        Service(Settings(home=tmp_path_factory.mktemp("home"))),
        tmp_path_factory.mktemp("files"),
    )
    for name, data in [
        *FILES.items(),
        ("long.csv", LONG.encode()),
        ("pumps.csv", PUMPS.encode()),
        ("harvest.csv", HARVEST.encode()),
    ]:
        (folder / name).write_bytes(data)
    outcomes: list[str] = []
    ingest_files(service.ingester, "default", find([folder]), lambda outcome: outcomes.append(outcome.status))
    assert set(outcomes) == {"new"}
    yield service
    service.index.catalog.close()


def ask(service: Service, question: str, document: str) -> Answer:
    filters = {"document_id": document}
    answer = service.ask(AskQuery(question=question, abstain=False, filters=filters)).answer
    assert answer
    return answer


@pytest.mark.parametrize("name", FILES)
def test_a_cell_is_shown_within_its_row(service: Service, name: str) -> None:
    answer = ask(service, "What is the limit for a taxi?", name)
    assert answer.kind is AnswerForm.ROW
    assert answer.value == "$60"
    assert answer.text == "Taxi: Limit: $60, Receipt needed: Yes"
    assert [(item.label, item.text) for item in answer.items] == [
        (None, "Taxi"),
        ("Limit", "$60"),
        ("Receipt needed", "Yes"),
    ]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Which item has the highest limit?", "Hotel night"),
        ("Which item has the lowest limit?", "Breakfast"),
        ("What is the last item?", "Parking"),
        ("How many items are listed?", "5"),
        ("Which has the higher limit, Taxi or Parking?", "Taxi"),
    ],
)
def test_the_whole_table_is_compared(service: Service, name: str, question: str, value: str) -> None:
    assert ask(service, question, name).value == value


def test_each_cell_is_cited_where_it_stands(service: Service) -> None:
    answer = ask(service, "What is the limit for a taxi?", "a.csv")
    for item in answer.items:
        (cited,) = item.citations
        assert isinstance(cited, Citation)
        text = service.index.snapshot("default").version_text("a.csv", cited.version)
        assert text[cited.start_char_index : cited.end_char_index] == cited.cited_text == item.text


def test_a_table_that_is_cut_into_passages_is_compared_as_a_whole(service: Service) -> None:
    answer = ask(service, "Which hut has the most beds?", "long.csv")
    assert answer.value == max(BEDS, key=BEDS.__getitem__)


def test_a_table_of_siblings_has_no_row_for_a_code_that_is_not_in_it(service: Service) -> None:
    there = ask(service, "What does the PX-314 cost?", "pumps.csv")
    assert (there.kind, there.value) == (AnswerForm.ROW, "44.50")
    assert ask(service, "What does the PX-341 cost?", "pumps.csv").kind is not AnswerForm.ROW


def test_a_table_of_other_years_has_no_row_for_a_year(service: Service) -> None:
    assert ask(service, "What was the harvest of rye in 2023?", "harvest.csv").value == "64"
    assert ask(service, "What was the harvest of rye in 2019?", "harvest.csv").kind is not AnswerForm.ROW
