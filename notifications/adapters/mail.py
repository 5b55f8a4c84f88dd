"""Mail over Django's SMTP backend."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.adapters.sms import ChannelError


def send_mail(*, to: str, subject: str, text: str, reference: str) -> str:
    """Send one plain mail and return its Message-ID, the same for every attempt; ChannelError when that fails."""
    domain = settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].strip("> ")
    message_id = f"<{reference}@{domain}>"
    message = EmailMessage(subject=subject, body=text, to=[to], headers={"Message-ID": message_id})
    try:
        message.send()
    except (SMTPException, OSError) as error:
        raise ChannelError("mail_not_taken", type(error).__name__) from error
    return message_id
