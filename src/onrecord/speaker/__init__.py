"""Who a source is: from the words of an attribution's source to a speaker, through the article.

    from onrecord.speaker import speakers_of

    speakers = speakers_of(article, attributions)  # one for each, None where there is no source

`layout` says where paragraphs, sentences and quotations stand; `runs` finds what is capitalised, `mentions`
and `headlines` the names in it, `offices` what is told beside them; `names` and `short_forms` tell which
may be one person's or body's, `cast` puts them together. `phrases` takes a source apart, `groups` several
speakers in one; `antecedents` follows pronouns, `descriptions` the rest, with `holders` for "the president",
`epithets` for "the businessman", `bodies`, `campaigns` and `documents` for "the ministry", "the campaign",
"the poll"; `left_out` says who speaks where no source is, and `wording` keeps a source's own words.
`resolution` ties them.
"""

from onrecord.speaker.resolution import Who, speakers_of, who_of

__all__ = ["Who", "speakers_of", "who_of"]
