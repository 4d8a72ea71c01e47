"""A loopback E-utilities server: PubMed as it really behaves, and as it fails, for tests and for `make demo-update`."""
