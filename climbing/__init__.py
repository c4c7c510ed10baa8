"""Climbing: what a level or a version brings, merged into what people made of their project.

The promise: afterwards every byte that a user wrote is in the tree, or in a conflict that is
named; or the climb refused and changed nothing.

So nothing is merged in place. The project as it was generated and as it would be generated now are
rendered apart; what to do with each path is decided from these two and the bytes on the disk; what
stands in the way is refused; and only then are files written, all of them or none.
"""
