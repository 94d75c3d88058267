"""Verbs and nouns of reporting: who can say something, and the verbs that say it more or less firmly."""

from __future__ import annotations

import re


def _forms(words: str) -> str:
    """Any of the words, given as "stem:endings" ("stat:e,es,ed") or whole."""
    forms = []
    for word in words.split():
        stem, _, endings = word.partition(":")
        forms += [stem + ending for ending in endings.split(",")] if endings else [word]
    return "|".join(sorted(forms, key=len, reverse=True))


SAYS = _forms(
    "say:s, said tell:s, told stat:e,es,ed announc:e,es,ed report:,s,ed claim:,s,ed writ:e,es wrote written "
    "add:s,ed not:es,ed confirm:,s,ed declar:e,es,ed insist:,s,ed argu:e,es,ed reveal:,s,ed disclos:e,es,ed "
    "warn:,s,ed testif:y,ies,ied acknowledg:e,es,ed admit:,s,ted explain:,s,ed maintain:,s,ed assert:,s,ed "
    "alleg:e,es,ed conclud:e,es,ed tweeted show:,s,ed indicat:e,es,ed record:s,ed found finds "
    "recall:,s,ed observ:e,es,ed describ:e,es,ed"
)
ESTIMATES = _forms(
    "estimat:e,es,ed assess:,es,ed believ:e,es,ed think:,s thought suggest:,s,ed suspect:,s,ed reckon:,s,ed "
    "guess:es,ed calculat:e,es,ed assum:e,es,ed put puts speculat:e,es,ed infer:s,red"
)
EXPECTS = _forms(
    "expect:,s,ed anticipat:e,es,ed forecast:,s,ed predict:,s,ed project:s,ed plan:,s,ned hop:e,es,ed "
    "intend:,s,ed pledg:e,es,ed promis:e,es,ed vow:,s,ed propos:e,es,ed aim:,s,ed target:s,ed"
)
#: Verbs that give a value only beside another speaker: "Police counted 12, the hospital 19".
GIVES = _forms(
    "count:s,ed quot:e,es,ed giv:e,es gave speaks?\\s+of spoke\\s+of budget:s,ed consider:s,ed nam:e,es,ed "
    "mention:s,ed blam:e,es,ed dat:e,es,ed valu:e,es,ed pric:e,es,ed measur:e,es,ed favou?r:s,ed want:s,ed "
    "demand:s,ed offer:s,ed ask:s,ed recommend:s,ed"
)
DENIES = _forms(
    "den:y,ies,ied refut:e,es,ed reject:,s,ed disput:e,es,ed dismiss:,es,ed contradict:,s,ed debunk:s,ed"
)
VERB = rf"(?:{SAYS}|{ESTIMATES}|{EXPECTS}|{DENIES})"
#: Verbs that may stand behind what was said: "..., X said", "..., said X".
SAYS_AFTER = _forms(
    "say:s, said told stat:es,ed announc:es,ed report:s,ed claim:s,ed writ:es wrote add:s,ed not:es,ed "
    "confirm:s,ed estimat:es,ed insist:s,ed argu:es,ed warn:s,ed explain:s,ed show:,s,ed indicat:es,ed "
    "suggest:,s,ed predict:s,ed reckon:s,ed recall:s,ed"
)
SAYING = "(?:{})ing".format(
    _forms(
        "say stat add not claim estimat announc report confirm suggest warn predict forecast expect reveal "
        "explain"
    )
)
#: Documents that people issue; their author says what is in them.
DOCUMENT = (
    r"(?:reports?|stud(?:y|ies)|surveys?|data|figures?|estimates?|statistics|assessments?|analys[ie]s|polls?"
    r"|papers?|statements?|forecasts?|projections?|census|records?|calculations?|research|documents?|articles?|filings?"
    r"|claims?|tall(?:y|ies)|counts?|reviews?|letters?|press\ release|numbers|findings|accounts?)"
)
#: Lower-case nouns of people and bodies that say things.
SPEAKER = re.compile(
    rf"(?:{DOCUMENT}|spokes(?:man|woman|person|people)|officials?|sources?|company|government|ministry|polices?|army"
    r"|military|witness(?:es)?|intelligence|agenc(?:y|ies)|authorit(?:y|ies)|department|council|committee|commission"
    r"|board|bank|firm|group|union|court|team|party|media|newspaper|magazine|management|staff|experts?|critics"
    r"|economists?|scientists?|[a-z]{3,}(?:ologists?|graphers?|ists?|icians?)|researchers?|analysts?|historians?"
    r"|authors?|doctors?|medics?|lawyers?|engineers?|traders?|brokers?|dealers?|farmers?|teachers?|reporters?|workers?"
    r"|investigators?|prosecutors?|organi[sz]ers?|ministers?|president|chairman|chairwoman|chief|director|manager"
    r"|executives?|residents?|neighbou?rs?|survivors?|relatives|parents?|family|mother|father|wife|husband|diplomats?"
    r"|lawmakers?|senators?|general|commanders?|troops|rebels|opposition|school|university|hospital|office|bureau"
    r"|association|institute|organi[sz]ation|foundation|museum|airline|operator|regulator|watchdog|club|league"
    r"|plaintiffs?|defendants?|judge|jury|professor|journalists?|delegates?|countries|representatives?|governor|mayor"
    r"|partnership|corporation|subsidiary|parent|unit|industry|administration|chroniclers?|inspectors?|crew|pilots?"
    r"|insurers?|investors?|shareholders?|makers?|customers?|users?|buyers?|drivers?|guards?|soldiers?|writers?|reviewers?|leaders?|head|founder|owner|coach|aides?|attorneys?"
    r"|(?:sub)?contractors?|suppliers?|vendors?|developers?|builders?|planners?|designers?|architects?|consultants?"
    r"|manufacturers?|retailers?|publishers?|producers?|exporters?|importers?|auditors?|employees?|tenants?"
    r"|landlords?|opponents?|supporters?|rivals?|candidates?|campaigners?|protesters?|mediators?|rescuers?"
    r"|firefighters?|paramedics?|nurses?|patients?|voters?|passengers?|chair|treasurer|secretary|deputy)"
)
#: Verbs with other meanings too; they report only if a clause or a word for what is said follows:
#: "added 500 jobs", "wrote four symphonies", "denied the motion".
NEEDS_THAT = re.compile(
    r"(?:add|writ|wrote|note|claim|declar|found|finds|show|record|argu|recall|observ|think|thought|project|target"
    r"|guess|assum|aim|hop|plan|intend|pledg|vow|den|reject|disput|dismiss|refut|contradict|put|admit|list)\w*"
)
THAT = re.compile(
    r"(?:\s+\w+ly)?\s*(?:[:“\"]|,?\s+(?:that|to|how|there|it|he|she|they|no|having|reports?|claims?|allegations"
    r"|accusations|any)\b|\s+(?:a|the|these|those|media|its|his)\s+(?:\w+\s+)?(?:reports?|claims?|allegations?"
    r"|accusations?|figures?|estimates?|number|toll|total|cost|losses|damage|value)\b|\s+\w+ing\b)",
    re.I,
)
