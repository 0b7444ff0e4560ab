if command -v apt-get >/dev/null; then
  held() { [ "$(dpkg-query -W -f '${db:Status-Want}' "$name" 2>/dev/null)" = hold ]; }
  hold() { apt-mark hold "$name" >/dev/null; }
else
  dnf_conf=/etc/dnf/dnf.conf
  excluded() { grep -qsE "^[[:space:]]*exclude(pkgs)?[[:space:]]*=(.*[ ,=])?$name([ ,]|\$)" "$dnf_conf"; }
  held() { grep -qsE "^$name-[0-9]+:" /etc/dnf/plugins/versionlock.list || excluded; }
  exclude() {
    if grep -qsE '^[[:space:]]*exclude(pkgs)?[[:space:]]*=' "$dnf_conf"; then
      sed -i -E "0,/^[[:space:]]*exclude(pkgs)?[[:space:]]*=/s/^([[:space:]]*exclude(pkgs)?[[:space:]]*=.*)\$/\1 $name/" "$dnf_conf"
    elif grep -qs '^\[main\]' "$dnf_conf"; then sed -i "0,/^\[main\]/s/^\[main\].*\$/&\nexcludepkgs=$name/" "$dnf_conf"
    else printf '[main]\nexcludepkgs=%s\n' "$name" >>"$dnf_conf"
    fi
  }
  hold() {
    if dnf -q versionlock list >/dev/null 2>&1; then
      dnf -q versionlock delete "$name" >/dev/null 2>&1
      dnf -q versionlock add "$name" >/dev/null
    else excluded || exclude
    fi
  }
fi
