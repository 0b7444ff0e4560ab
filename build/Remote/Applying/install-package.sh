full() {
  if [ -n "$version" ]; then offers | grep -m1 -E "^$(printf %s "$version" | sed 's/\./\\./g')(-|\$)"
  else offers | head -n1
  fi
}
found=$(full)
if [ -z "$found" ]; then refresh || exit 1; found=$(full); fi
[ -n "$found" ] || { echo "$name $version is in no repository of this node; it offers: $(offers | tr '\n' ' ')" >&2; exit 44; }
install "$found" && { [ -z "$version" ] || hold; }
