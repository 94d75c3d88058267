"""Support: whether a text supports a sentence, contradicts it, or leaves it open."""
