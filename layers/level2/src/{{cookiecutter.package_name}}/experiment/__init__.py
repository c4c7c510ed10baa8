"""What a change of the pipeline would have done, month by month, before it is merged."""
