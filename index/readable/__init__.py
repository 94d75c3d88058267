"""The text of a passage as it is read, by a model or a person: rows as sentences, no marks of layout."""
