"""What search knows about how well its best passage fits a question."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a question and its best passage; every value is small and has no unit."""

    closeness: float
    """Centred inner product of question and passage (mean of section, passage, best sentence)."""
    sentence: float
    """The same of the passage's best sentence alone."""
    margin: float
    """Lead over the mean of the next documents."""
    deviation: float
    """How many standard deviations the best stands above all candidates."""
    sentence_lead: float
    """Lead of the best sentence of all candidates over the mean of the next fifty candidates' best."""
    sentence_deviation: float
    """How many standard deviations that sentence stands above the candidates' best ones."""
    specificity: float
    """Length of the question's centred vector: a vague question lies near its language's mean."""
    share: float
    """BM25 as a share of the ideal; 0 across languages."""
    coverage: float
    """Weighted share of the question's terms in the passage; 0 across languages."""
    runner_up: float
    """Coverage of the best other passage among the first; 0 across languages."""
    named: float
    """Weight of the names asked for, 0 where none is."""
    missing: float
    """Weight of the names asked for that the best passage lacks."""
    unknown: float
    """Weight of the names asked for that no passage holds."""
    crowd: float
    """Logarithm of the number of passages about the most telling name; 0 where none is asked for."""
    digits_missing: float
    """Share of the question's numbers that the first passages lack."""
    length: float
    """Logarithm of the question's length in characters: a longer question says more of what it wants."""
