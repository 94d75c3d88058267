"""API keys and access control: who calls, what the key allows, how much it may use."""
