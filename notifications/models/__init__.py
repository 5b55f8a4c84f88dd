from notifications.models.hours import MessageHours
from notifications.models.messages import Channel, Delivery, DeliveryState, Message

__all__ = ["Channel", "Delivery", "DeliveryState", "Message", "MessageHours"]
