"""English verbs: the plain form of a past one, to ask with "did"."""

from __future__ import annotations

from functools import cache

from qa.language.word_frequency import frequent_words, log_frequency_rank

_IRREGULAR = dict(
    pair.split(":")
    for pair in """
    became:become began:begin bought:buy brought:bring broke:break built:build came:come
    caught:catch chose:choose drew:draw drove:drive fell:fall felt:feel fought:fight found:find
    flew:fly gave:give got:get grew:grow held:hold kept:keep knew:know laid:lay led:lead left:leave
    lost:lose made:make meant:mean met:meet paid:pay ran:run rose:rise said:say sang:sing sat:sit
    saw:see sent:send shot:shoot sold:sell spent:spend spoke:speak stood:stand stole:steal
    sank:sink swam:swim took:take taught:teach thought:think threw:throw told:tell
    understood:understand went:go won:win wore:wear wrote:write withdrew:withdraw
    undertook:undertake arose:arise awoke:awake struck:strike
    """.split()  # noqa: SIM905
)


@cache
def plain_form(word: str) -> str:
    """The plain form of a verb in the past ("opened": "open"); empty where it is not known for one."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if not word.endswith("ed") or word.endswith("eed") or not word.islower():
        return ""
    stem = word[:-2]
    candidates = [stem, f"{stem}e"]
    if len(stem) > 3 and stem[-1] == stem[-2]:
        candidates.append(stem[:-1])
    if stem.endswith("i"):
        candidates = [f"{stem[:-1]}y"]
    known = [one for one in candidates if one in frequent_words()]
    return min(known, key=log_frequency_rank, default="")


#: Verbs in the present that no plural of a noun looks like behind a subject.
_PRESENT = {
    f"{verb}s": verb
    for verb in """
    contain last cost weigh hold include employ own operate comprise consist require take need
    """.split()  # noqa: SIM905
}


def of_present(word: str) -> str:
    """The plain form of a verb in -s ("lasts": "last"); empty where it is not known for one."""
    return _PRESENT.get(word, "")


@cache
def of_gerund(word: str) -> str:
    """The plain form of a verb in -ing ("Restoring": "restore"); empty where it is not known for one."""
    low = word.lower()
    return plain_form(f"{low[:-3]}ed") if low.endswith("ing") and len(low) > 5 else ""
