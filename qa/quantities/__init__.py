"""Numbers, units, quantities and dates as English text writes them."""
