"""Claims with and without planted errors, and how well a check tells them apart."""
