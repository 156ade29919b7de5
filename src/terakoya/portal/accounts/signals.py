"""News for apps above; sent inside the transaction of the change.

Each carries `member` (and `by`, the acting member, where there is one); `members_added` carries
`members`, a list.
"""

from django.dispatch import Signal

members_added = Signal()
member_joined = Signal()
member_left = Signal()
member_returned = Signal()
