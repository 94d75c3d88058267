"""The phrases of small talk, by language.  Our own."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Talk(StrEnum):
    """What small talk wants."""

    GREETING = "greeting"
    HOW_ARE_YOU = "how are you"
    THANKS = "thanks"
    FAREWELL = "farewell"
    YES = "yes"
    NO = "no"
    #: Words that go with the others and do not decide.
    BESIDE = "beside"


#: In lower case and without marks, "|" between them.
PHRASES: Mapping[str, Mapping[Talk, str]] = {
    "en": {
        Talk.GREETING: "hi|hello|hey|hiya|howdy|greetings|good morning|good afternoon|good evening|good day"
        "|hi there|hello there|hey there|nice to meet you",
        Talk.HOW_ARE_YOU: "how are you|how are you doing|how are things|how's it going|what's up"
        "|how do you do|are you there",
        Talk.THANKS: "thanks|thank you|thx|ty|cheers|much appreciated|i appreciate it|thanks a lot"
        "|many thanks|thank you so much|thank you very much|that helps|that helped"
        "|that was helpful|very helpful|perfect|great|awesome|got it|no thanks|no thank you"
        "|nice|cool|ok thanks",
        Talk.FAREWELL: "bye|goodbye|bye bye|good bye|see you|see ya|see you later|good night|have a nice day"
        "|have a good day|have a great day|take care|that's all|that is all",
        Talk.YES: "yes|yes please|yeah|yep|yup|sure|please do|ok|okay|of course|go ahead|please|do it",
        Talk.NO: "no|nope|nah|not really|never mind|nevermind",
        Talk.BESIDE: "there|everyone|all|team|everybody|bot|sir|madam|again|today|now|for your help"
        "|for the help|for that|then|very much|so much|a lot|you|and|for now|my friend"
        "|for the answer|for your answer",
    },
    "de": {
        Talk.GREETING: "hallo|guten tag|guten morgen|guten abend|moin|servus|grüß gott|grüezi|hallo zusammen",
        Talk.HOW_ARE_YOU: "wie geht es dir|wie geht es ihnen|wie geht's|alles klar",
        Talk.THANKS: "danke|danke schön|dankeschön|vielen dank|danke sehr|besten dank|herzlichen dank"
        "|nein danke|super|prima|das hilft|das hat geholfen|sehr hilfreich",
        Talk.FAREWELL: "tschüss|tschüs|auf wiedersehen|bis bald|bis später|ciao|gute nacht|schönen tag noch"
        "|einen schönen tag",
        Talk.YES: "ja|ja bitte|ja gerne|gern|gerne|klar|bitte|genau|natürlich",
        Talk.NO: "nein|nicht nötig|nö",
        Talk.BESIDE: "zusammen|für die hilfe|für ihre hilfe|für deine hilfe|und|nochmal|dir|ihnen|an alle",
    },
    "ar": {
        Talk.GREETING: "مرحبا|مرحباً|أهلا|اهلا|أهلاً|السلام عليكم|صباح الخير|مساء الخير",
        Talk.HOW_ARE_YOU: "كيف حالك|كيف الحال",
        Talk.THANKS: "شكرا|شكراً|شكرًا|شكرا لك|شكرًا لك|شكرا جزيلا|شكرًا جزيلًا|لا شكرا",
        Talk.FAREWELL: "مع السلامة|إلى اللقاء|وداعا|وداعاً",
        Talk.YES: "نعم|نعم من فضلك|حسنا|أجل|بالتأكيد|من فضلك",
        Talk.NO: "لا",
        Talk.BESIDE: "بك|بكم|لكم|لك|جميعا|وسهلا",
    },
    "fr": {
        Talk.GREETING: "bonjour|bonsoir|salut|coucou",
        Talk.HOW_ARE_YOU: "ça va|comment allez vous|comment ça va",
        Talk.THANKS: "merci|merci beaucoup|merci bien|non merci",
        Talk.FAREWELL: "au revoir|à bientôt|bonne journée|bonne nuit",
        Talk.YES: "oui|oui merci|oui s'il vous plaît|d'accord|bien sûr",
        Talk.NO: "non",
        Talk.BESIDE: "à tous|pour votre aide|et|à vous",
    },
    "es": {
        Talk.GREETING: "hola|buenos días|buenas tardes|buenas noches|buenas",
        Talk.HOW_ARE_YOU: "qué tal|cómo estás|cómo está",
        Talk.THANKS: "gracias|muchas gracias|mil gracias|no gracias",
        Talk.FAREWELL: "adiós|hasta luego|hasta pronto|chao",
        Talk.YES: "sí|sí por favor|claro|vale|por favor",
        Talk.NO: "no",
        Talk.BESIDE: "a todos|por su ayuda|por tu ayuda|y",
    },
}
