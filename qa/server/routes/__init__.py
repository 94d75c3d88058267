"""The endpoints of the API, one module or folder for each address."""
