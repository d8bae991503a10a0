"""The register: the corpus's typed facts, for exact lists, counts, dates and comparisons."""
