#!/usr/bin/env bash
# Makes sure of h2load, the load generator of the benchmarks: installs it where that is possible.
set -eu
command -v h2load >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "steelyard: installing h2load (Debian package nghttp2-client)"
  apt-get update -qq >/dev/null && apt-get install -y -qq nghttp2-client >/dev/null && exit 0
fi
echo "the benchmark needs h2load: install the package nghttp2-client (Debian) or nghttp2 (others)" >&2
exit 1
