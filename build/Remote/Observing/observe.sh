# Reports what a node is, in lines. What to look at comes as lines on standard input:
#   package NAME | file SHA256 PATH | shared - PATH (its content stays here) | sentinel ADDRESS NAME | patroni ADDRESS | storages
#   probe N M, then N lines of script and M of its input
# Few processes, since every node runs this every time: one sha256sum and one stat for all files.
newline='
'
packages='' wanted=$newline hidden=$newline sentinel='' redis='' patroni='' storages='' number=0
# Bytes of found content that are reported at most: one file, and all of them.
file_limit=262144
left=524288
PATH=$PATH:/opt/gitlab/embedded/bin

unsearchable() { # Whether a folder on the way cannot be looked into, so that absence means nothing.
  folder=${1%/*}
  while [ -n "$folder" ] && [ ! -e "$folder" ]; do folder=${folder%/*}; done
  [ ! -x "${folder:-/}" ]
}

take_lines() { # Reads $1 lines into $text.
  text='' rest=$1
  while [ "$rest" -gt 0 ] && IFS= read -r line; do
    text=$text$line
    rest=$((rest - 1))
    [ "$rest" -eq 0 ] || text=$text$newline
  done
}

room() { # $1 the word before the least that is free where packages go, $2 df's option. Some file systems have no inodes: 0 or "-" in all.
  word=$1 unit=$2
  set --
  for place in /opt /var/opt /var/cache; do [ ! -d "$place" ] || set -- "$@" "$place"; done
  [ $# -gt 0 ] || set -- /
  df -P"$unit" -- "$@" 2>/dev/null | awk -v word="$word" '
    NR > 1 {
      for (i = NF; i > 3; i--) if ($i ~ /^[0-9]+%$/) {
        if ($(i - 3) + 0 > 0 && (least == "" || $(i - 1) + 0 < least)) least = $(i - 1) + 0
        break
      }
    }
    END { if (least != "") printf "%s %.0f\n", word, least }'
}

probe() { # $1 script, $2 its input, $3 its number
  if [ -n "$2" ]; then printf %s "$2" | timeout 10 sh -c "$1" >/dev/null 2>&1
  else timeout 10 sh -c "$1" </dev/null >/dev/null 2>&1
  fi
  echo "probe $3 $?"
}

set --
while IFS=' ' read -r kind one two; do
  case $kind in
    package) packages="$packages $one" ;;
    file | shared)
      if [ "$kind" = file ]; then wanted=$wanted$one'  '$two$newline; else hidden=$hidden$two$newline; fi
      if [ -f "$two" ]; then
        if [ -r "$two" ]; then set -- "$@" "$two"; else echo "unknown $two may not be read"; fi
      elif [ -e "$two" ]; then echo "unknown $two is not a file"
      elif unsearchable "$two"; then echo "unknown $two lies in a folder that may not be searched"
      else echo "absent $two"
      fi ;;
    probe)
      take_lines "$one"; eval "script_$number=\$text"
      take_lines "$two"; eval "input_$number=\$text"
      number=$((number + 1)) ;;
    storages) storages=1 ;;
    sentinel) sentinel=$one redis=$two ;;
    patroni) patroni=$one ;;
  esac
done

# The names in the configuration that the last reconfigure wrote: of Gitaly's own storages, and of those behind Praefect.
storage_names() {
  # One of both is missing on most nodes, and mawk ends at a file that it cannot open.
  cat /var/opt/gitlab/gitaly/config.toml /var/opt/gitlab/praefect/config.toml 2>/dev/null | awk '
    function value(line) { sub(/^[^=]*= */, "", line); gsub(/["'"'"']/, "", line); return line }
    function told() {
      if (kind == "storage" && name != "") print "storage " name
      if (kind == "node" && name != "") {
        sub(/^[a-z]*:\/\//, "", address); sub(/:[0-9]*$/, "", address)
        print "virtual-storage " address " " name
      }
      name = address = ""
    }
    /^ *\[/ { told(); gsub(/[][ ]/, ""); kind = $0 == "storage" ? "storage" : $0 == "virtual_storage.node" ? "node" : ""; next }
    kind == "storage" && /^ *name *=/ { name = value($0) }
    kind == "node" && /^ *storage *=/ { name = value($0) }
    kind == "node" && /^ *address *=/ { address = value($0) }
    END { told() }
  '
}

[ -z "$storages" ] || storage_names

if [ -n "$packages" ]; then
  if command -v dpkg-query >/dev/null; then
    # shellcheck disable=SC2086 # A list of names.
    dpkg-query -W -f 'package ${Package} ${Version} ${db:Status-Status}\n' $packages 2>/dev/null
  else
    # By what is provided: curl may be curl-minimal, which is in conflict with it.
    for package in $packages; do
      rpm -q --whatprovides --qf "package $package %{VERSION}-%{RELEASE} installed\n" "$package" 2>/dev/null
    done
  fi
fi

set -f # What is split into words below is not a pattern.
if [ $# -gt 0 ]; then
  stat -L -c 'stat %U:%G %a %n' -- "$@"
  IFS=$newline
  for sum in $(sha256sum -- "$@"); do
    echo "sum $sum"
    path=${sum#*  }
    case $hidden in *"$newline$path$newline"*) continue ;; esac
    case $wanted in *"$newline$sum$newline"*) continue ;; esac
    size=$(wc -c <"$path")
    if [ "$size" -gt "$file_limit" ] || [ "$size" -gt "$left" ]; then continue; fi
    left=$((left - size))
    echo "content $(base64 <"$path" | tr -d '\n') $path"
  done
  unset IFS
fi

# The slow ones at once. What the probes say waits in the pipe until all else is written: no line comes in the middle of another.
{
  i=0
  while [ $i -lt $number ]; do
    eval "probe \"\$script_$i\" \"\$input_$i\" $i" &
    i=$((i + 1))
  done
  wait
} | {
  ! command -v gitlab-ctl >/dev/null || gitlab-ctl status 2>/dev/null
  marker=
  [ ! -r /var/lib/gitlab-ha/applied ] || read -r marker </var/lib/gitlab-ha/applied
  [ -z "$marker" ] || echo "marker $marker"
  if [ -r /var/lib/gitlab-ha/unverified ] && read -r run </var/lib/gitlab-ha/unverified; then echo "unverified $run"; fi
  if [ -r /var/lib/gitlab-ha/nodes ] && IFS= read -r record </var/lib/gitlab-ha/nodes; then echo "nodes $record"; fi
  if [ -e /var/opt/gitlab/postgresql/data/PG_VERSION ]; then echo database; fi
  if [ -n "$sentinel" ] && command -v redis-cli >/dev/null; then
    # shellcheck disable=SC2046 # Two lines become two words.
    echo redis $(timeout 2 redis-cli -h "$sentinel" -p 26379 sentinel get-master-addr-by-name "$redis" 2>/dev/null)
  fi
  if [ -n "$patroni" ] && command -v curl >/dev/null; then
    # shellcheck disable=SC2046 # Makes one line of it; blanks mean nothing in JSON.
    printf '%s ' cluster $(curl -q -s -m 2 "http://$patroni:8008/cluster"); echo
  fi
  room free k
  room inodes i
  cat <&3
} 3<&0 </dev/null
echo end
