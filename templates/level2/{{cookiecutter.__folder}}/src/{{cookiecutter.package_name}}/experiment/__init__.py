"""What a change of the pipeline would have done, batch by batch, before it is merged."""
