"""A model that runs on another server, behind the same seam: it tells what may come next, and nothing else.

address -> `opening.open_remote` -> `RemoteModel` -> one request a token, in the words of a `Dialect`
"""
