#!/bin/sh
# The S3 gateway of compose.yaml; objects.env holds MINIO_ROOT_USER and MINIO_ROOT_PASSWORD.
set -eu
[ -e /data/metadata.db ] ||
  juicefs format --storage=file --bucket=/data/objects --trash-days=0 sqlite3:///data/metadata.db tongban
exec juicefs gateway --multi-buckets --keep-etag --object-tag --object-meta --no-usage-report \
  sqlite3:///data/metadata.db 0.0.0.0:9000
