"""The example's tests, left where they were."""
