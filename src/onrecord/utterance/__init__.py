"""What was said once and is told by several statements: identical, trimmed or reworded.

`words` and `wording` make of a quotation what is compared, `alignment` decides on two of them, `differences`
tells who cut what.
"""
