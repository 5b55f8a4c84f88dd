#!/bin/sh
# Run once by the PostgreSQL image on an empty volume: the two logins of the product and its database.
set -eu
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" \
  --set=owner="$(cat /run/secrets/owner_password)" --set=app="$(cat /run/secrets/app_password)" <<'SQL'
CREATE ROLE tongban_owner LOGIN CREATEROLE CREATEDB PASSWORD :'owner';
CREATE ROLE tongban_app LOGIN NOINHERIT PASSWORD :'app';
CREATE DATABASE tongban OWNER tongban_owner;
REVOKE ALL ON DATABASE tongban FROM PUBLIC;
GRANT CONNECT ON DATABASE tongban TO tongban_app;
SQL
