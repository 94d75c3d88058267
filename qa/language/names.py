"""Words in and around names of people, bodies and places."""

from __future__ import annotations

from index.language.calendar import MONTHS, WEEKDAYS
from index.language.sentence_ends import SENTENCE_STARTERS

_TITLES = (
    "mr mrs ms miss dr prof professor sir dame lord lady president minister senator governor king queen "
    "prince princess pope saint st general colonel captain lieutenant sergeant major admiral justice judge "
    "rev reverend chancellor secretary ambassador congressman congresswoman representative"
)
#: Words before a person's name.
TITLES = frozenset(_TITLES.split())
#: What a name with them means is not what it means without: North Korea, New York, South Georgia.
DISTINCTIVE = frozenset(
    ("north", "south", "east", "west", "northern", "southern", "eastern", "western", "new")
)
#: Alternatives of a regular expression: offices that stand before a name, "Norway's prime minister, ...".
OFFICES = (
    "minister|president|chief|director|head|chairman|chairwoman|secretary|spokesman|spokeswoman|leader|officer"
    "|executive|commander|governor|mayor|manager"
)
#: The same: what a person named in apposition is.
ROLES = (
    r"minister|president|chief|director|head|chair(?:man|woman)?|secretary|spokes(?:man|woman|person)|leader"
    r"|officer|ceo|executive|professor|commander|governor|mayor|general|manager|founder|author|coach|ambassador"
    r"|economist|analyst|editor|judge|senator|captain|king|queen|pope|chancellor|owner|wife|husband|son|daughter"
)
_NO_PERSON = (
    "inc corp co ltd llc plc bank ministry council region university department agency institute office "
    "bureau commission committee company group party union league club association organization "
    "organisation foundation street river city county state states kingdom republic house court "
    "airlines times post journal news press war day service services center centre college school "
    "hospital museum park island islands north south east west the in on at he she it they this that "
    "these those but and for after before when while as if a an by from national international federal world "
    "new san los united yesterday today tomorrow earlier later"
)
#: Words in names of bodies and places, and words that only begin a sentence.  May is a surname too.
NO_PERSON = (
    frozenset(_NO_PERSON.split())
    | {word.lower() for word in SENTENCE_STARTERS}
    | {name.lower() for name in (*MONTHS, *WEEKDAYS) if name != "May"}
)
