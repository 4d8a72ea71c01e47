"""The order of the stages: the only room that knows it.

    demo     library + example text → dedupe → extract → decide → tabulate → report, and the example list cleaned
    update   PubMed → records, and what people coded → dedupe → extract → decide → tabulate → what moved → report
    extract  files → records → findings
    dedupe   files → records → clusters
    clean    list + index → cleaned list
    review   what is known of the topic → … → tabulate → the questions that wait for a person
    table    library, files or store → dedupe → extract → decide → tabulate → the part that is asked for

Functions return files as bytes; the caller writes them.
"""
