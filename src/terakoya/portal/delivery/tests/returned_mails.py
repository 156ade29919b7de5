"""Delivery status notifications as mail servers write them, about a mail of ours."""

from __future__ import annotations

import uuid

POSTFIX = """\
Return-Path: <>
Delivered-To: {to}
Date: Tue, 24 Nov 2026 09:00:02 +0900 (JST)
From: MAILER-DAEMON@mx.mihon.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: {to}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="A1B2C3.1764000000/mx.mihon.example"
Content-Transfer-Encoding: 8bit
Message-Id: <20261124000002.A1B2C3@mx.mihon.example>

This is a MIME-encapsulated message.

--A1B2C3.1764000000/mx.mihon.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

This is the mail system at host mx.mihon.example.

<nobody@mihon.example>: host mail.mihon.example[192.0.2.5] said: 550 5.1.1
    <nobody@mihon.example>: Recipient address rejected: User unknown (in reply to RCPT TO command)

--A1B2C3.1764000000/mx.mihon.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mihon.example
X-Postfix-Queue-ID: A1B2C3
Arrival-Date: Tue, 24 Nov 2026 09:00:01 +0900 (JST)

Final-Recipient: rfc822; nobody@mihon.example
Original-Recipient: rfc822;nobody@mihon.example
Action: {action}
Status: {status}
Remote-MTA: dns; mail.mihon.example
Diagnostic-Code: smtp; {diagnostic}

--A1B2C3.1764000000/mx.mihon.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Terakoya <no-reply@terakoya.example>
To: nobody@mihon.example
Subject: =?utf-8?b?44GU5qGI5YaF?=
Message-ID: <{message}@terakoya.example>

--A1B2C3.1764000000/mx.mihon.example--
"""

EXCHANGE = """\
From: postmaster@mihon.example
To: {to}
Subject: Undeliverable: =?utf-8?b?44GU5qGI5YaF?=
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: multipart/alternative; boundary="b2"

--b2
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

6YWN6YCB44Gn44GN44G+44Gb44KT44Gn44GX44Gf44CC

--b2--

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns;AB0PR01MB0001.prod.mihon.example

Final-recipient: RFC822;nobody@mihon.example
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address

--b1
Content-Type: message/rfc822

From: Terakoya <no-reply@terakoya.example>
To: nobody@mihon.example
Message-ID: <{message}@terakoya.example>
Subject: test

body

--b1--
"""

IN_WORDS = """\
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@old.example>
To: {to}
Subject: Returned mail

   ----- The following addresses had permanent fatal errors -----
<nobody@mihon.example>
550 <nobody@mihon.example>... User unknown
"""

AWAY = """\
From: nobody@mihon.example
To: {to}
Subject: =?utf-8?b?5LiN5Zyo?=
Auto-Submitted: auto-replied

I am away. Call 550 0000.
"""


def postfix(
    message: uuid.UUID,
    *,
    to: str = "no-reply@terakoya.example",
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "550 5.1.1 User unknown",
) -> bytes:
    """What Postfix sends back."""
    values = {"to": to, "action": action, "status": status, "diagnostic": diagnostic}
    return POSTFIX.format(message=message, **values).encode()
