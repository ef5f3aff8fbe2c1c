#!/bin/bash
# First process of the enclave. The bundle knows Unix sockets only; these lead each of them out: the security module to /dev/nsm, all
# others to a vsock port of the host (CID 3), which understands none of the bytes. When one of them ends, the enclave ends, and the
# host starts it anew: half an enclave is none.
set -eu
run=/run/alcove
mkdir -p "$run"
umask 077

nsm-bridge "$run/nsm.sock" &
for number in 1 2; do
  socat "UNIX-LISTEN:$run/kms-$number.sock,fork" "VSOCK-CONNECT:3:$((8000 + number))" &
done
for number in 1 2 3; do
  socat "UNIX-LISTEN:$run/witness-$number.sock,fork" "VSOCK-CONNECT:3:$((8010 + number))" &
done
socat VSOCK-LISTEN:7000,fork "UNIX-CONNECT:$run/enclave.sock" &

# Its standard input stays open: the bundle ends when that closes. Its environment says how memory is kept, and nothing else.
sleep infinity | env -i \
  MALLOC_ARENA_MAX=1 \
  MALLOC_MMAP_THRESHOLD_=33554432 \
  MALLOC_TRIM_THRESHOLD_=268435456 \
  /usr/local/bin/node \
  --max-semi-space-size=8 \
  --heap-growing-percent=20 \
  --permission \
  --allow-addons \
  --allow-fs-read=/srv/alcove/enclave.mjs \
  --allow-fs-read=/srv/alcove/secp256k1.node \
  --disallow-code-generation-from-strings \
  --disable-warning=SecurityWarning \
  /srv/alcove/enclave.mjs \
  "$run/enclave.sock" &

wait -n
exit 1
