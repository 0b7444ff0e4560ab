url=$1
prepare() { :; }
header() { [ -z "$password" ] || printf 'header = "PRIVATE-TOKEN: %s"\n' "$password"; }
attempt() {
  code=$(header | curl -q --config - -sS -o /dev/null -m "$patience" -w '%{http_code}' "$url")
  [ "$code" = 200 ] || { echo "HTTP $code"; return 1; }
}
kept() { :; }
clean() { :; }
