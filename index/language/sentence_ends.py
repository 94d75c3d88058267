"""English abbreviations and sentence starters: they decide whether a full stop ends a sentence."""

from __future__ import annotations

from index.language.calendar import MONTHS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Titles and connectives.  A sentence never ends after them.
NEVER_LAST = _words(
    """
    approx. est. ca. cf. vs. v. viz. e.g. i.e. resp. incl. esp. mr. mrs. ms. messrs. mme. mlle. dr. drs.
    prof. rev. fr. hon. pres. gov. sen. rep. amb. supt. gen. lt. col. maj. capt. sgt. cpl. pvt. cmdr.
    cdr. adm. brig. ens. lt.-gen. lt.-col. maj.-gen. mt. ft.
    """
)

#: They stand before a number; without one they are ordinary words ("He said no.").
BEFORE_A_NUMBER = _words(
    """
    no. nos. nr. fig. figs. vol. vols. p. pp. ch. chap. sec. sect. par. para. art. ed. eq. eqs. tab.
    app. ex. op. pt. ver. c.
    """
)

#: "jan.", "sept.", "sep."; May has none.
ABBREVIATED_MONTHS = {f"{name[:3].lower()}." for name in MONTHS if len(name) > 3} | {"sept."}

#: They stand inside a sentence or at its end; the next word decides.
SOMETIMES_LAST = _words(
    """
    inc. corp. co. ltd. llc. plc. bros. jr. sr. st. ave. blvd. rd. dept. univ. assn. ass'n. int'l.
    nat'l. gov't. govt. a.m. p.m. u.s. u.k. u.n. e.u. u.s.a. d.c. b.c. a.d. ph.d. m.d. m.sc. b.sc. al.
    etc. bn. mln.
    """
)

#: Words that, capitalised, start a new sentence far more often than they continue a name.
SENTENCE_STARTERS = _words(
    """
    A According After Although An And Another Any As At Because Before Both But By Despite Did Do Does
    During Each Either Even Every Few For From Had Has Have He Her Here His How However I If In Instead
    Is It Its Just Last Later Like Many Meanwhile Most Moreover My Neither No Nor Not Nevertheless Now
    Of On Once One Only Or Other Others Our Perhaps She Should Since So Some Soon Still Such That The
    Their Then There Therefore These They This Those Though Through Thus To Today Two Under Unlike Until
    Was We Were What When Where Whether Which While Who Whose Why Will With Within Without Would Yet You
    Your
    """
)
