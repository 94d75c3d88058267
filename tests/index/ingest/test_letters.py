"""The encoding of one byte a character is told by the letters of the language."""

from __future__ import annotations

import pytest

from index.ingest.formats.decoding import decode

TEXTS = [
    ("cp1255", "הישיבה נדחתה ליום חמישי הבא בשעה עשר בבוקר. נא להביא את הדוחות של הרבעון."),
    ("cp1255", "המשאבה בתחנה הצפונית תוקנה במרץ, והמים זורמים שוב אל העמק התחתון."),
    ("cp1256", "تأجل الاجتماع إلى يوم الخميس القادم في الساعة العاشرة صباحا."),
    ("cp1256", "تم إصلاح المضخة في المحطة الشمالية في شهر مارس، والماء يجري من جديد."),
    ("iso8859_6", "تأجل الاجتماع إلى يوم الخميس القادم في الساعة العاشرة صباحا."),
    ("cp1253", "Η συνεδρίαση αναβλήθηκε για την επόμενη Πέμπτη στις δέκα το πρωί."),
    ("cp1251", "Насос на северной станции починили в марте, и вода снова течёт в долину."),
    ("koi8_r", "Насос на северной станции починили в марте, и вода снова течёт в долину."),
    ("cp1251", "Заседанието се отлага за следващия четвъртък в десет часа сутринта."),
    ("cp1250", "Az ülést a jövő hét csütörtökére halasztották, és kérjük az előző negyedév jelentéseit."),
    ("cp1250", "Az északi állomás szivattyúját márciusban megjavították, a víz újra a völgybe ömlik, bőven."),
    ("cp1250", "Pompę na północnej stacji naprawiono w marcu, a woda znów płynie do doliny; złącze też."),
    (
        "cp1250",
        "Čerpadlo na severní stanici bylo v březnu opraveno a voda opět teče do údolí, příliš rychle.",
    ),
    (
        "cp1254",
        "Kuzey istasyonundaki pompa mart ayında onarıldı ve su yeniden vadiye akıyor, çok hızlı değil.",
    ),
    ("cp1257", "Posėdis nukeltas į kitą ketvirtadienį dešimtą valandą; prašome atsinešti ataskaitas."),
    ("cp1252", "Die Pumpe der nördlichen Station wurde im März für 1.204 € repariert – „größer“ als früher."),
    ("cp1252", "La pompe de la station nord a été réparée en mars, où l’eau coule à nouveau très vite."),
    ("cp1252", "A bomba da estação norte foi reparada em março e a água corre de novo; não há reclamações."),
    ("cp1252", "Müller, François, Señor Ibáñez, Åse, Jørgen, Gonçalves and Zoë met for crème brûlée."),
    ("cp932", "会議は来週の木曜日の午前十時に延期されました。前四半期の報告書をお持ちください。"),
    ("gb18030", "会议推迟到下周四上午十点。请带上上个季度的报告和设备清单。各部门负责人须参加。"),
    ("cp949", "회의가 다음 주 목요일 오전 열 시로 연기되었습니다. 지난 분기 보고서를 가져오세요."),
]


@pytest.mark.parametrize(("encoding", "text"), TEXTS)
def test_a_text_comes_back(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("encoding", "text"), TEXTS)
def test_a_long_text_with_english_in_it_comes_back(encoding: str, text: str) -> None:
    long = f"From: a@example.org\nSubject: FW: pumps\n\n{text}\n\n" * 20
    assert decode(long.encode(encoding)) == long
