"""How sure an answer is: fitted weights, one calibrated probability, thresholds."""
