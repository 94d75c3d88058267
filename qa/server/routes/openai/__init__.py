"""OpenAI's API: the endpoints, their request bodies and the format of their errors."""
