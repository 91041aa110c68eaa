"""Who a source is: from the words of an attribution's source to a speaker, through the article.

    from onrecord.speaker import speakers_of

    speakers = speakers_of(article, attributions)  # one for each, None where there is no source

`layout` says where paragraphs, sentences and quotations stand; `mentions` finds the names, `names` tells
which may be one person's, `cast` puts them together; `phrases` takes a source apart; `antecedents` follows
pronouns, `descriptions` follows "the president" and "his lawyer"; `resolution` ties them.
"""

from onrecord.speaker.resolution import Who, speakers_of, who_of

__all__ = ["Who", "speakers_of", "who_of"]
