"""The answer to a question, as blocks of text that a terminal, Markdown and JSON share."""
