"""News for apps above; sent inside the transaction of the change.

`private_closed`: somebody came by a joining code, so what the member alone may see closes (a
receiver answers how much that was); `private_opened`: the person showed who they are;
`private_deleted`: they gave it up.

Each carries `member`.

`departments_merged`: a department became one with another one; `department`, `into`.
"""

from django.dispatch import Signal

private_closed = Signal()
private_opened = Signal()
private_deleted = Signal()
departments_merged = Signal()
