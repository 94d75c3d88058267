"""How often a question's kind is told rightly: by patterns, and by a linear model for comparison."""
