"""PubMed through the E-utilities: wire (one attempt) → transport (patience) → search, fetch → harvest.

Rules and their sources: NBK25497, NBK25499; what NCBI does beyond them is told where it is met.
"""
