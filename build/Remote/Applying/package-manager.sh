name=$1 version=$2
if command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  offers() { apt-cache madison "$name" 2>/dev/null | awk -F'|' '{ gsub(/ /, "", $2); print $2 }'; }
  refresh() { apt-get -q update >&2; }
  install() { apt-get install -y -q --allow-change-held-packages -o DPkg::Lock::Timeout=300 "$name=$1"; }
elif command -v dnf >/dev/null; then
  # A package that is held is neither offered nor installed.
  unheld() { dnf -q --disableexcludes=all --disableplugin=versionlock "$@"; }
  offers() { unheld repoquery --queryformat '%{version}-%{release}\n' "$name" 2>/dev/null | grep . | sort -rV; }
  refresh() { dnf -q makecache --refresh >&2; }
  install() { unheld install -y "$name-$1"; }
else
  echo "neither apt-get nor dnf is here" >&2; exit 1
fi
