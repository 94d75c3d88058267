"""HTTP without Sourceline's keys and documents: problem details, parameters, limits, streams."""
