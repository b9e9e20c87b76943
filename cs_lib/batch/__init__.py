"""How do many engagements become reports? Side by side, each once, and none in another's way.

`order` reads what is asked for, `plan` says what of it has to be made, `runner` has it made by
processes of this machine or of a cluster (`executors`, `attempt`, `stem`, `work`), `index` shows
what came of it. Nothing heavy is imported here: an unchanged client costs milliseconds.
"""
