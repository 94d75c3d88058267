"""Closed lists of English words that the rules go by."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(words.split())


AUXILIARIES = listed(
    "is are was were do does did has have had will would can could may might shall should must isn't "
    "aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't won't can't couldn't"
)
DO_FORMS = listed("do does did don't doesn't didn't")
PREPOSITIONS = listed(
    "in on at of for from to by with about against during since until before after near under over into "
    "between among through across per without within outside inside around towards toward as than"
)
WH_WORDS = listed("who whom whose what which when where why how")
#: Where a clause ends and another begins.
SUBORDINATORS = listed(
    "that when while because if after before who which whom whose where although though since until"
)
CONNECTIVES = listed("and but or so also then plus")
DETERMINERS = listed("the a an this that these those his her its their my our your some any")
PRONOUNS = listed("i you he she it we they me him us them one this that these those")
#: Verbs that follow a subject without an auxiliary: past and plain forms that end a noun phrase.
VERBS = listed(
    "won left came went took lost fought fell got made said wrote sang ran led began became built "
    "bought sold sent held found kept met paid rose sank shot spoke spent stood taught told thought "
    "wore gave drew drove ate flew knew saw sat lay beat cost hit cut put set live lives work works die "
    "dies say says come comes go goes take takes make makes think thinks play plays speak speaks use "
    "uses mean means happen happens cause causes contain contains produce produces rule rules own owns "
    "become becomes write writes lead leads need needs want wants know knows serve serves belong "
    "belongs exist exists support supports win wins lose loses grow grows eat eats include includes "
    "cover covers fight fights"
)
#: Verbs in the plain form, and states, that only people do or are in.
HUMAN = (
    r"born|die|died|killed|marry|married|study|studied|grow\ up|raised|resign|retire|write|paint"
    r"|compose|invent|discover|sing|act|play|say|think|believe|anticipate|expect|live|work|elected"
    r"|appointed|buried|assassinated|arrested|educated|crowned|described|describe|direct|star"
    r"|announce|become|visit|publish|serve|rule|reign"
)
_PERSON = (
    "man woman person president minister king queen emperor empress author writer poet painter artist "
    "actor actress singer scientist politician leader general commander director composer inventor "
    "founder player athlete philosopher physicist chemist mathematician doctor official guy lady boy "
    "girl child son daughter wife husband brother sister mother father prince princess pope saint "
    "bishop senator governor mayor judge spokesman spokeswoman musician architect engineer explorer "
    "officer ambassador chancellor coach captain"
)
PERSON_NOUNS = listed(_PERSON)
PLACE_NOUNS = listed(
    "country nation state city town village region area place island river mountain lake sea ocean "
    "continent province county district valley desert capital kingdom territory county building "
    "location site"
)
TIME_NOUNS = listed("year month day date time decade century period era night moment season")
EVENT_NOUNS = listed(
    "war battle attack siege revolution election treaty invasion earthquake fire accident crash event "
    "match game tournament race conference meeting conflict campaign disaster incident agreement"
)
#: Nouns that "that" may point with; elsewhere "that soldiers came" is a clause.
THING_NOUNS = listed(
    "book film movie song album company organisation organization team band party group ship plane car "
    "animal plant species language law theory method element planet star university school church "
    "religion army unit club novel play poem painting project product program programme disease drug "
    "number amount figure award prize record title model version system idea claim report"
)
DEMONSTRATED = PERSON_NOUNS | PLACE_NOUNS | TIME_NOUNS | EVENT_NOUNS | THING_NOUNS
#: "this article": what is being asked about, not what was said before; "this year": now.
DEICTIC = listed(
    "article text document documents page report paper story file collection year week month morning "
    "evening century decade day days time case way kind sort type afternoon weekend passage website "
    "book season episode"
)
#: Nouns that want an "of": "the population" is that of something.
RELATIONAL = listed(
    "population capital area size currency president king queen mayor leader author director founder "
    "height length depth age winner cause causes outcome result casualties climate flag anthem language "
    "religion name location date purpose cost price commander commanders weight symbol symbols"
)
MALE = listed(
    "he him his himself mr king prince sir lord father husband son brother man boy emperor pope actor "
    "john james william george charles henry robert thomas david richard joseph michael peter paul "
    "albert alexander andrew andrii anthony barack ben benjamin bill boris carl christopher daniel "
    "donald edward francis frank franklin frederick isaac jack joe johann joachim juan karl kim lee "
    "leonardo louis ludwig mark martin max muhammad napoleon nelson nikola otto pablo patrick philip "
    "rustem sergei stephen steve steven tim tom victor vincent vladimir volodymyr walter winston "
    "wolfgang abraham adam alan alfred antonio arthur bob bruce eric ernest galileo harry hugo ivan "
    "jesus julius kevin leo neil niels oscar sigmund simon socrates plato aristotle theodore xi"
)
FEMALE = listed(
    "she her hers herself mrs ms miss queen princess lady dame mother wife daughter sister woman girl "
    "empress actress mary elizabeth anna anne marie margaret catherine jane alice angela barbara diana "
    "emily emma florence frida grace hannah helen hillary ingrid isabella jennifer joan julia kate "
    "katherine laura linda lisa maria marilyn michelle nancy olga patricia rachel rosa rosalind ruth "
    "sarah sophia sophie susan theresa ursula victoria virginia ada agatha amelia amy angelina audrey "
    "beatrice charlotte christine clara cleopatra coco eleanor ella indira kamala mileva nina oprah "
    "simone sylvia taylor"
)
GIVEN_NAMES = (MALE | FEMALE) - listed(
    "he him his himself she her hers herself man boy woman girl father mother husband wife son daughter "
    "brother sister victoria virginia florence diana grace mark max bill miss actor actress"
)
TITLES = listed(
    "mr mrs ms miss sir lord lady dame king queen prince princess president minister senator governor "
    "pope saint emperor empress general dr professor captain chancellor"
)
MONTHS = listed("january february march april may june july august september october november december")
_COUNTRIES = (
    "afghanistan, albania, algeria, argentina, armenia, australia, austria, azerbaijan, bangladesh, "
    "belarus, belgium, bolivia, brazil, bulgaria, cambodia, cameroon, canada, chad, chile, china, "
    "colombia, congo, croatia, cuba, cyprus, czechia, denmark, ecuador, egypt, england, estonia, "
    "ethiopia, finland, france, georgia, germany, ghana, greece, greenland, hungary, iceland, india, "
    "indonesia, iran, iraq, ireland, israel, italy, jamaica, japan, jordan, kazakhstan, kenya, kosovo, "
    "kuwait, laos, latvia, lebanon, libya, lithuania, luxembourg, madagascar, malaysia, mali, malta, "
    "mexico, moldova, mongolia, morocco, mozambique, myanmar, nepal, netherlands, new zealand, niger, "
    "nigeria, north korea, norway, pakistan, panama, paraguay, peru, philippines, poland, portugal, "
    "qatar, romania, russia, rwanda, saudi arabia, scotland, senegal, serbia, singapore, slovakia, "
    "slovenia, somalia, south africa, south korea, soviet union, spain, sri lanka, sudan, sweden, "
    "switzerland, syria, taiwan, tanzania, thailand, the uk, the us, the usa, tunisia, turkey, u.s., "
    "uganda, uk, ukraine, united kingdom, united states, uruguay, us, usa, uzbekistan, venezuela, "
    "vietnam, wales, yemen, zambia, zimbabwe"
)
_OTHER_PLACES = (
    "africa, alaska, amsterdam, antarctica, asia, athens, barcelona, beijing, bergen, berlin, boston, "
    "brussels, cairo, california, chicago, copenhagen, crimea, delhi, donetsk, dublin, europe, florida, "
    "hamburg, hawaii, helsinki, istanbul, kursk, kyiv, lisbon, london, los angeles, lyon, madrid, "
    "marseille, melbourne, milan, moscow, munich, new york, north america, oslo, paris, prague, "
    "pyongyang, quebec, rome, seoul, siberia, south america, stockholm, sydney, texas, tokyo, toronto, "
    "venice, vienna, warsaw, washington"
)
COUNTRIES = frozenset(_COUNTRIES.split(", "))
PLACES = COUNTRIES | frozenset(_OTHER_PLACES.split(", "))
PLURALS = listed("people men women children troops police staff crew forces mice feet fish sheep")

#: Forms of verbs of saying, as a pattern.
SAYING = (
    r"said|says?|claimed|claims|reported|reports|stated|announced|confirmed|denied|estimated|suggested|believes?"
    r"|thinks?|expects?|revealed|predicted|anticipates?"
)
