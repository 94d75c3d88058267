"""Encodings of text, with and without a mark, and what is binary."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableFile
from index.ingest.formats.decoding import decode, decode_markup, is_binary

WESTERN = [
    "Le café est fermé à l’été; déjà vu, où êtes-vous? La réunion aura lieu à la mairie.",
    "Die Größe des Schlüssels für die Tür ist 5 cm. Wir möchten die Öffnungszeiten ändern.",
    "¿Dónde está el niño? Mañana comerá una manzana en la montaña.",
    "Der er sjældent kø på færgen til Ærø, når året er på hæld.",
    "Perché la città è così bella? Il caffè è più caldo.",
    "O coração não tem razões. A informação está aqui.",
]
OTHERS = {
    "cp1250": "Zażółć gęślą jaźń, proszę bardzo. Wszyscy ludzie rodzą się wolni i równi.",
    "cp1251": "Сегодня хорошая погода в Москве, идём гулять в парк.",
    "koi8-r": "Сегодня хорошая погода в Москве, идём гулять в парк.",
    "shift-jis": "今日は天気がいいですね。散歩に行きましょう。カタカナも",
    "gb18030": "今天天气很好,我们去公园散步吧。",
    "big5": "今天天氣很好,我們去公園散步吧。",
    "cp949": "모든 인간은 태어날 때부터 자유로우며",
}
WORDS = [*WESTERN, *OTHERS.values(), "Ελληνικά και αγγλικά", "שלום לכם", "مرحبا بكم", "สวัสดี"]


@given(st.lists(st.sampled_from(WESTERN), min_size=1).map("\n".join), st.sampled_from(["cp1252", "latin-1"]))
def test_western_texts_of_one_byte_a_character_come_back(text: str, encoding: str) -> None:
    data = text.encode(encoding, "ignore")
    assert decode(data) == data.decode(encoding)


@given(st.lists(st.sampled_from(WORDS), min_size=1), st.sampled_from(["utf-16-le", "utf-16-be", "utf-16"]))
def test_utf_16_comes_back_with_and_without_a_mark(texts: list[str], encoding: str) -> None:
    text = "\n".join(["1. the first of all", *texts, ""])
    assert decode(text.encode(encoding)).lstrip("\ufeff") == text
    assert not is_binary(text.encode(encoding))


@given(st.text().filter(lambda text: text.replace("\0", "").strip("\ufeff").strip()))
def test_text_in_utf_8_is_never_taken_for_another_encoding(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    try:
        decoded = decode(data)
    except UnreadableFile:
        assert is_binary(data)
        return
    assert (
        is_binary(data)
        or decoded.lstrip("\ufeff") == text.replace("\0", "").lstrip("\ufeff")
        or b"\0" in data
    )


@pytest.mark.parametrize("encoding", OTHERS)
def test_other_encodings_are_found(encoding: str) -> None:
    assert decode(OTHERS[encoding].encode(encoding)) == OTHERS[encoding]


def test_few_letters_are_enough() -> None:
    assert decode(b"caf\xe9") == "café"
    assert decode(b"1\xb0 and 2\xbd \x80") == "1° and 2½ €"


def test_a_nul_in_text_is_dropped() -> None:
    assert decode(b"Ice melts at 0\0 degrees.") == "Ice melts at 0 degrees."
    assert decode("Eis \0schmilzt bei 0 °C.".encode("utf-16")) == "Eis schmilzt bei 0 °C."


def test_one_damaged_byte_does_not_change_the_encoding() -> None:
    text = "Größe, Länge, Höhe, Tür, Öl und Überfluss. " * 5
    data = text.encode()
    assert decode(data[:200] + b"\xff" + data[200:]).replace("\ufffd", "") == text


@pytest.mark.parametrize(
    "head",
    [
        b"<html><head><meta charset=koi8-r></head>%s",
        b"<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>%s",
        b"<?xml version='1.0' encoding='koi8-r'?>%s",
    ],
)
def test_markup_declares_its_encoding(head: bytes) -> None:
    assert "Да" in decode_markup(head % "Да".encode("koi8-r"))


def test_a_wrong_declaration_gives_way() -> None:
    assert "Größe" in decode_markup("<meta charset=latin-1>Größe".encode())
    assert "Größe" in decode_markup("<meta charset=no-such>Größe der Tür".encode("cp1252"))


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_binary(seed: int) -> None:
    data = random.Random(seed).randbytes(500)
    assert is_binary(data)
    with pytest.raises(UnreadableFile, match="binary"):
        decode(data)
