#!/usr/bin/env bash
# Makes sure of PostgreSQL, for the tests and benchmarks of the store: installs it where that is possible.
set -eu
command -v postgres >/dev/null && exit 0
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "steelyard: installing PostgreSQL (Debian package postgresql)"
  # Without the cluster that the package would make and start: each test runs a server of its own.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] ||
    echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  apt-get update -qq >/dev/null && apt-get install -y -qq postgresql >/dev/null && exit 0
fi
echo "this needs a PostgreSQL server: install the package postgresql" >&2
exit 1
