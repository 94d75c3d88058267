"""English function words: articles, pronouns, prepositions and others that say nothing of the subject.

Documents are indexed with them.  A question is searched without them, unless it has no other words.
"""

from __future__ import annotations

FUNCTION_WORDS = tuple(
    """
    a about above after again against ago all almost along already also although always am among an and
    another any anybody anyone anything are around as at away back be became because become been before
    being below between both but by can cannot could d did do does doing done down during each either
    else enough etc even ever every everybody everyone everything few for from further get gets getting
    give given go goes going got had has have having he her here hers herself him himself his how
    however i if in indeed instead into is it its itself just kind least let like likely ll m made make
    many may maybe me might mine more most much must my myself near neither never no nobody none nor not
    nothing now o of off often on once one ones only onto or other others otherwise ought our ours
    ourselves out over own per perhaps quite rather re really s same shall she should since so some
    somebody someone something sometimes somewhere still such t than that the their theirs them
    themselves then there therefore these they thing things this those though through thus to together
    too toward towards under unless until up upon us used ve very via was way we well were what whatever
    when whenever where whereas wherever whether which while who whoever whom whose why will with within
    without would yes yet you your yours yourself yourselves
    """.split()  # noqa: SIM905
)
