"""Other wordings of a question's parts: abbreviations, synonyms, numbers written in another way."""
