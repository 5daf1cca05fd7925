"""A folder of books → a shelf on the home network: a web page, and a catalogue for reading programs (OPDS).

It gives books out and takes nothing in. `opening` reads what a file tells of its book, `scanning` and
`filling` keep the `index` true to the folder, `finding` asks it. What is found becomes pages or feeds.
"""
