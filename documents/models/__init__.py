from documents.models.files import PageImage, StoredFile
from documents.models.numbers import IssuedNumber, NumberSequence

__all__ = ["IssuedNumber", "NumberSequence", "PageImage", "StoredFile"]
