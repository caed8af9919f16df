"""The web: the SPARQL endpoint, the JSON interface and the explorer, all of them read-only.

A request comes through `door` into the `app`, which has three rooms: `api` (JSON), `sparql` and
`explorer` (pages). A room reads what is asked, and lets the `workshop` do it: there each query and
each job runs in a process that may be killed at any time. What can be asked there is in `jobs`; what
stands on a page is found in `pages`. The modules beside these folders are what several share.
"""
