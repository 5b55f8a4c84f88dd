"""Authenticated encryption with a choice of cipher: AES-256-GCM, or SM4-GCM where the site must use it.

The algorithm's number stands in every envelope, so that a site can change its setting without rewriting anything.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

AES_GCM, SM4_GCM = 1, 2
ALGORITHMS = {"AES-GCM": AES_GCM, "SM4-GCM": SM4_GCM}
KEY_LENGTH = 32
NONCE_LENGTH = 12
TAG_LENGTH = 16
SM4_KEY_LENGTH = 16


class SealBrokenError(ValueError):
    """The envelope was not made by this key for this place, or was changed."""


def derive_key(master: bytes, purpose: str) -> bytes:
    """An independent 32-byte key for one purpose (HKDF-SHA256)."""
    return HKDF(algorithm=hashes.SHA256(), length=KEY_LENGTH, salt=None, info=purpose.encode()).derive(master)


def seal(algorithm: int, key: bytes, plain: bytes, place: bytes) -> bytes:
    """Nonce ‖ ciphertext ‖ tag, bound to `place` as additional data."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    if algorithm == AES_GCM:
        return nonce + AESGCM(key).encrypt(nonce, plain, place)
    encryptor = Cipher(SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(place)
    return nonce + encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def unseal(algorithm: int, key: bytes, sealed: bytes, place: bytes) -> bytes:
    """The inverse of `seal`; SealBrokenError when key, place or bytes are not the same."""
    if len(sealed) < NONCE_LENGTH + TAG_LENGTH:
        raise SealBrokenError("too short to be a sealed value")
    nonce, body = sealed[:NONCE_LENGTH], sealed[NONCE_LENGTH:]
    try:
        if algorithm == AES_GCM:
            return AESGCM(key).decrypt(nonce, body, place)
        decryptor = Cipher(SM4(_sm4_key(key)), modes.GCM(nonce, body[-TAG_LENGTH:])).decryptor()
        decryptor.authenticate_additional_data(place)
        return decryptor.update(body[:-TAG_LENGTH]) + decryptor.finalize()
    except InvalidTag as error:
        raise SealBrokenError("sealed for another place or changed") from error


def _sm4_key(key: bytes) -> bytes:
    """SM4 takes 128 bits: derived, not cut, so that the two ciphers never share key bytes."""
    return derive_key(key, "sm4")[:SM4_KEY_LENGTH]
