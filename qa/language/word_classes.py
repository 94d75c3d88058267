"""Small words by their class, as alternatives of regular expressions."""

from __future__ import annotations

PREPOSITIONS = (
    "of|for|at|from|with|by|in|on|near|outside|inside|under|over|to|into|against|about|between|among|during|since|until"
    "|within|without|than|like|via|per|across|around|above|below|toward|towards|upon|through|throughout"
)
DETERMINERS = "the|a|an|its|his|her|their|our|my|one|some|many|several|most|other|both|all|no|any|another"
QUESTION_WORDS = "who|whom|whose|what|which|when|where|why|how"
#: Words that are in no name of a speaker.
NOT_IN_NAMES = (
    rf"{PREPOSITIONS}|is|are|was|were|be|been|being|has|have|had|will|would|could|should|may|might|must|can|cannot"
    "|do|does|did|not|never|and|or|but|nor|that|which|who|whom|whose|when|where|while|whereas|as|if|because|although"
    "|though|after|before|so|yet|i|we|you|he|she|it|they|him|her|them|us|me|there|this|these|those|what|how|why|also"
    "|then|only|just|even|however|meanwhile|said|says|say|told|according|reportedly|later|earlier|today|yesterday"
)
#: Capitalised words that begin sentences, not names.
SENTENCE_STARTS = (
    "I|We|You|He|She|It|They|This|These|Those|There|That|What|How|In|On|At|By|For|From|With|As|If|After|Before"
    "|When|While|But|And|So|Also|However|According|Although|Though|Since|Because|Not|No|Despite|During"
    r"|(?:To|Of|Under|Over|Between|Among|Through|Within|Without|Until|Across|Around|Once|Then|Now)(?=\s+[a-z]|\s*\Z)"
)
