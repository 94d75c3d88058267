"""Numbers, units, quantities and dates, as they are written in English text."""
