set -u
tell() {
  if command -v socat >/dev/null; then printf '%s\n' "$1" | socat -t 10 - UNIX-CONNECT:/run/haproxy.sock
  elif command -v nc >/dev/null; then printf '%s\n' "$1" | nc -U /run/haproxy.sock
  else echo "neither socat nor nc is installed, and the socket of HAProxy needs one of them: install one"; fi
}
set_state() {
  said=$(tell "set server $1 state $2" 2>&1 | tr -d '\n')
  [ -z "$said" ] || { echo "HAProxy, $1 to $2: $said" >&2; exit 1; }
}
seconds=$1; shift
