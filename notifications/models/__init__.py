from notifications.models.messages import Channel, Delivery, DeliveryState, Message
from notifications.models.texts import TextSettings

__all__ = ["Channel", "Delivery", "DeliveryState", "Message", "TextSettings"]
