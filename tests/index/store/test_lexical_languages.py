"""BM25 in every language, over one index that has texts in all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.language.detection import detect
from index.store.catalog.generations import GenerationId
from index.store.catalog.passages import Indexable
from index.store.lexical import LexicalIndex, LexicalSnapshot

#: For each language some sentences, and questions with the place of the sentence that answers.
SAID: dict[str, tuple[list[str], list[tuple[str, int]]]] = {
    "ja": (
        [
            "定例会議は毎週月曜日の午前十時に開かれます。",
            "請求書は三十日以内に支払ってください。",
            "暖房は五月十二日に停止します。",
        ],
        [("定例会議はいつですか", 0), ("請求書の支払い期限", 1), ("暖房が停止するのは何日ですか", 2)],
    ),
    "zh": (
        ["例会在每周一上午十点举行。", "发票必须在三十天内支付。", "暖气将于五月十二日关闭。"],
        [("例会什么时候举行?", 0), ("发票多久内支付", 1), ("暖气几号关闭", 2)],
    ),
    "th": (
        [
            "การประชุมประจำสัปดาห์จัดขึ้นทุกวันจันทร์เวลาสิบโมง",
            "ต้องชำระใบแจ้งหนี้ภายในสามสิบวัน",
            "เครื่องทำความร้อนจะปิดในเดือนพฤษภาคม",
        ],
        [("การประชุมจัดเมื่อไหร่", 0), ("ใบแจ้งหนี้ต้องชำระภายในกี่วัน", 1), ("เครื่องทำความร้อนปิดเมื่อไหร่", 2)],
    ),
    "ko": (
        [
            "정기 회의는 매주 월요일 오전 열 시에 열립니다.",
            "청구서는 삼십 일 이내에 지불해야 합니다.",
            "난방은 오월 십이일에 중단됩니다.",
        ],
        [("회의가 언제 열리나요?", 0), ("청구서를 며칠 안에 지불하나요?", 1), ("난방이 중단되는 날", 2)],
    ),
    "ar": (
        [
            "يُعقد الاجتماع الأسبوعي كل يوم اثنين في الساعة العاشرة.",
            "يجب دفع الفاتورة خلال ثلاثين يومًا.",
            "ستتوقف التدفئة في الثاني عشر من أيار.",
        ],
        [("متى يعقد اجتماع الاسبوع؟", 0), ("دفع فاتورة", 1), ("متى تتوقف تدفئة المبنى؟", 2)],
    ),
    "he": (
        [
            "הישיבה השבועית מתקיימת בכל יום שני בשעה עשר.",
            "יש לשלם את החשבונית בתוך שלושים יום.",
            "הַהַסָּקָה תיפסק בחודש מאי.",
        ],
        [("מתי מתקיימת ישיבה שבועית?", 0), ("תשלום חשבונית", 1), ("מתי נפסקת ההסקה?", 2)],
    ),
    "hi": (
        [
            "साप्ताहिक बैठक हर सोमवार को सुबह दस बजे होती है।",
            "चालान का भुगतान तीस दिनों के भीतर करना होगा।",
            "हीटिंग बारह मई को बंद हो जाएगी।",
        ],
        [("बैठक कब होती है?", 0), ("चालानों का भुगतान कितने दिन में?", 1), ("हीटिंग कब बंद होगी?", 2)],
    ),
    "de": (
        [
            "Die wöchentlichen Besprechungen finden montags um zehn Uhr statt.",
            "Rechnungen müssen innerhalb von dreißig Tagen bezahlt werden.",
            "Die Kündigungsfristen der Mietverträge betragen drei Monate.",
            "Die Heizungsanlage wird am zwölften Mai abgeschaltet.",
        ],
        [
            ("Wann ist die Besprechung?", 0),
            ("Bis wann muss die Rechnung bezahlt sein?", 1),
            ("Welche Kuendigungsfrist hat der Mietvertrag?", 2),
            ("Heizungsanlagen abschalten", 3),
        ],
    ),
    "fr": (
        [
            "Les réunions hebdomadaires ont lieu le lundi à dix heures.",
            "Les factures doivent être réglées dans les trente jours.",
            "Le chauffage sera coupé le douze mai.",
        ],
        [("Quand a lieu la réunion ?", 0), ("régler une facture", 1), ("Quand coupe-t-on le chauffage ?", 2)],
    ),
    "ru": (
        [
            "Еженедельные совещания проводятся по понедельникам в десять часов.",
            "Счета должны быть оплачены в течение тридцати дней.",
            "Отопление будет отключено двенадцатого мая.",
        ],
        [("Когда проводится совещание?", 0), ("оплата счетов", 1), ("Когда отключат отопление?", 2)],
    ),
    "en": (
        [
            "The weekly meetings are held on Mondays at ten.",
            "Invoices must be paid within thirty days.",
            "The heating will be switched off on the twelfth of May.",
        ],
        [
            ("When is the meeting held?", 0),
            ("paying an invoice", 1),
            ("When do you switch the heating off?", 2),
        ],
    ),
}
PLACES = [
    (language, number, text) for language, (texts, _) in SAID.items() for number, text in enumerate(texts)
]
ASKED = [
    (language, question, place) for language, (_, questions) in SAID.items() for question, place in questions
]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> LexicalSnapshot:
    """Every sentence as a passage of its own; the language as detected."""
    index = LexicalIndex(tmp_path_factory.mktemp("languages"))
    passages = [Indexable(n, n, (), text, detect(text)) for n, (_, _, text) in enumerate(PLACES)]
    index.advance(GenerationId(1, "t"), passages, [], from_scratch=False)
    found = index.snapshot()
    assert found is not None
    return found


@pytest.mark.parametrize(("language", "question", "place"), ASKED)
def test_a_question_finds_its_sentence_among_those_of_all_languages(
    everything: LexicalSnapshot, language: str, question: str, place: int
) -> None:
    hits = everything.search(question, 3)
    assert hits
    assert PLACES[hits[0].passage][:2] == (language, place)


def test_a_language_named_wrongly_is_searched_all_the_same(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    texts = ["The invoices were paid.", "Die Rechnungen wurden bezahlt.", "Meetings took place."]
    passages = [Indexable(n, n, (), text, "fi") for n, text in enumerate(texts)]
    index.advance(GenerationId(1, "t"), passages, [], from_scratch=False)
    snapshot = index.snapshot()
    assert snapshot is not None
    assert [hit.passage for hit in snapshot.search("Rechnungen bezahlt", 3)] == [1]
    assert [hit.passage for hit in snapshot.search("meetings", 3)] == [2]


def test_one_word_that_is_a_function_word_elsewhere_is_kept_where_it_is_not(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    texts = [("The plants die in winter.", "en"), ("Die Katze schläft.", "de")]
    passages = [Indexable(n, n, (), text, language) for n, (text, language) in enumerate(texts)]
    index.advance(GenerationId(1, "t"), passages, [], from_scratch=False)
    snapshot = index.snapshot()
    assert snapshot is not None
    assert snapshot.search("When do they die?", 3)[0].passage == 0
    assert snapshot.search("Was macht die Katze?", 3)[0].passage == 1


CODES = [
    ("NOR.0707-60", ["NOR.0707-61", "NOR.0708-60", "NOR.0606-60"], "0707"),
    ("ISO-9001:2015", ["ISO-9001:2008", "ISO-9002:2015", "ISO-14001:2015"], "2015"),
    ("v2.3.1", ["v2.3.2", "v2.1.3", "v1.2.3"], "v2"),
    ("AB12-X", ["AB12-Y", "AB13-X", "AB12"], "AB12"),
]


@pytest.mark.parametrize(("code", "siblings", "part"), CODES)
def test_a_code_ranks_before_its_siblings_and_its_parts_are_found(
    tmp_path: Path, code: str, siblings: list[str], part: str
) -> None:
    index = LexicalIndex(tmp_path)
    texts = [f"Order {one} arrived in the store and was put away." for one in siblings]
    texts.append(f"Yesterday, after a long delay, the order {code} arrived in the store and was put away.")
    passages = [Indexable(n, n, (), text, "en") for n, text in enumerate(texts)]
    index.advance(GenerationId(1, "t"), passages, [], from_scratch=False)
    snapshot = index.snapshot()
    assert snapshot is not None
    assert snapshot.search(f"Where is {code}?", 4)[0].passage == len(siblings)
    assert len(siblings) in [hit.passage for hit in snapshot.search(part, 4)]
