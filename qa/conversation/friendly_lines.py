"""What is said where nothing is searched, in the languages that small talk is understood in."""

from __future__ import annotations

from collections.abc import Sequence

from qa.conversation.small_talk import SmallTalk
from qa.conversation.small_talk_phrases import Talk

_LINES: dict[str, dict[Talk, str]] = {
    "en": {
        Talk.GREETING: "Hello! Ask me anything about these documents.",
        Talk.HOW_ARE_YOU: "All is well, thank you. What would you like to know from these documents?",
        Talk.THANKS: "You are welcome. Is there anything else you would like to know?",
        Talk.FAREWELL: "Goodbye, and come back any time.",
        Talk.YES: "Gladly. What would you like to know?",
        Talk.NO: "All right. I am here if you have a question.",
    },
    "de": {
        Talk.GREETING: "Guten Tag! Fragen Sie mich alles, was in diesen Dokumenten steht.",
        Talk.HOW_ARE_YOU: "Alles in Ordnung, danke. Was möchten Sie aus diesen Dokumenten wissen?",
        Talk.THANKS: "Gern geschehen. Möchten Sie noch etwas wissen?",
        Talk.FAREWELL: "Auf Wiedersehen, und kommen Sie gern wieder.",
        Talk.YES: "Gern. Was möchten Sie wissen?",
        Talk.NO: "In Ordnung. Ich bin da, wenn Sie eine Frage haben.",
    },
    "ar": {
        Talk.GREETING: "مرحبًا! اسألني عن أي شيء في هذه الوثائق.",
        Talk.HOW_ARE_YOU: "كل شيء على ما يرام، شكرًا. ماذا تريد أن تعرف من هذه الوثائق؟",
        Talk.THANKS: "على الرحب والسعة. هل تريد معرفة شيء آخر؟",
        Talk.FAREWELL: "إلى اللقاء، ومرحبًا بك في أي وقت.",
        Talk.YES: "بكل سرور. ماذا تريد أن تعرف؟",
        Talk.NO: "حسنًا. أنا هنا إن كان لديك سؤال.",
    },
    "fr": {
        Talk.GREETING: "Bonjour ! Posez-moi vos questions sur ces documents.",
        Talk.HOW_ARE_YOU: "Tout va bien, merci. Que voulez-vous savoir de ces documents ?",
        Talk.THANKS: "Je vous en prie. Voulez-vous savoir autre chose ?",
        Talk.FAREWELL: "Au revoir, et à bientôt.",
        Talk.YES: "Volontiers. Que voulez-vous savoir ?",
        Talk.NO: "Très bien. Je suis là si vous avez une question.",
    },
    "es": {
        Talk.GREETING: "¡Hola! Pregúnteme lo que quiera sobre estos documentos.",
        Talk.HOW_ARE_YOU: "Todo bien, gracias. ¿Qué quiere saber de estos documentos?",
        Talk.THANKS: "De nada. ¿Quiere saber algo más?",
        Talk.FAREWELL: "Adiós, y vuelva cuando quiera.",
        Talk.YES: "Con gusto. ¿Qué quiere saber?",
        Talk.NO: "De acuerdo. Aquí estoy si tiene una pregunta.",
    },
}
#: How a question back begins; what follows names the choices.
WHICH = "Which one do you mean"


def friendly_line(said: SmallTalk) -> str:
    """What is answered to small talk, in its language."""
    return _LINES[said.language][said.talk]


def question_back(labels: Sequence[str]) -> str:
    """Asks which of at least two things is meant."""
    return f"{WHICH}: {', '.join(labels[:-1])} or {labels[-1]}?"
