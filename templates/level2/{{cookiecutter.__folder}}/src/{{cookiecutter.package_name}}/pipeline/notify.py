"""Messages to people, when something needs them."""

import logging
import os

log = logging.getLogger(__name__)

# Where they go: one or more addresses as apprise reads them (mail, chat, webhook, ...).
ADDRESS = "NOTIFY_URL"


def tell(event: str, text: str) -> None:
    """Send a message; nothing where NOTIFY_URL isn't set. Never raises: nothing fails over it.

    Args:
        event: what happened, in a few words: the title.
        text: what is known, and what to do.
    """
    address = os.environ.get(ADDRESS)
    if not address:
        return
    try:
        import apprise

        sender = apprise.Apprise()
        # It would be asked for an address of a kind that it doesn't know without a word.
        sent = sender.add(address) and sender.notify(title=event, body=text)
    except Exception as error:
        log.warning("no message sent (%s): %s", event, error)
        return
    if not sent:
        log.warning("no message sent (%s): check %s", event, ADDRESS)
