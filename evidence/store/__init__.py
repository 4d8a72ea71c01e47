"""What is kept: derived data in one SQLite file, decisions in a log, reports in a folder."""
