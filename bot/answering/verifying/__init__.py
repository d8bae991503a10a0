"""What a written sentence states, read without a model: dates, numbers, names, quotations, negation, relations."""
