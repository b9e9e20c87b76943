"""What `tensteps new` and `tensteps request` do: the client's files to an engagement file."""
