"""What a question is as a claim: the texts that the support model was trained on."""

from __future__ import annotations


def question_claim(question: str) -> str:
    """A question that wants yes or no: as a claim, "supported" is yes."""
    return f"{question.rstrip(' ?.!')}?"


def answer_claim(question: str, answer: str) -> str:
    """That an answer to a question is right."""
    return f"{question} {answer}"
