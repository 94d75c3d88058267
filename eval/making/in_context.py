"""Name the document in a question that would else fit several."""

from __future__ import annotations

from eval.making.made import Made
from eval.making.phrases import is_title, one_line
from eval.making.words_of_texts import WordsOfTexts
from qa.support.names_in import names_in

#: Ways of making whose questions speak of "the site": without a name they need their document's.
OF_SENTENCES = ("dates", "numbers", "persons", "reasons")


def in_context(made: Made, words: WordsOfTexts, titles: dict[str, int], turn: int) -> Made | None:
    """The question, with its document's title where its words fit others; None where that has no title.

    Args:
        titles: How many documents have each title.
        turn: Chooses the wording.
    """
    title = one_line(made.source.title)
    named = made.method not in OF_SENTENCES or any(
        not name.isupper() for name in names_in(made.text.split(" ", 1)[-1])
    )
    alone = words.are_of_one or (words.means_one(made.text) and named and not made.of_document)
    if alone or (title and title in made.text):
        return made
    if not is_title(title) or titles[title] > 1:
        return None
    asked = made.text.rstrip("?")
    first = asked[:1].lower() + asked[1:]
    text = (
        f"{asked}, according to “{title}”?",
        f"According to “{title}”, {first}?",
        f"In “{title}”, {first}?",
    )[turn % 3]
    return made._replace(text=text)
