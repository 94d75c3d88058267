"""One test for each example of a hard question, with the real models, on small invented documents.

What other files test already is not repeated: disputes (`test_disputes.py`), forms of answers
(`compose/test_forms.py`), rows (`compose/test_row_answer.py`), the figures of each voice (`test_seed_answers.py`),
spelling (`retrieve/spelling/`) and small talk (`conversation/`).
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.documents import Document
from qa.conversation.answering import answer_query, rewrite_query
from qa.schemas import AskQuery, AskResponse, ChatQuery, ChatReply, ChatResponse, Level, Verdict
from qa.service import Service
from qa.settings import Settings

pytestmark = pytest.mark.real_model

WARD = """# Ward rules

Do not give aspirin to children under 16. Paracetamol may be given to children from three months on.

No one except the head nurse may change the dose. Visitors are welcome from 2 pm to 7 pm.

## Staff

CEO (Chief Executive Officer): Marta Lindqvist. The pharmacy is run by Jonas Weber. A crash cart is a trolley \
with everything that a stopped heart needs.

During probation, nurses are paid 2,900 euros a month. After probation, nurses are paid 3,400 euros a month.
"""
PARTS = """# Spare parts

The filter HX-410 weighs 12 kg and fits the blue pump. The filter HX-420 weighs 19 kg and fits the grey pump. \
Every filter is changed once a year.

The pump costs 480 euros, the stand costs 75 euros, and the hose costs 30 euros.
"""
REPORT = """# Quarterly figures of Tarnholt Ferries

In the first quarter of 2023 the ferries carried 41,000 passengers. In the second quarter of 2023 the ferries \
carried 67,500 passengers. In 2022 the company bought two new ships. The shareholders met on 4 May 2023 in Tarnholt.

Tarnholt Ferries employs 1,250 people. The head office moved to Quay Street because the old house was too damp.
"""
SOURCES = """# Sources

The spring at Holm gives 90 litres of water a minute. The spring at Aas gives 40 litres of water a minute. The \
water of both springs is bottled in the village.
"""
TRIAL = "The trial of the drug Norvalin took 22 months. Headache was the most common complaint."
PRESS = "In a trial that took 630 to 660 days, the drug Norvalin halved the number of attacks."
HEATING = """# Heating

Heat pumps take warmth out of the air and need electricity. They are quiet.

Pellet stoves burn pressed wood and need a chimney. Someone has to carry the pellets.
"""
MEMBERS = (
    "The board of the choir is made up of Ada Holm, Piet Kramer and Lena Voss.",
    "The board of the choir decided on new robes. The treasurer of the choir is Otto Berg.",
)

DOCUMENTS = [
    Document("ward.md", WARD, "Ward rules", media_type="text/markdown"),
    Document("parts.md", PARTS, "Spare parts", media_type="text/markdown"),
    Document("report.md", REPORT, "Tarnholt Ferries", media_type="text/markdown"),
    Document("sources.md", SOURCES, "Sources", media_type="text/markdown"),
    Document("trial", TRIAL, "Summary of the trial"),
    Document("press", PRESS, "Press release"),
    Document("heating.md", HEATING, "Heating", media_type="text/markdown"),
    *(Document(f"choir-{n}", text, "Choir") for n, text in enumerate(MEMBERS)),
]
